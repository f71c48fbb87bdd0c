import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { beginFrame, counterLimit, counterOf } from '../../../src/transfer/seal/frame.ts'
import { ReplayWindow, windowSize } from '../../../src/transfer/seal/replay-window.ts'

describe('a window of counters', () => {
  test('takes each counter once, in any order, as a set of all would', () => {
    const near = fc.integer({ min: 0, max: 300 })
    const far = fc.integer({ min: 0, max: 4 * windowSize })
    fc.assert(
      fc.property(fc.array(fc.oneof(near, far), { maxLength: 200 }), (counters) => {
        const window = new ReplayWindow()
        const seen = new Set<number>()
        let highest = -1
        for (const counter of counters) {
          const expected = !seen.has(counter) && counter > highest - windowSize
          expect(window.isNew(counter)).toBe(expected)
          expect(window.take(counter)).toBe(expected)
          if (!expected) continue
          seen.add(counter)
          highest = Math.max(highest, counter)
        }
      }),
    )
  })

  test('holds at the last counters that there are', () => {
    const window = new ReplayWindow()
    for (const counter of [counterLimit - 2, counterLimit - 1]) {
      expect(window.take(counter)).toBe(true)
      expect(window.take(counter)).toBe(false)
    }
    expect(window.take(0)).toBe(false)
  })
})

describe('a counter', () => {
  test('is read as it was written, up to the last', () => {
    for (const counter of [0, 1, 255, 256, 0x7fff_ffff, 0x8000_0000, counterLimit - 1])
      expect(counterOf(beginFrame(counter, new Uint8Array(), 6, undefined))).toBe(counter)
  })

  test('does not begin again: the connection must be made anew', () => {
    expect(() => beginFrame(counterLimit, new Uint8Array(), 6, undefined)).toThrow(
      expect.objectContaining({ code: 'lane-lost' }),
    )
  })
})
