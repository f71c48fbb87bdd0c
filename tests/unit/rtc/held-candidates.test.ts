import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { HeldCandidates } from '../../../src/rtc/held-candidates.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function held(role: 'offer' | 'answer', trickle = true) {
  const told: string[] = []
  return { told, candidates: new HeldCandidates({ role, trickle }, (candidate) => told.push(candidate)) }
}

test('who answers names his addresses at once', () => {
  const { told, candidates } = held('answer')
  candidates.add('a', '0')
  candidates.answered()
  expect(told).toEqual(['a'])
})

test('an offer that is carried by hand has all addresses from the beginning', () => {
  const { told, candidates } = held('offer', false)
  candidates.add('a', '0')
  candidates.add('', '0')
  expect(told).toEqual(['a', ''])
})

test('who offers names them, in order, when he has found a path', () => {
  const { told, candidates } = held('offer')
  candidates.add('a', '0')
  candidates.answered()
  candidates.add('', '0')
  expect(told).toEqual([])
  candidates.release()
  expect(told).toEqual(['a', ''])
  candidates.add('late', '0')
  expect(told).toEqual(['a', '', 'late'])
  vi.runAllTimers()
  expect(told).toHaveLength(3)
})

test('or when he has the answer and finds none for a moment; before the answer he waits as long as it takes', () => {
  const { told, candidates } = held('offer')
  candidates.add('a', '0')
  vi.advanceTimersByTime(60_000)
  expect(told).toEqual([])
  candidates.answered()
  vi.advanceTimersByTime(149)
  expect(told).toEqual([])
  vi.advanceTimersByTime(1)
  expect(told).toEqual(['a'])
})

test('nobody is told after the end', () => {
  const { told, candidates } = held('offer')
  candidates.add('a', '0')
  candidates.answered()
  candidates.end()
  candidates.add('b', '0')
  vi.runAllTimers()
  expect(told).toEqual([])
  expect(vi.getTimerCount()).toBe(0)
})
