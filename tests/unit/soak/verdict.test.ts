import { describe, expect, test } from 'vitest'
import { defectIn } from '../../../bench/soak/defects.ts'
import { Outages } from '../../../bench/soak/outages.ts'
import { judgeSamples, warmUp } from '../../../bench/soak/samples.ts'
import {
  atLeast,
  atMost,
  figure,
  floorGrowth,
  growth,
  hasFailed,
  table,
} from '../../../bench/soak/verdict.ts'

const line = (slope: number, error: number) => ({ slope, error, count: 50 })

describe('growth', () => {
  test.each([
    [0.2, 0.1, 'met'],
    [-3, 0.5, 'met'],
    [1.1, 0.2, 'open'],
    [1.5, 0.2, 'failed'],
    [0.1, 4, 'open'],
    [30, 4, 'failed'],
    [0, Number.POSITIVE_INFINITY, 'open'],
  ])('of %d ± %d a minute is %s for a goal of 1', (slope, error, state) => {
    expect(growth('memory', line(slope, error), 1, 'MB/min').state).toBe(state)
  })
  test('of a few samples says nothing', () => {
    expect(growth('memory', { slope: 30, error: 1, count: 19 }, 1, 'MB/min').state).toBe('open')
  })
})

describe('handles', () => {
  test('that come and go are none that leak', () => {
    const counts = [50, 70, 51, 90, 60, 50, 80, 52, 51]
    expect(floorGrowth('handles', counts, 4)).toMatchObject({ value: '50 → 51', state: 'met' })
  })
  test('that stay are found though others come and go', () => {
    const counts = [50, 70, 51, 90, 60, 57, 80, 62, 61]
    expect(floorGrowth('handles', counts, 4)).toMatchObject({ value: '50 → 61', state: 'failed' })
  })
  test('that are missing while an engine is started again are no sign of others that leak', () => {
    const counts = [131, 132, 131, 102, 133, 131, 132, 135, 131, 130, 132, 131]
    expect(floorGrowth('handles', counts, 4)).toMatchObject({ value: '131 → 131', state: 'met' })
  })
  test('of a run that was too short are not judged', () => {
    expect(floorGrowth('handles', [50, 90], 4).state).toBe('open')
  })
})

test('a goal that is missed fails the soak; one that is open, or a mere figure, does not', () => {
  const good = [
    atMost('late', 0, 0),
    atLeast('frames', 9, 1),
    figure('MB', 12.345),
    growth('m', line(0, 9), 1, 'MB'),
  ]
  expect(hasFailed(good)).toBe(false)
  expect(hasFailed([...good, atMost('lost', 1, 0)])).toBe(true)
  expect(hasFailed([...good, atLeast('frames', 0, 1)])).toBe(true)
})

test('the table says of each whether it is met', () => {
  expect(
    table([atMost('late frames', 0, 0), atMost('lost', 2.5, 0), figure('pages', 7)])
      .split('\n')
      .slice(2),
  ).toEqual(['| late frames | 0 | 0 | yes |', '| lost | 2.50 | 0 | NO |', '| pages | 7 |  |  |'])
})

describe('an outage', () => {
  test('covers what overlaps it, with what lies before and after', () => {
    let now = 1000
    const outages = new Outages(() => now)
    const over = outages.begin(100, 50)
    expect(outages.isOpen).toBe(true)
    expect([outages.covers(899), outages.covers(900), outages.covers(5000)]).toEqual([false, true, true])
    now = 2000
    over()
    expect(outages.isOpen).toBe(false)
    expect([outages.covers(2050), outages.covers(2051), outages.covers(800, 950)]).toEqual([
      true,
      false,
      true,
    ])
  })
  test('is over when the last of several is', () => {
    const outages = new Outages(() => 0)
    const [one, other] = [outages.begin(), outages.begin()]
    one()
    one()
    expect(outages.isOpen).toBe(true)
    other()
    expect(outages.isOpen).toBe(false)
  })
})

describe('samples of a host', () => {
  const samples = (mb: (minute: number) => number, handles = (_: number) => 60, minutes = 10) =>
    Array.from({ length: minutes * 12 }, (_, index) => ({
      atMs: index * 5000,
      rssMB: mb(index / 12) + (index % 3),
      handles: handles(index / 12),
      sockets: handles(index / 12) / 2,
      threads: 20,
    }))
  const states = (list: Parameters<typeof judgeSamples>[1]) =>
    judgeSamples('main', list).map(({ state }) => state)

  test('that grow while it warms up and then stay are well', () => {
    expect(states(samples((minute) => 200 + 60 * Math.min(minute, 1.5)))).toEqual([
      'met',
      'told',
      'met',
      'met',
    ])
  })
  test('that go on to grow are not', () => {
    expect(states(samples((minute) => 200 + 3 * minute))[0]).toBe('failed')
  })
  test('whose handles go on to grow are not', () => {
    expect(
      states(
        samples(
          () => 200,
          (minute) => 60 + 2 * Math.floor(minute),
        ),
      ),
    ).toEqual(['met', 'told', 'failed', 'failed'])
  })
  test('count from two minutes on, of a short run from its third', () => {
    expect([warmUp(600_000), warmUp(60_000)]).toEqual([120_000, 18_000])
  })
})

test('defects are told from other lines of a log', () => {
  expect(defectIn('{"level":"error","source":"defect","text":"x is undefined"}')).toBe('x is undefined')
  for (const other of ['', '{', '{"level":"error","source":"bond","text":"x"}', 'null', '3'])
    expect(defectIn(other)).toBeUndefined()
})
