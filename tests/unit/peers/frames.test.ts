import { once } from 'node:events'
import { duplexPair } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeMessage, kinds, MessageReader, messageLimit } from '../../../src/host/peers/frames.ts'
import { PairingChannel } from '../../../src/host/peers/pairing-channel.ts'

function readAll(reader: MessageReader) {
  const messages = []
  for (let message = reader.next(); message; message = reader.next()) messages.push(message)
  return messages
}

test('messages come out as they went in, however the bytes are cut', () => {
  const message = fc.record({
    kind: fc.constantFrom(...Object.values(kinds)),
    payload: fc.uint8Array({ maxLength: 600 }),
  })
  fc.assert(
    fc.property(fc.array(message, { maxLength: 8 }), fc.array(fc.nat(700)), (messages, cuts) => {
      const bytes = Buffer.concat(messages.map(({ kind, payload }) => encodeMessage(kind, payload)))
      const reader = new MessageReader()
      const out = []
      let from = 0
      for (const cut of [...cuts, bytes.length]) {
        reader.push(bytes.subarray(from, from + cut))
        from = Math.min(bytes.length, from + cut)
        out.push(...readAll(reader))
      }
      expect(out.map(({ kind, payload }) => ({ kind, payload: [...payload] }))).toEqual(
        messages.map(({ kind, payload }) => ({ kind, payload: [...payload] })),
      )
    }),
  )
})

test('random bytes give messages within the limit or the fault that is documented', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 2000 })), (pieces) => {
      const reader = new MessageReader()
      try {
        for (const piece of pieces) {
          reader.push(piece)
          for (const { payload } of readAll(reader)) expect(payload.length).toBeLessThan(messageLimit)
        }
      } catch (error) {
        expect(error).toMatchObject({ code: 'sync-protocol' })
      }
    }),
  )
})

test('a length beyond the limit, or none, is refused before a byte of it is kept', () => {
  for (const head of [
    [0, 0],
    [0x40, 0x01],
    [0xff, 0xff],
  ]) {
    const reader = new MessageReader()
    reader.push(Uint8Array.from(head))
    expect(() => reader.next()).toThrowError(/protocol/)
  }
})

async function turns(count: number): Promise<true> {
  for (let turn = 0; turn < count; turn++) await setImmediate()
  return true
}

test('a flood waits outside while nobody asks for a message', async () => {
  const [near, far] = duplexPair()
  const channel = new PairingChannel(near)
  const one = encodeMessage(kinds.hello, Buffer.alloc(1000))
  let taken = 0
  let isFull = false
  for (; taken < 2000 && !isFull; taken++)
    if (!far.write(one)) isFull = await Promise.race([once(far, 'drain').then(() => false), turns(50)])
  expect(isFull).toBe(true)
  expect(taken).toBeLessThan(500)
  expect(await channel.receive(kinds.hello)).toHaveLength(1000)
})

test('messages that were sent before the other side left are still read', async () => {
  const [near, far] = duplexPair()
  const [left, right] = [new PairingChannel(near), new PairingChannel(far)]
  left.send(kinds.hello, Uint8Array.of(1))
  left.refuse('declined')
  expect(await right.receive(kinds.hello)).toEqual(Buffer.of(1))
  await expect(right.receive(kinds.answers)).rejects.toMatchObject({ code: 'pairing-refused' })
})
