import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFrameMonitor } from '../../../src/engines/forward/frames/index.ts'
import { describeAnswer, rtspFrames } from '../../support/streams/rtsp.ts'

const request = Buffer.from('DESCRIBE rtsp://camera/ RTSP/1.0\r\nCSeq: 2\r\n\r\n')
const frameMs = 40

/** Plays frames at 25 a second into a monitor and returns what it counted. */
function play(
  frames: Buffer[],
  cut: (bytes: Buffer) => Buffer[] = (bytes) => [bytes],
  delay = (_: number) => 0,
) {
  const monitor = createFrameMonitor()
  monitor.up(request, request.length, 0)
  for (const part of cut(describeAnswer)) monitor.down(part, part.length, 0)
  for (const [index, frame] of frames.entries())
    for (const part of cut(frame)) monitor.down(part, part.length, index * frameMs + delay(index))
  return monitor.stats(frames.length * frameMs)
}

test('every frame of a steady stream is counted, none late, none missing', () => {
  const stats = play(rtspFrames({ frames: 250 }))
  expect(stats).toMatchObject({ protocol: 'rtsp', codec: 'H.264', frames: 250, keyframes: 10 })
  expect(stats).toMatchObject({ missingFrames: 0, lateFrames: 0, stalls: 0, resyncs: 0, estimated: false })
  expect(stats.nominalFps).toBeCloseTo(25, 5)
  expect(stats.fps).toBeCloseTo(25, 1)
  expect(stats.keyframeIntervalMs).toBe(1000)
})

test('exactly the frames that were withheld count as missing', () => {
  expect(play(rtspFrames({ frames: 250, withhold: [60, 100, 101, 102, 200] })).missingFrames).toBe(5)
})

test('B-frames, which are sent out of their order, are neither missing nor late', () => {
  const order = (index: number) => [0, 3, 1, 2][index % 4]! + Math.floor(index / 4) * 4
  const stats = play(rtspFrames({ frames: 240, order }))
  expect(stats).toMatchObject({ frames: 240, missingFrames: 0, veryLateFrames: 0 })
})

test('B-frames that begin late in a stream are not taken for missing ones', () => {
  const order = (index: number) =>
    index < 100 ? index : [0, 3, 1, 2][index % 4]! + Math.floor(index / 4) * 4
  expect(play(rtspFrames({ frames: 240, order })).missingFrames).toBe(0)
})

test('frames that a path delayed are late, and nothing is missing', () => {
  const stats = play(rtspFrames({ frames: 250 }), undefined, (index) =>
    index >= 100 && index < 110 ? 300 - (index - 100) * 30 : 0,
  )
  expect(stats.lateFrames).toBeGreaterThan(5)
  expect(stats.veryLateFrames).toBeGreaterThan(3)
  expect(stats.missingFrames).toBe(0)
})

test('a pause of two seconds is one stall', () => {
  const stats = play(rtspFrames({ frames: 100 }), undefined, (index) => (index >= 50 ? 2000 : 0))
  expect(stats.stalls).toBe(1)
  expect(stats.longestStallMs).toBeCloseTo(2040, 0)
})

test('any split of the bytes gives the same result', () => {
  const frames = rtspFrames({ frames: 60, withhold: [33] })
  const whole = play(frames)
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 20 }), (sizes) => {
      let turn = 0
      const cut = (bytes: Buffer) => {
        const parts: Buffer[] = []
        for (let at = 0; at < bytes.length; ) {
          const size = sizes[turn++ % sizes.length]!
          parts.push(bytes.subarray(at, at + size))
          at += size
        }
        return parts
      }
      expect(play(frames, cut)).toEqual(whole)
    }),
    { numRuns: 60 },
  )
})

test('rubbish between two blocks costs one resync and at most the frame it hit', () => {
  const frames = rtspFrames({ frames: 100 })
  frames[50] = Buffer.concat([Buffer.alloc(333, 0xee), frames[50]!])
  const stats = play(frames)
  expect(stats.resyncs).toBe(1)
  expect(stats.frames).toBeGreaterThanOrEqual(99)
})
