import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { copyBytes } from '../../../src/engines/tunnel/frame/copy-bytes.ts'
import { FrameDecoder } from '../../../src/engines/tunnel/frame/decoder.ts'
import {
  FrameView,
  headerBytes,
  maxPayloadBytes,
  overheadBytes,
  readFrame,
  writeFrame,
} from '../../../src/engines/tunnel/frame/frame.ts'
import { codeOf } from '../../support/code-of.ts'

interface Frame {
  connection: number
  timestampMs: number
  payload: Uint8Array
}

const frames = fc.array(
  fc.record<Frame>({
    connection: fc.integer({ min: 0, max: 0xffff_ffff }),
    timestampMs: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
    payload: fc.uint8Array({ maxLength: 200 }),
  }),
  { maxLength: 12 },
)

/** Where a stream is cut, as shares of its length. */
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 })

function encode(list: readonly Frame[]): Uint8Array {
  const into = new Uint8Array(list.reduce((sum, { payload }) => sum + overheadBytes + payload.length, 0))
  let at = 0
  for (const { connection, timestampMs, payload } of list)
    at = writeFrame(into, at, connection, timestampMs, payload, 0, payload.length)
  expect(at).toBe(into.length)
  return into
}

function split(bytes: Uint8Array, shares: readonly number[]): Uint8Array[] {
  const places = [0, ...shares.map((share) => Math.round(share * bytes.length)).sort((a, b) => a - b)]
  return places.map((place, index) => bytes.slice(place, places[index + 1] ?? bytes.length))
}

function collector() {
  const seen: Frame[] = []
  const decoder = new FrameDecoder({
    frame: (connection, { timestampMs }, bytes, start, end) =>
      seen.push({ connection, timestampMs, payload: bytes.slice(start, end) }),
  })
  return { seen, decoder }
}

const plain = (list: readonly Frame[]) => list.map((frame) => ({ ...frame, payload: [...frame.payload] }))
const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'))

describe('layout', () => {
  test('a frame is connection, time, length, payload and a semicolon', () => {
    const frame = encode([{ connection: 1, timestampMs: 1_700_000_000_000, payload: hex('68 69') }])
    expect(frame).toEqual(hex('00000001 0000018bcfe56800 00000002 6869 3b'))
  })

  test('an empty frame has 17 bytes', () => {
    expect(encode([{ connection: 0xffff_ffff, timestampMs: 0, payload: hex('') }])).toEqual(
      hex('ffffffff 0000000000000000 00000000 3b'),
    )
  })

  test('times beyond 32 bits come back whole', () => {
    const timestampMs = 2 ** 53 - 1
    const { seen, decoder } = collector()
    decoder.push(encode([{ connection: 7, timestampMs, payload: hex('') }]))
    expect(seen[0]?.timestampMs).toBe(timestampMs)
  })

  test('a part of a larger buffer is written, and nothing around it', () => {
    const into = new Uint8Array(60).fill(0xee)
    const source = Uint8Array.from({ length: 50 }, (_, index) => index)
    const end = writeFrame(into, 3, 2, 1, source, 10, 40)
    expect(end).toBe(3 + overheadBytes + 30)
    expect(into.slice(3 + headerBytes, end - 1)).toEqual(source.slice(10, 40))
    expect([...into.slice(0, 3), ...into.slice(end)]).toEqual(new Array(60 - (end - 3)).fill(0xee))
  })

  test('bytes are copied wherever they lie', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 100 }),
        fc.nat(100),
        fc.nat(100),
        fc.nat(20),
        (source, a, b, at) => {
          const from = Math.min(a, b, source.length)
          const to = Math.min(Math.max(a, b), source.length)
          const target = new Uint8Array(140)
          const expected = target.slice()
          expected.set(source.slice(from, to), at)
          copyBytes(source, from, to, target, at)
          expect(target).toEqual(expected)
        },
      ),
    )
  })
})

describe('a view of frames', () => {
  test('is filled anew for each frame and shows the payload without a copy', () => {
    const bytes = encode([
      { connection: 1, timestampMs: 5, payload: hex('0102') },
      { connection: 2, timestampMs: 6, payload: hex('03') },
    ])
    const view = new FrameView()
    const next = readFrame(bytes, 0, bytes.length, view)
    expect(view).toMatchObject({ connection: 1, timestampMs: 5, start: 16, end: 18 })
    expect(view.payload().buffer).toBe(bytes.buffer)
    expect(readFrame(bytes, next, bytes.length, view)).toBe(bytes.length)
    expect([...view.payload()]).toEqual([3])
    expect(readFrame(bytes, bytes.length, bytes.length, view)).toBe(0)
  })

  test('stays as it was when the frame is not there as a whole', () => {
    const bytes = encode([{ connection: 1, timestampMs: 5, payload: hex('0102') }])
    const view = new FrameView()
    for (let limit = 0; limit < bytes.length; limit++) {
      expect(readFrame(bytes, 0, limit, view)).toBe(0)
      expect(view.connection).toBe(0)
    }
  })
})

describe('decoder', () => {
  test('gives back what was written, wherever the stream is split', () => {
    fc.assert(
      fc.property(frames, cuts, (list, shares) => {
        const { seen, decoder } = collector()
        for (const piece of split(encode(list), shares)) decoder.push(piece)
        decoder.close()
        expect(plain(seen)).toEqual(plain(list))
        expect(decoder.heldBytes).toBe(0)
      }),
    )
  })

  test('gives back what was written when it comes byte by byte', () => {
    const list = Array.from({ length: 4 }, (_, index) => ({
      connection: index,
      timestampMs: index,
      payload: new Uint8Array(index * 30).fill(0x3b),
    }))
    const { seen, decoder } = collector()
    for (const byte of encode(list)) decoder.push(Uint8Array.of(byte))
    expect(plain(seen)).toEqual(plain(list))
  })

  test('looks for the terminator at its own place only', () => {
    const { seen, decoder } = collector()
    decoder.push(encode([{ connection: 1, timestampMs: 1, payload: hex('3b3b3b') }]))
    expect(seen).toHaveLength(1)
  })

  test('hands on parts of the message itself', () => {
    const message = encode([{ connection: 1, timestampMs: 1, payload: hex('010203') }])
    let buffer: ArrayBufferLike | undefined
    new FrameDecoder({
      frame: (_connection, _view, bytes) => {
        buffer = bytes.buffer
      },
    }).push(message)
    expect(buffer).toBe(message.buffer)
  })

  test('never writes again into what it has put together', () => {
    const kept: Uint8Array[] = []
    const decoder = new FrameDecoder({
      frame: (_connection, _view, bytes, start, end) => kept.push(bytes.subarray(start, end)),
    })
    const list = Array.from({ length: 40 }, (_, index) => ({
      connection: 1,
      timestampMs: 1,
      payload: new Uint8Array(5000).fill(index),
    }))
    const stream = encode(list)
    for (let at = 0; at < stream.length; at += 3000) decoder.push(stream.slice(at, at + 3000))
    expect(kept.every((payload, index) => payload.every((byte) => byte === index))).toBe(true)
    expect(kept).toHaveLength(40)
  })

  test('takes a frame of the largest payload in pieces', () => {
    const { seen, decoder } = collector()
    const stream = encode([
      { connection: 1, timestampMs: 1, payload: new Uint8Array(maxPayloadBytes).fill(9) },
      { connection: 2, timestampMs: 1, payload: hex('01') },
    ])
    for (let at = 0; at < stream.length; at += 65_536) decoder.push(stream.subarray(at, at + 65_536))
    expect(seen.map(({ payload }) => payload.length)).toEqual([maxPayloadBytes, 1])
  })

  test('holds no more than what has arrived of a frame', () => {
    const { decoder } = collector()
    const header = hex('00000001 0000000000000001 00100000')
    const before = process.memoryUsage().arrayBuffers
    decoder.push(header)
    expect(decoder.heldBytes).toBe(16)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(maxPayloadBytes / 2)
  })
})

describe('what breaks the layout', () => {
  const broken = {
    'a length over the limit': ['00000001 0000000000000001 00100001', 'frame-oversized'],
    'the largest length': ['00000001 0000000000000001 ffffffff 00', 'frame-oversized'],
    'no terminator': ['00000001 0000000000000001 00000001 aa bb', 'frame-unterminated'],
  } as const
  for (const [name, [text, code]] of Object.entries(broken))
    test(`${name} is a fault, in one piece and in many, and so is everything after it`, () => {
      const bytes = hex(text)
      for (const pieceBytes of [bytes.length, 1, 15, 16]) {
        const { seen, decoder } = collector()
        const push = () => {
          for (let at = 0; at < bytes.length; at += pieceBytes)
            decoder.push(bytes.subarray(at, at + pieceBytes))
        }
        expect(codeOf(push)).toBe(code)
        expect(codeOf(() => decoder.push(hex('')))).toBe(code)
        expect(seen).toEqual([])
      }
    })

  test('what came before a broken frame is handed on', () => {
    const { seen, decoder } = collector()
    const good = encode([{ connection: 3, timestampMs: 1, payload: hex('01') }])
    const both = Uint8Array.from([...good, ...hex(broken['no terminator'][0])])
    expect(codeOf(() => decoder.push(both))).toBe('frame-unterminated')
    expect(seen).toHaveLength(1)
  })

  test('a channel that ends within a frame is a fault, at every place', () => {
    const bytes = encode([{ connection: 3, timestampMs: 1, payload: hex('010203') }])
    for (let length = 0; length <= bytes.length; length++) {
      const { decoder } = collector()
      decoder.push(bytes.subarray(0, length))
      const expected = length === 0 || length === bytes.length ? undefined : 'frame-truncated'
      expect(codeOf(() => decoder.close())).toBe(expected)
    }
  })

  test('a handler that throws ends its decoder, and no other', () => {
    const failure = new Error('of the handler')
    const decoder = new FrameDecoder({
      frame() {
        throw failure
      },
    })
    const message = encode([{ connection: 1, timestampMs: 1, payload: hex('01') }])
    expect(() => decoder.push(message)).toThrow(failure)
    expect(() => decoder.push(message)).toThrow(failure)
    const other = collector()
    other.decoder.push(message)
    expect(other.seen).toHaveLength(1)
  })

  test('a decoder that is stopped within a message hands on nothing more', () => {
    let count = 0
    const decoder = new FrameDecoder({
      frame() {
        count++
        decoder.stop()
      },
    })
    const frame = { connection: 1, timestampMs: 1, payload: hex('01') }
    decoder.push(encode([frame, frame]))
    decoder.push(encode([frame]).subarray(0, 5))
    expect(count).toBe(1)
    expect(codeOf(() => decoder.close())).toBeUndefined()
  })

  test('any bytes in any pieces give frames or a fault of frames, the same for every way of splitting them', () => {
    const outcome = (pieces: readonly Uint8Array[]) => {
      const { seen, decoder } = collector()
      const code = codeOf(() => {
        for (const piece of pieces) decoder.push(piece)
        decoder.close()
      })
      return { seen: plain(seen), code }
    }
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      // Frames with one byte changed.
      fc.tuple(frames, fc.nat(), fc.nat(255)).map(([list, place, value]) => {
        const bytes = encode(list)
        if (bytes.length > 0) bytes[place % bytes.length] = value
        return bytes
      }),
    )
    fc.assert(
      fc.property(noise, cuts, (bytes, shares) => {
        const whole = outcome([bytes])
        expect([undefined, 'frame-oversized', 'frame-unterminated', 'frame-truncated']).toContain(whole.code)
        expect(outcome(split(bytes, shares))).toEqual(whole)
      }),
      { numRuns: 500 },
    )
  })
})
