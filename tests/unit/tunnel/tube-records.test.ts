import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type RecordHandler,
  RecordWriter,
  readRecords,
} from '../../../src/engines/tunnel/tube/lane-records.ts'

function read(bytes: Uint8Array): unknown[][] {
  const got: unknown[][] = []
  const handler = new Proxy({} as RecordHandler, {
    get:
      (_, name) =>
      (...values: unknown[]) => {
        got.push([name, ...values])
      },
  })
  readRecords(bytes, handler)
  return got
}

test('what is written is read again, many in one message', () => {
  const writer = new RecordWriter(400)
  const hello = { lane: 3, epoch: 70_000, messages: 2 ** 40 + 5, texts: 9 }
  writer.hello(hello)
  writer.ack(2 ** 47)
  writer.credit(0xffff_fff0, 2 ** 33 + 1)
  writer.number('starved', 7)
  writer.number('ping', 1)
  writer.number('pong', 2)
  writer.number('heard', 3)
  writer.about(5, 2)
  writer.retire()
  writer.text(8, Buffer.from('grüße'))
  expect(read(writer.take())).toEqual([
    ['hello', hello],
    ['ack', 2 ** 47],
    ['credit', 0xffff_fff0, 2 ** 33 + 1],
    ['starved', 7],
    ['ping', 1],
    ['pong', 2],
    ['heard', 3],
    ['about', 5, 2],
    ['retire'],
    ['text', 8, 'grüße'],
  ])
  expect(writer.length).toBe(0)
})

test('an acknowledgement has these bytes', () => {
  const writer = new RecordWriter(20)
  writer.ack(0x0102_0304_0506)
  expect(Buffer.from(writer.take()).toString('hex')).toBe('02010203040506')
})

test('messages that are cut off, of an unknown kind or no UTF-8 are refused', () => {
  for (const hex of ['02', '0200000000', '00', '0b', 'ff', '0700000001000301', '07000000010001ff'])
    expect(() => read(Buffer.from(hex, 'hex')), hex).toThrow(/malformed/)
})

test('no bytes at all make the reader fail in any other way', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      try {
        read(bytes)
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^(?:tunnel-protocol|transfer-version)$/) })
      }
    }),
    { numRuns: 2000 },
  )
})
