import { expect, test } from 'vitest'
import { grade, thresholds } from '../../../src/contract/thresholds.ts'
import { worst } from '../../../src/engines/diagnose/check.ts'

test('what is exactly at a limit is on its good side, whichever side that is', () => {
  const rising = { poor: 1, bad: 3, unit: '%', why: '' }
  expect([0, 1, 1.1, 3, 3.1].map((value) => grade(rising, value))).toEqual([
    'good',
    'good',
    'poor',
    'poor',
    'bad',
  ])
  const falling = { poor: 1280, bad: 1200, unit: 'bytes', why: '' }
  expect([1500, 1280, 1279, 1200, 1199].map((value) => grade(falling, value))).toEqual([
    'good',
    'good',
    'poor',
    'poor',
    'bad',
  ])
})

test('every threshold has a unit and a reason, and is worse where it is bad', () => {
  for (const [name, { poor, bad, unit, why }] of Object.entries(thresholds)) {
    expect(poor, name).not.toBe(bad)
    expect(unit, name).not.toBe('')
    expect(why.length, name).toBeGreaterThan(20)
  }
})

test('the worst of several judgements counts', () => {
  expect(worst([])).toBe('good')
  expect(worst(['good', 'skipped', 'unknown'])).toBe('good')
  expect(worst(['good', 'bad', 'poor'])).toBe('bad')
})
