import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Unmasking } from '../../../src/web/unmasking.ts'

interface Frame {
  payload: Uint8Array
  mask: Uint8Array | undefined
}

/** As a browser sends it; `isDone` as it is once its mask is off. */
function encode({ payload, mask }: Frame, isDone: boolean): Buffer {
  const { length } = payload
  const head = Buffer.alloc(length > 65_535 ? 10 : length > 125 ? 4 : 2)
  head[0] = 0x82
  head[1] = (mask ? 0x80 : 0) | (head.length === 10 ? 127 : head.length === 4 ? 126 : length)
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2)
  else if (head.length === 4) head.writeUInt16BE(length, 2)
  if (!mask) return Buffer.concat([head, payload])
  if (isDone) return Buffer.concat([head, Buffer.alloc(4), payload])
  return Buffer.concat([head, mask, payload.map((byte, at) => byte ^ mask[at % 4]!)])
}

/** Cut into pieces of these lengths over and over, each in memory of its own that begins anywhere. */
function* pieces(bytes: Buffer, lengths: readonly number[]): Generator<Uint8Array> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const piece = bytes.subarray(at, at + lengths[turn % lengths.length]!)
    const shift = turn % 5
    const memory = new Uint8Array(shift + piece.length).subarray(shift)
    memory.set(piece)
    yield memory
    at += piece.length
  }
}

const unmasked = (bytes: Buffer, lengths: readonly number[]): Buffer => {
  const unmasking = new Unmasking()
  const done = [...pieces(bytes, lengths)]
  for (const piece of done) unmasking.take(piece)
  return Buffer.concat(done)
}

const lengths = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 10 })
const mask = fc.uint8Array({ minLength: 4, maxLength: 4 })
const frame = fc.record({
  payload: fc.uint8Array({ maxLength: 400 }),
  mask: fc.option(mask, { nil: undefined, freq: 8 }),
})

test('takes masks off frames, wherever the connection cuts them', () => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 6 }), lengths, (frames, cuts) => {
      const sent = Buffer.concat(frames.map((each) => encode(each, false)))
      expect(unmasked(sent, cuts)).toEqual(Buffer.concat(frames.map((each) => encode(each, true))))
    }),
  )
})

test('takes masks off frames of each kind of length', () => {
  for (const length of [0, 1, 125, 126, 65_535, 65_536, 262_160]) {
    const each = { payload: new Uint8Array(length).fill(7), mask: Uint8Array.of(1, 2, 3, 4) }
    const sent = Buffer.concat([encode(each, false), encode(each, false)])
    const expected = Buffer.concat([encode(each, true), encode(each, true)])
    expect(unmasked(sent, [65_536, 1, 13]).equals(expected)).toBe(true)
  }
})

test('leaves what is no frame to the reader', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), lengths, (bytes, cuts) => {
      expect(unmasked(Buffer.from(bytes), cuts).length).toBe(bytes.length)
    }),
  )
})
