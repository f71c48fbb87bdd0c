import { expect, test } from 'vitest'
import { ShortestRoundTrip } from '../../../src/transfer/flow/shortest-round-trip.ts'

function of(...answers: number[]): ShortestRoundTrip {
  const shortest = new ShortestRoundTrip()
  for (const ms of answers) shortest.add(ms)
  return shortest
}

test('three answers that take alike long are enough', () => {
  expect(of(80, 81).ms).toBe(-1)
  expect(of(80, 81, 84).ms).toBe(80)
  expect(of(0.4, 0.9, 0.5).ms).toBe(0.4)
})

test('where they differ, as on a busy processor, more are asked for, and the shortest counts', () => {
  expect(of(40, 12, 70).ms).toBe(-1)
  const shortest = of(40, 12, 70, 33, 9, 25)
  expect(shortest.isKnown).toBe(false)
  shortest.add(1)
  expect(shortest.ms).toBe(1)
  expect(of(...Array.from({ length: 20 }, (_, place) => 40 + 10 * place)).ms).toBe(40)
})

test('what others have measured counts only where it is shorter', () => {
  const shortest = of(20, 21, 20)
  shortest.hint(-1)
  shortest.hint(50)
  expect(shortest.ms).toBe(20)
  shortest.hint(18)
  expect(shortest.ms).toBe(18)
})

test('another path is another round trip', () => {
  const shortest = of(20, 21, 20)
  shortest.forget()
  expect(shortest.ms).toBe(-1)
})
