import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  createDatagramMonitor,
  createFrameMonitor,
  type FrameMonitor,
} from '../../../src/engines/forward/frames/index.ts'
import { cut, cuts } from '../../support/streams/cut.ts'
import { flvTags, mjpegParts, rtmpParts } from '../../support/streams/flash.ts'
import { tsFrames } from '../../support/streams/mpeg-ts.ts'
import { rtpPacket, rtspFrames } from '../../support/streams/rtsp.ts'

const frameMs = 40
const get = Buffer.from('GET /video HTTP/1.1\r\nHost: camera\r\n\r\n')
const rtmpUp = Buffer.concat([Buffer.from([3]), Buffer.alloc(1536)])

function play(
  parts: readonly Buffer[],
  up: Buffer | undefined,
  sizes?: readonly number[],
  monitor = createFrameMonitor(),
) {
  if (up) monitor.up(up, up.length, 0)
  for (const [index, part] of parts.entries())
    for (const piece of sizes ? cut(part, sizes) : [part]) monitor.down(piece, piece.length, index * frameMs)
  return monitor.stats(parts.length * frameMs)
}

const streams: [string, Buffer[], Buffer | undefined, object][] = [
  [
    'MPEG-TS',
    tsFrames({ frames: 200 }),
    undefined,
    { protocol: 'mpeg-ts', codec: 'H.264', frames: 200, keyframes: 8, missingFrames: 0 },
  ],
  [
    'MPEG-TS in packets of 192 bytes',
    tsFrames({ frames: 100, stride: 192 }),
    undefined,
    { protocol: 'mpeg-ts', frames: 100, missingFrames: 0, resyncs: 0 },
  ],
  [
    'MPEG-TS in packets of 204 bytes',
    tsFrames({ frames: 100, stride: 204 }),
    undefined,
    { protocol: 'mpeg-ts', frames: 100, missingFrames: 0, resyncs: 0 },
  ],
  [
    'MPEG-TS over the turn of its clock',
    tsFrames({ frames: 200, firstTicks: 2 ** 33 - 360_000 }),
    undefined,
    { frames: 200, missingFrames: 0, lateFrames: 0 },
  ],
  [
    'MPEG-TS with frames withheld',
    tsFrames({ frames: 200, withhold: [50, 80, 81] }),
    undefined,
    { frames: 197, missingFrames: 3 },
  ],
  [
    'FLV',
    flvTags(200, 25),
    undefined,
    { protocol: 'flv', codec: 'H.264', frames: 200, keyframes: 8, missingFrames: 0 },
  ],
  [
    'FLV with times of more than 24 bits',
    flvTags(200, 25, 0xffffff - 2000),
    undefined,
    { frames: 200, missingFrames: 0, lateFrames: 0 },
  ],
  [
    'RTMP in chunks of 128 bytes',
    rtmpParts(200, 25, 128),
    rtmpUp,
    { protocol: 'rtmp', codec: 'H.264', frames: 200, keyframes: 8, missingFrames: 0 },
  ],
  [
    'RTMP in chunks of 4096 bytes',
    rtmpParts(200, 25, 4096),
    rtmpUp,
    { protocol: 'rtmp', frames: 200, missingFrames: 0 },
  ],
  [
    'RTMP with extended timestamps',
    rtmpParts(100, 25, 128, 0xffffff + 10),
    rtmpUp,
    { frames: 100, keyframes: 4, missingFrames: 0 },
  ],
  [
    'MJPEG with thumbnails and without lengths',
    mjpegParts(100),
    get,
    { protocol: 'mjpeg', codec: 'MJPEG', frames: 100, keyframes: 100 },
  ],
]

describe.each(streams)('%s', (_name, parts, up, expected) => {
  test('every frame is counted', () => {
    expect(play(parts, up)).toMatchObject({ ...expected, tapFailed: false })
  })

  test('any split of the bytes gives the same result', () => {
    const whole = play(parts, up)
    fc.assert(
      fc.property(cuts(500), (sizes) => {
        expect(play(parts, up, sizes)).toEqual(whole)
      }),
      { numRuns: 25 },
    )
  })

  test('damaged bytes throw nothing, and the counts stay sane', () => {
    const bytes = Buffer.concat(parts)
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 200 }),
        cuts(3000),
        (damage, sizes) => {
          const damaged = Buffer.from(bytes)
          for (const [at, value] of damage) damaged[at] = value
          const { frames } = play([damaged], up, sizes)
          expect(frames).toBeLessThanOrEqual(bytes.length)
        },
      ),
      { numRuns: 40 },
    )
  })
})

const beginnings: Record<string, [down: Buffer, up: Buffer]> = {
  nothing: [Buffer.alloc(0), Buffer.alloc(0)],
  rtsp: [rtspFrames({ frames: 1 })[0]!, Buffer.from('OPTIONS rtsp://x RTSP/1.0\r\n\r\n')],
  ts: [tsFrames({ frames: 2 })[0]!, Buffer.alloc(0)],
  flv: [flvTags(1, 1)[0]!, Buffer.alloc(0)],
  rtmp: [rtmpParts(1, 1, 128)[0]!, rtmpUp],
  mjpeg: [mjpegParts(1)[0]!, get],
}

test.each(Object.entries(beginnings))(
  'random bytes after the beginning of %s throw nothing',
  (_name, [down, up]) => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 20 }), (chunks) => {
        const monitor = createFrameMonitor()
        monitor.up(up, up.length, 0)
        monitor.down(down, down.length, 0)
        for (const [index, chunk] of chunks.entries()) {
          monitor.down(chunk, chunk.length, index)
          monitor.up(chunk, chunk.length, index)
        }
        monitor.stats(100)
      }),
      { numRuns: 60 },
    )
  },
)

test('a tap that loses its footing for good is switched off, and the rest passes unseen', () => {
  const monitor = createFrameMonitor()
  const [head] = flvTags(1, 1)
  const rubbish = Buffer.alloc(5000, 0xee)
  monitor.down(head!, head!.length, 0)
  for (let n = 0; n < 100; n++) monitor.down(rubbish, rubbish.length, n)
  expect(monitor.failed).toBe(true)
  expect(monitor.stats(100)).toMatchObject({ tapFailed: true, frames: 0 })
})

test('what nobody knows is guessed from bursts, and said to be a guess', () => {
  const secret = Array.from({ length: 100 }, () => Buffer.alloc(5000, 0xab))
  expect(play(secret, Buffer.from([0x16, 3, 1, 2, 0, 1]))).toMatchObject({
    protocol: 'tls',
    estimated: true,
    frames: 100,
  })
  expect(play(secret, Buffer.from('hello'))).toMatchObject({
    protocol: 'opaque',
    estimated: true,
    frames: 100,
  })
})

describe('datagrams', () => {
  const rtp = (withhold: readonly number[]) =>
    Array.from({ length: 200 }, (_, index) =>
      rtpPacket(96, index, index * 3600, true, Buffer.alloc(500, 0x41)),
    ).filter((_, index) => !withhold.includes(index))
  const count = (
    datagrams: Buffer[],
    at = (index: number) => index * frameMs,
    monitor: FrameMonitor = createDatagramMonitor(),
  ) => {
    for (const [index, datagram] of datagrams.entries()) monitor.down(datagram, datagram.length, at(index))
    return monitor.stats(datagrams.length * frameMs)
  }

  test('RTP: every frame is counted', () => {
    expect(count(rtp([]))).toMatchObject({ protocol: 'rtp', frames: 200, missingFrames: 0 })
  })

  test('RTP: lost frames are counted once', () => {
    expect(count(rtp([70, 100, 101]))).toMatchObject({ frames: 197, missingFrames: 3 })
  })

  test('MPEG-TS', () => {
    expect(count(tsFrames({ frames: 100 }))).toMatchObject({
      protocol: 'mpeg-ts',
      frames: 100,
      missingFrames: 0,
    })
  })

  test('MPEG-TS in RTP', () => {
    const datagrams = tsFrames({ frames: 100 }).map((bytes, index) =>
      rtpPacket(33, index, index * 3600, false, bytes),
    )
    expect(count(datagrams)).toMatchObject({ protocol: 'mpeg-ts', frames: 100, missingFrames: 0 })
  })

  test('random datagrams throw nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 1500 }), { maxLength: 50 }), (datagrams) => {
        count(datagrams.map((bytes) => Buffer.from(bytes)))
      }),
    )
  })
})
