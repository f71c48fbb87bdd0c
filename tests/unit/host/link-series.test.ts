import { expect, test } from 'vitest'
import type { LinkSnapshot } from '../../../src/contract/index.ts'
import { columnSets, idOf, partKey } from '../../../src/host/columns.ts'
import { Recent } from '../../../src/host/recent.ts'
import { Recorder } from '../../../src/host/recorder.ts'
import { linksIn } from '../../../src/host/samples.ts'
import { bondSnapshot, linkSnapshot } from '../../support/bonds.ts'

const start = 600_000

function recorded() {
  const recent = new Recent(columnSets.bond)
  const recorder = new Recorder(columnSets.bond, recent)
  const record = (at: number, bonds: Record<string, Record<string, Partial<LinkSnapshot>>>) =>
    recorder.record(
      linksIn({
        at,
        bonds: Object.entries(bonds).map(([id, links]) =>
          bondSnapshot(
            id,
            Object.entries(links).map(([link, numbers]) => linkSnapshot(link, numbers)),
          ),
        ),
      }),
    )
  return { recent, recorder, record }
}

test('links of several bonds are kept apart, with gauges as they are and counters as increases', () => {
  const { recent, record } = recorded()
  record(start, { a: { eth0: { rttMs: 20, packets: 100 } }, b: { eth0: { rttMs: 90, packets: 7 } } })
  record(start + 100, { a: { eth0: { rttMs: 25, packets: 130 } }, b: { eth0: { rttMs: 80, packets: 7 } } })
  const columns = (bond: string) => recent.read(partKey(bond, 'eth0'), 60, start + 100).columns
  expect(columns('a')).toMatchObject({ rttMs: [20, 25], packets: [100, 30] })
  expect(columns('b')).toMatchObject({ rttMs: [90, 80], packets: [7, 0] })
})

test('seconds hold averages of gauges and sums of counters', () => {
  const { recent, record } = recorded()
  for (let n = 0; n <= 10; n++) record(start + n * 100, { a: { eth0: { bitrate: n * 10, bytes: n * 5 } } })
  expect(recent.read('a eth0', 600, start + 1000).columns).toMatchObject({ bitrate: [45], bytes: [45] })
})

test('a link that came later is on the same time line', () => {
  const { recent, record } = recorded()
  record(start, { a: { eth0: { window: 20 } } })
  record(start + 100, { a: { eth0: { window: 21 }, wwan0: { window: 5 } } })
  expect(recent.partsOf('a', 60, start + 100)).toEqual(['a eth0', 'a wwan0'])
  expect(recent.read('a wwan0', 60, start + 100)).toMatchObject({
    at: [start, start + 100],
    columns: { window: [null, 5] },
  })
})

test('a link that is gone is told of as long as its last number is there', () => {
  const { recent, record } = recorded()
  record(start, { a: { ppp0: { window: 20 }, eth0: {} } })
  for (let n = 1; n <= 600; n++) record(start + n * 100, { a: { eth0: {} } })
  expect(recent.partsOf('a', 60, start + 60_000)).toEqual(['a ppp0', 'a eth0'])
  record(start + 60_100, { a: { eth0: {} } })
  expect(recent.partsOf('a', 60, start + 60_100)).toEqual(['a eth0'])
})

test('a round trip of 0 was not measured', () => {
  const { recent, record } = recorded()
  for (const [n, rttMs] of [0, 40, 60, 0].entries()) record(start + n * 300, { a: { eth0: { rttMs } } })
  record(start + 1200, { a: { eth0: {} } })
  expect(recent.read('a eth0', 60, start + 1200).columns.rttMs).toEqual([null, 40, 60, null, null])
  expect(recent.read('a eth0', 600, start + 1200).columns.rttMs).toEqual([50])
})

test('a bond that is removed leaves nothing, one whose id begins the same stays', () => {
  const { recent, recorder, record } = recorded()
  record(start, { a: { eth0: {} }, ab: { eth0: {} } })
  recorder.keep((key) => idOf(key) === 'ab')
  expect(recent.partsOf('ab', 60, start)).toEqual(['ab eth0'])
  expect(recent.partsOf('a', 60, start)).toEqual([])
})
