import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitLine } from '../../../bench/soak/line.ts'
import { seededRandom } from '../../support/link-emulator/random.ts'

const at = (y: (x: number) => number, count = 100) =>
  Array.from({ length: count }, (_, index) => ({ x: index / 10, y: y(index / 10) }))

test('a straight line is found as it is, without error', () => {
  fc.assert(
    fc.property(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 }), (slope, start) => {
      const line = fitLine(at((x) => start + slope * x))
      expect(line.slope).toBeCloseTo(slope, 6)
      expect(line.error).toBeCloseTo(0, 4)
    }),
  )
})

test('the error is that of the textbook while neighbours have nothing to do with one another', () => {
  // Residuals −1, 1, 1, −1 about the mean, no slope; spread of x is 5, so that √(4 / 2 / 5).
  const line = fitLine([
    { x: 0, y: -1 },
    { x: 1, y: 1 },
    { x: 2, y: 1 },
    { x: 3, y: -1 },
  ])
  expect(line.slope).toBeCloseTo(0, 9)
  expect(line.error).toBeCloseTo(Math.sqrt(4 / 2 / 5), 9)
})

test('noise lies within a few errors of nothing, and growth beneath it is found', () => {
  const random = seededRandom('noise')
  const noise = () => (random() - 0.5) * 10
  const flat = fitLine(at(() => 200 + noise(), 600))
  expect(Math.abs(flat.slope)).toBeLessThan(4 * flat.error)
  const growing = fitLine(at((x) => 200 + x + noise(), 600))
  expect(growing.slope).toBeGreaterThan(4 * growing.error)
  expect(growing.slope).toBeCloseTo(1, 1)
})

test('what wanders proves less than as many samples that do not', () => {
  const random = seededRandom('walk')
  let value = 0
  const wandering = fitLine(
    at(() => {
      value = 0.9 * value + random() - 0.5
      return value
    }, 600),
  )
  const values = at(() => (random() - 0.5) * 2.3, 600)
  expect(wandering.error).toBeGreaterThan(2 * fitLine(values).error)
})

test('too little to tell is told as that', () => {
  for (const points of [
    [],
    [{ x: 1, y: 1 }],
    [
      { x: 1, y: 1 },
      { x: 1, y: 2 },
      { x: 1, y: 3 },
    ],
  ])
    expect(fitLine(points)).toMatchObject({ slope: 0, error: Number.POSITIVE_INFINITY })
})
