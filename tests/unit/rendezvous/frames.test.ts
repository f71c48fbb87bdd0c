import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeFrame, FrameReader, frameLimit } from '../../../src/host/rendezvous/frames.ts'
import { answerSchema, callMessageSchema, questionSchema } from '../../../src/host/rendezvous/messages.ts'
import { Fault } from '../../../src/wire/fault.ts'

/** All that is read of bytes that come in pieces, up to where they are no frames. */
function readAll(reader: FrameReader, pieces: readonly Uint8Array[]): unknown[] {
  const messages: unknown[] = []
  for (const piece of pieces) {
    reader.push(piece)
    for (let frame = reader.next(); frame; frame = reader.next()) messages.push(frame.message)
  }
  return messages
}

const split = (bytes: Uint8Array, cuts: readonly number[]) => {
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end))
}

test('messages come out as they went in, however the bytes are cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ type: fc.string(), text: fc.string({ maxLength: 5000 }) }), { maxLength: 8 }),
      fc.array(fc.nat(), { maxLength: 20 }),
      (messages, cuts) => {
        const bytes = Buffer.concat(messages.map(encodeFrame))
        expect(readAll(new FrameReader(), split(bytes, cuts))).toEqual(messages)
      },
    ),
  )
})

test('a long frame that comes byte by byte is read', () => {
  const message = { type: 'text', text: 'x'.repeat(20_000) }
  const bytes = encodeFrame(message)
  expect(
    readAll(
      new FrameReader(),
      [...bytes].map((byte) => Uint8Array.of(byte)),
    ),
  ).toEqual([message])
})

test('a frame over the limit is refused by its length alone', () => {
  const reader = new FrameReader(100)
  const header = Buffer.alloc(4)
  header.writeUInt32BE(101)
  expect(() => readAll(reader, [header])).toThrow(expect.objectContaining({ code: 'transfer-protocol' }))
  expect(() => encodeFrame({ text: 'x'.repeat(frameLimit) })).toThrow(RangeError)
})

test('nothing that comes from outside throws anything but the fault that is documented', () => {
  const anyMessage = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.json().map((json) => {
      const body = Buffer.from(json)
      const head = Buffer.alloc(4)
      head.writeUInt32BE(body.length)
      return Buffer.concat([head, body])
    }),
    fc
      .record({
        type: fc.constantFrom('open', 'claim', 'meet', 'text', 'call', 'peer', 'ended'),
        text: fc.anything(),
      })
      .map((message) => Buffer.from(JSON.stringify(message) ?? ''))
      .map((body) => {
        const head = Buffer.alloc(4)
        head.writeUInt32BE(body.length)
        return Buffer.concat([head, body])
      }),
  )
  fc.assert(
    fc.property(fc.array(anyMessage, { maxLength: 10 }), (pieces) => {
      try {
        for (const message of readAll(new FrameReader(4096), pieces))
          for (const schema of [questionSchema, answerSchema, callMessageSchema]) schema.safeParse(message)
      } catch (error) {
        expect(error).toBeInstanceOf(Fault)
        expect((error as Fault).code).toBe('transfer-protocol')
      }
    }),
    { numRuns: 500 },
  )
})
