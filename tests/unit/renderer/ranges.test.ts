import { describe, expect, test } from 'vitest'
import { aroundInstant, rangeOf, scrubbed, spanText, travelOf } from '../../../src/renderer/charts/ranges.ts'
import { askPast, columnsOf, columnsOfEach, forChart } from '../../../src/renderer/state/past.ts'

const now = Date.parse('2026-11-21T14:00:00') / 1000
const [minute, hour, day] = [60, 3600, 86_400]

describe('charts are moved in time', () => {
  test('to where their left edge meets the end of what is kept', () => {
    expect(travelOf(rangeOf('live'))).toBe(29 * minute)
    expect(travelOf(rangeOf('week'))).toBe(23 * day)
    expect(travelOf(rangeOf('month'))).toBe(0)
    expect(travelOf(rangeOf('half-hour'), 30 * minute)).toBe(0)
    expect(scrubbed(rangeOf('live'), now - hour, now)).toBe(now - 29 * minute)
  })
  test('and stay with the present when they are moved there', () => {
    expect(scrubbed(rangeOf('minutes'), now, now)).toBeUndefined()
    expect(scrubbed(rangeOf('minutes'), now - 1, now)).toBeUndefined()
    expect(scrubbed(rangeOf('minutes'), now - 10, now)).toBe(now - 10)
  })
  test.each([
    ['as it was measured', 10 * minute, 'minutes'],
    ['by the minute with what went around it', 2 * hour, 'half-hour'],
    ['within its day', 9 * day, 'day'],
  ])('an instant is shown %s', (_, age, name) => {
    const { range, end } = aroundInstant(now - age, now)
    expect(range.name).toBe(name)
    expect(end! - range.seconds).toBeLessThan(now - age)
    expect(end).toBeGreaterThan(now - age)
  })
  test('and say what they show', () => {
    expect(spanText({ min: now - minute, max: now }, now)).toBe('13:59:00 – 14:00:00')
    expect(spanText({ min: now - day - hour, max: now - day }, now)).toBe('Yesterday, 13:00:00 – 14:00:00')
    expect(spanText({ min: now - 30 * day, max: now }, now)).toBe('2026-10-22 – Today')
  })
})

describe('what the host remembers', () => {
  test('is named by figures, and by the parts that they are of', () => {
    const columns = columnsOf({
      at: [1000],
      parts: [
        { id: '', columns: { bitrate: [3] } },
        { id: 'wwan 0', columns: { bitrate: [2] } },
      ],
    })
    expect(forChart(columns, ['bitrate', 'bitrate wwan 0', 'rttMs'])).toEqual([[1], [3], [2], [null]])
  })
  test('of several stands side by side, with gaps before those that began later', () => {
    const series = (id: string, at: number[], values: number[]) => ({
      id,
      stepMs: 1000,
      at,
      parts: [{ id: '', columns: { rateDown: values } }],
    })
    expect(columnsOfEach([series('a', [1, 2, 3], [1, 2, 3]), series('b', [3], [9])])).toEqual({
      at: [1, 2, 3],
      columns: { 'rateDown a': [1, 2, 3], 'rateDown b': [null, null, 9] },
    })
  })
  test('is asked for by the figures that are drawn, each once', async () => {
    const asked: unknown[] = []
    const client = {
      series: (question: unknown) => {
        asked.push(question)
        return Promise.resolve({ series: [{ id: 'x', stepMs: 1000, at: [], parts: [] }] })
      },
    }
    const wanted = ['bitrate eth0', 'bitrate wwan0', 'rttMs eth0'] as const
    await askPast(client, { kind: 'bond', ids: ['x'] }, { from: 1, to: 2 }, wanted)
    expect(asked).toEqual([{ kind: 'bond', ids: ['x'], from: 1, to: 2, columns: ['bitrate', 'rttMs'] }])
    expect(await askPast(client, { kind: 'rule', ids: [], each: true }, { from: 1, to: 2 })).toEqual({
      at: [],
      columns: {},
    })
    expect(asked).toHaveLength(1)
  })
})
