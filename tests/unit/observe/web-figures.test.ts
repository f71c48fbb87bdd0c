import { expect, test } from 'vitest'
import { WebFigures, webMetrics } from '../../../src/host/observe/figures/web.ts'
import type { Metric, Point } from '../../../src/host/observe/metric.ts'

test('what the web shell has kept out is told by why, and how many sockets are open by what they are for', () => {
  const figures = new WebFigures(5, () => ({ page: 2, disk: 0 }))
  figures.refused('token')
  figures.refused('token')
  figures.ended('stranger')
  const told: [Metric, Point][] = []
  figures.tell((metric, point) => told.push([metric, point]))
  const of = (metric: Metric) =>
    Object.fromEntries(
      told
        .filter(([each]) => each === metric)
        .map(([, { attributes, value }]) => [Object.values(attributes)[0], value]),
    )
  expect(of(webMetrics.refused)).toEqual({ name: 0, origin: 0, session: 0, token: 2, pace: 0, full: 0 })
  expect(of(webMetrics.ended)).toEqual({ stranger: 1, unread: 0, limit: 0 })
  expect(of(webMetrics.sockets)).toEqual({ page: 2, disk: 0 })
  expect(told.every(([, { since }]) => since === 5)).toBe(true)
})
