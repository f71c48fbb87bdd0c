import { expect, test } from 'vitest'
import { bondSampleOf, bondSampleText, linkText } from '../../../src/cli/bond-report.ts'
import { bondStatus, bondsTable } from '../../../src/cli/bonds-table.ts'
import { receiverSampleOf, receiverSampleText } from '../../../src/cli/receive-report.ts'
import type { BondsSnapshot } from '../../../src/contract/index.ts'
import { bond, bondSnapshot, linkSnapshot } from '../../support/bonds.ts'

const links = [
  linkSnapshot('wwan0', { label: 'Modem', share: 0.25, bitrate: 250_000, rttMs: 41.4, loss: 0.012 }),
  linkSnapshot('eth0', { state: 'down' }),
]
const snapshot: BondsSnapshot = {
  at: Date.now(),
  bonds: [bondSnapshot('b', links, { bitrate: 1_000_000 })],
  receivers: [
    {
      id: 'v',
      state: 'live',
      problem: '',
      datagrams: 'dgram',
      bitrate: 1_000_000,
      refusedLimit: 0,
      refusedFlood: 0,
      refusedSource: 0,
      refusedPackets: 0,
      drops: 0,
      groupsTotal: 1,
      groups: [
        {
          id: 'a1b2c3d4',
          since: 0,
          bitrate: 1_000_000,
          packets: 1,
          bytes: 1,
          duplicates: 0,
          missing: 2,
          links: [],
        },
      ],
    },
  ],
  loopDelayMs: 0,
  eventsLost: 0,
}

test('a line of telemetry has everything of the bond and its links', () => {
  const sample = bondSampleOf(snapshot, 'b')!
  expect(sample).toMatchObject({
    event: 'telemetry',
    state: 'live',
    links: [{ id: 'wwan0', rttMs: 41.4 }, { id: 'eth0' }],
  })
  expect(JSON.parse(JSON.stringify(sample))).toEqual(sample)
  expect(bondSampleOf(snapshot, 'another')).toBeUndefined()
})

test('for people a link is its name, its state and, while it carries, its figures', () => {
  expect(links.map(linkText)).toEqual(['Modem live 25 % 2.0 Mbit/s 41 ms loss 1 %', 'eth0 down'])
  expect(bondSampleText(bondSampleOf(snapshot, 'b')!)).toMatch(
    /^\d\d:\d\d:\d\d live · 8\.0 Mbit\/s · 2 links: Modem live/,
  )
})

test('a receiver is told with its streams', () => {
  expect(receiverSampleText(receiverSampleOf(snapshot, 'v')!)).toMatch(
    /live · 8\.0 Mbit\/s · 1 stream; a1b2c3d4 8\.0 Mbit\/s over 0 links, 2 missing$/,
  )
})

test('the table shows one bond a line, the status one link a line', () => {
  const listed = bond({
    id: 'x',
    name: 'Van',
    uplinks: 'listed',
    links: [{ uplink: 'eth0' }, { uplink: 'wwan0' }],
  })
  expect(bondsTable([listed]).split('\n')[1]).toMatch(
    /^x +Van +yes +127\.0\.0\.1:\d+ +192\.0\.2\.1:5000 +enhanced +eth0 wwan0$/,
  )
  expect(bondsTable([])).toContain('bonds add')
  const lines = bondStatus(listed, snapshot.bonds[0]!).split('\n')
  expect(lines[0]).toBe('Van: live, 8.0 Mbit/s.')
  expect(lines[2]).toMatch(/^ {2}Modem +live +100 +25 % +2\.0 Mbit\/s +41 ms +1\.2 %/)
})
