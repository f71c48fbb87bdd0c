import { once } from 'node:events'
import { Duplex } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { streamEnd } from '../../../src/wire/stream-end.ts'

/** A stream that is fed by the test, and keeps what is written to it. */
function fed() {
  const written: Buffer[] = []
  const stream = new Duplex({
    read() {},
    write(chunk, _encoding, done) {
      written.push(chunk)
      done()
    },
  })
  const messages: unknown[] = []
  const end = streamEnd(stream)
  end.onMessage((message) => messages.push(message))
  return { stream, end, messages, written: () => Buffer.concat(written) }
}
const turn = () => new Promise((resolve) => setImmediate(resolve))

test('messages arrive whole and in order, however the bytes are cut', async () => {
  const value = { bytes: new Uint8Array([1, 2, 3]), big: 2n ** 70n, none: undefined, text: 'ä'.repeat(300) }
  const sender = fed()
  for (const message of [value, 'second', null, 4]) sender.end.post(message)
  const bytes = sender.written()
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 20 }), async (cuts) => {
      const { stream, messages } = fed()
      const places = [0, ...cuts.sort((a, b) => a - b), bytes.length]
      for (const [n, from] of places.entries())
        stream.push(bytes.subarray(from, places[n + 1] ?? bytes.length))
      await turn()
      expect(messages).toEqual([value, 'second', null, 4])
    }),
    { numRuns: 30 },
  )
})

test.each([
  ['a length that none has', [0xff, 0xff, 0xff, 0xff]],
  ['what is no message', [0, 0, 0, 3, 1, 2, 3]],
])('%s ends the conversation', async (_, bytes) => {
  const { stream, end, messages } = fed()
  const gone = new Promise<void>((resolve) => end.onGone(resolve))
  stream.push(Buffer.from(bytes))
  await gone
  expect(messages).toEqual([])
})

test('what cannot be carried is refused, and what is told to nobody is none', async () => {
  const { stream, end, written } = fed()
  expect(() => end.post(() => {})).toThrow(/could not be cloned/)
  stream.destroy()
  await once(stream, 'close')
  end.post('late')
  expect(written()).toHaveLength(0)
  await new Promise<void>((resolve) => end.onGone(resolve))
})
