import { expect, test } from 'vitest'
import { columnSets, partKey } from '../../../../src/host/columns.ts'
import { needsOf, nothingFlowed, recentlyFlowed } from '../../../../src/host/diagnose/needs.ts'
import { Recent } from '../../../../src/host/recent.ts'
import { bond } from '../../../support/bonds.ts'
import { rule } from '../../../support/rules.ts'

const plan = { upBitrate: 0, downBitrate: 0, rules: ['r1', 'gone'], bonds: ['b1'] }
const camera = { host: '10.0.0.5', port: 554 }
const studio = { host: 'studio.example.net', port: 5000 }

test('a plan needs the targets of its rules and the receivers and uplinks of its bonds', () => {
  const rules = [
    rule({ id: 'r1', name: 'Crane', target: camera, failover: [studio] }),
    rule({ id: 'r2', name: 'Other' }),
  ]
  const link = { label: '', metered: false, dailyCap: 0, monthlyCap: 0 }
  const bonds = [
    bond({
      id: 'b1',
      name: 'Truck',
      receiver: studio,
      uplinks: 'listed',
      links: [
        { ...link, uplink: 'wwan0', weight: 100 },
        { ...link, uplink: 'wwan1', weight: 0 },
      ],
    }),
  ]
  expect(needsOf(plan, { rules, bonds }, nothingFlowed)).toEqual([
    {
      text: 'Rule "Crane"',
      upBitrate: 0,
      downBitrate: 0,
      targets: [camera, studio],
      uplinks: [],
      udp: false,
    },
    { text: 'Bond "Truck"', upBitrate: 0, downBitrate: 0, targets: [studio], uplinks: ['wwan0'], udp: true },
  ])
  expect(needsOf(undefined, { rules, bonds }, nothingFlowed)).toEqual([])
})

test('what flowed at most in the last half hour is what will flow', () => {
  const rules = new Recent(columnSets.rule)
  const links = new Recent(columnSets.bond)
  const row = <N extends string>(names: readonly N[], values: Partial<Record<N, number>>) =>
    Float64Array.from(names, (name) => values[name] ?? 0)
  for (const [at, rate] of [
    [1000, 100],
    [2000, 1000],
    [3000, 10],
  ] as const) {
    rules.coarse.step(at)
    rules.coarse.put('r1', row(columnSets.rule.names, { rateDown: rate, rateUp: 5 }) as never)
    links.coarse.step(at)
    links.coarse.put(partKey('b1', 'wwan0'), row(columnSets.bond.names, { bitrate: rate }) as never)
    links.coarse.put(partKey('b1', 'wwan1'), row(columnSets.bond.names, { bitrate: 500 }) as never)
    links.coarse.put(partKey('b2', 'wwan1'), row(columnSets.bond.names, { bitrate: 9999 }) as never)
  }
  const flowed = recentlyFlowed(rules, links, () => 4000)
  expect(flowed.rule('r1')).toEqual({ down: 8000, up: 40 })
  expect(flowed.bond('b1')).toBe(12_000)
  expect(flowed.rule('none')).toEqual({ down: 0, up: 0 })
  expect(flowed.bond('none')).toBe(0)
})
