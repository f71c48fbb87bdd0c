import fc from 'fast-check'
import { expect, test } from 'vitest'
import { KeyframeDropper } from '../../../src/engines/forward/frames/index.ts'
import { readSessionDescription } from '../../../src/engines/forward/frames/session-description.ts'
import { describeAnswer, rtspFrames, sdp } from '../../support/streams/rtsp.ts'

const { formats } = readSessionDescription(sdp)

/** Feeds the parts and engages before part `engageAt`; returns what passed. */
function filtered(parts: Buffer[], engageAt: number) {
  const dropper = new KeyframeDropper(() => formats)
  const passed: Uint8Array[] = []
  for (const [index, part] of parts.entries()) {
    if (index === engageAt) dropper.engage()
    // Read into again at once, as a socket's buffer is.
    const chunk = Buffer.from(part)
    const parts = dropper.filter(chunk, chunk.length) ?? [part]
    chunk.fill(0xee)
    passed.push(...parts)
  }
  return { dropper, bytes: Buffer.concat(passed) }
}

test('not engaged, every byte passes untouched', () => {
  const parts = [describeAnswer, ...rtspFrames({ frames: 30 })]
  expect(filtered(parts, -1).bytes.equals(Buffer.concat(parts))).toBe(true)
})

test('engaged, video goes until the next keyframe and audio stays', () => {
  const frames = rtspFrames({ frames: 60 })
  const [audio] = rtspFrames({ frames: 1, withhold: [0] })
  const { dropper, bytes } = filtered([describeAnswer, ...frames], 1 + 30)
  const expected = [describeAnswer, ...frames.slice(0, 30), ...Array(20).fill(audio), ...frames.slice(50)]
  expect(dropper.droppedFrames).toBe(20)
  expect(dropper.dropping).toBe(false)
  expect(bytes.equals(Buffer.concat(expected))).toBe(true)
})

test('what is left is a valid stream at any split of the bytes', () => {
  const frames = rtspFrames({ frames: 60 })
  const all = Buffer.concat([describeAnswer, ...frames])
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 3, maxLength: 40 }),
      fc.integer({ min: 1, max: 300 }),
      (sizes, engageAt) => {
        const parts: Buffer[] = []
        for (let at = 0, turn = 0; at < all.length; turn++) {
          parts.push(all.subarray(at, at + sizes[turn % sizes.length]!))
          at += sizes[turn % sizes.length]!
        }
        const { dropper, bytes } = filtered(parts, engageAt)
        expect(bytes.length + dropper.droppedBytes).toBe(all.length)
        expect(isWhole(bytes)).toBe(true)
      },
    ),
    { numRuns: 80 },
  )
})

/** Walks what passed, block by block. */
function isWhole(bytes: Buffer): boolean {
  let at = describeAnswer.length
  while (at < bytes.length) {
    if (bytes[at] !== 0x24) return false
    at += 4 + bytes.readUInt16BE(at + 2)
  }
  return at === bytes.length
}
