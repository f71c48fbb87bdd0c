import { describe, expect, test } from 'vitest'
import { linkStates } from '../../../../src/contract/bond.ts'
import { Copies } from '../../../../src/engines/bond/sender/copies.ts'
import { explores } from '../../../../src/engines/bond/sender/exploration.ts'
import { LinkTable, stateCode } from '../../../../src/engines/bond/sender/link-table.ts'
import { Meters } from '../../../../src/engines/bond/sender/meters.ts'
import { PacketLog } from '../../../../src/engines/bond/sender/packet-log.ts'
import { RepairBudget } from '../../../../src/engines/bond/sender/repair-budget.ts'
import { Room } from '../../../../src/engines/bond/sender/room.ts'
import { RoundTrips } from '../../../../src/engines/bond/sender/rtt.ts'
import { Suspects } from '../../../../src/engines/bond/sender/suspects.ts'
import { everyLink } from '../../../support/sender-harness.ts'
import { srtAck } from '../../../support/srt-packets.ts'

function table(count: number): LinkTable {
  const links = new LinkTable()
  for (let link = 0; link < count; link++) {
    links.add(link, everyLink)
    links.up[link] = 1
  }
  return links
}

test('states are numbered as the contract lists them', () => {
  for (const [name, code] of Object.entries(stateCode)) expect(linkStates[code]).toBe(name)
})

test('links are in the order in which they were added, the last first, whatever was removed', () => {
  const links = new LinkTable()
  for (const link of [3, 1, 7, 2]) links.add(link, everyLink)
  links.remove(7)
  links.remove(3)
  links.add(9, everyLink)
  expect([...links.order.subarray(0, links.count)]).toEqual([9, 2, 1])
  expect(links.packets[7]).toBe(0)
})

describe('round trips', () => {
  test('are smoothed, their least is of the last 15 to 30 s', () => {
    const links = table(1)
    const trips = new RoundTrips(links)
    trips.strong(0, 80, 1000)
    trips.strong(0, 40, 1100)
    expect([links.rttMs[0], links.rttMinMs[0]]).toEqual([75, 40])
    for (let nowMs = 1200; nowMs < 14_000; nowMs += 100) trips.strong(0, 80, nowMs)
    expect(links.rttMinMs[0]).toBe(40)
    for (let nowMs = 14_000; nowMs < 50_000; nowMs += 100) trips.strong(0, 80, nowMs)
    expect(links.rttMinMs[0]).toBe(80)
    expect(links.rttMs[0]).toBeCloseTo(80)
  })

  test('tell a queue from jitter: every packet is late, not some', () => {
    const links = table(1)
    const trips = new RoundTrips(links)
    for (let n = 0; n < 100; n++) trips.strong(0, n % 3 === 0 ? 40 : 140, n * 20)
    expect(trips.queueMs(0)).toBe(0)
    for (let n = 100; n < 140; n++) trips.strong(0, n % 3 === 0 ? 100 : 200, n * 20)
    expect(trips.queueMs(0)).toBe(60)
  })

  test('that cannot be are left out', () => {
    const links = table(1)
    const trips = new RoundTrips(links)
    for (const rtt of [-1, 10_001, Number.NaN, Number.POSITIVE_INFINITY]) trips.strong(0, rtt, 1000)
    expect(links.rttMs[0]).toBe(0)
    trips.strong(0, 0, 1000)
    expect(links.rttMs[0]).toBe(0.5)
  })
})

describe('room', () => {
  function filled(queueMs: number) {
    const links = table(1)
    const trips = new RoundTrips(links)
    const meters = new Meters(links)
    const room = new Room(links, trips, meters)
    room.reset(0, false)
    const inFlight = new Int32Array(16)
    for (let n = 1; n <= 30; n++) {
      trips.strong(0, n < 10 ? 50 : 50 + queueMs, n * 100)
      meters.delivered(0, 20)
      meters.tick(n * 100)
      inFlight[0] = room.limit[0]!
      room.tick(inFlight)
    }
    return room.limit[0]!
  }

  test('grows while a link uses it without a queue', () => {
    expect(filled(0)).toBeGreaterThan(200)
  })

  test('of a link with a queue is what it delivers in a round trip', () => {
    expect(filled(120)).toBeGreaterThan(0.2 * 50)
    expect(filled(120)).toBeLessThan(0.2 * 130)
  })

  test('that is not used stays as it is', () => {
    const links = table(1)
    const trips = new RoundTrips(links)
    const room = new Room(links, trips, new Meters(links))
    room.reset(0, false)
    const before = room.limit[0]!
    for (let n = 0; n < 50; n++) room.tick(new Int32Array(16))
    expect(room.limit[0]).toBe(before)
    room.reset(0, true)
    expect(room.limit[0]).toBeLessThan(before)
  })
})

describe('suspects', () => {
  function court() {
    const lost: number[] = []
    const suspects = new Suspects(table(2), (_, sequence) => lost.push(sequence))
    return { suspects, lost }
  }

  test('are lost when a later packet of their link arrives, in whatever order they were named', () => {
    const { suspects, lost } = court()
    for (const [sequence, place] of [
      [30, 5],
      [10, 1],
      [20, 3],
    ] as const)
      suspects.add(0, sequence, place, 0)
    suspects.passed(0, 11, 2)
    expect(lost).toEqual([10])
    suspects.passed(1, 99, 9)
    expect(lost).toEqual([10])
    suspects.passed(0, 20, 3)
    suspects.passed(0, 40, 6)
    expect(lost).toEqual([10, 30])
  })

  test('are not when they arrive themselves', () => {
    const { suspects, lost } = court()
    suspects.add(0, 10, 1, 0)
    suspects.acquit(0, 10)
    suspects.passed(0, 11, 2)
    expect(lost).toEqual([])
  })

  test('are lost with time on a link that acknowledges nothing, also when its count has wrapped', () => {
    const { suspects, lost } = court()
    suspects.add(0, 10, 0xffff_ffff, 1000)
    suspects.passed(0, 11, 0xffff_fffe)
    suspects.tick(1200)
    expect(lost).toEqual([])
    suspects.passed(0, 12, 0)
    expect(lost).toEqual([10])
    suspects.add(0, 13, 5, 2000)
    suspects.tick(2400)
    expect(lost).toEqual([10, 13])
  })

  test('are bounded', () => {
    const { suspects, lost } = court()
    for (let n = 0; n < 10_000; n++) suspects.add(0, n, n, 0)
    suspects.passed(0, 20_000, 20_000)
    expect(lost).toHaveLength(256)
  })
})

describe('the packet log', () => {
  test('forgets what is further back than it is long', () => {
    const log = new PacketLog()
    log.add(0, 5, false, 0)
    log.add(1, 5 + 16_384, false, 0)
    expect(log.linkOf(5)).toBe(-1)
    expect(log.linkOf(5 + 16_384)).toBe(1)
    expect([...log.inFlight.subarray(0, 2)]).toEqual([1, 1])
  })

  test('walks from one SRT ACK to the next across the wrap', () => {
    const log = new PacketLog()
    for (let n = 0; n < 20; n++) log.add(0, (0x7fff_fff8 + n) & 0x7fff_ffff, false, 0)
    log.settleBefore(0x7fff_fffa)
    expect(log.inFlight[0]).toBe(18)
    log.settleBefore(6)
    expect(log.inFlight[0]).toBe(6)
    log.settleBefore(0x7fff_fffc)
    expect(log.inFlight[0]).toBe(6)
    expect(log.canAck(12 + 16_384)).toBe(true)
    expect(log.canAck(13 + 16_384)).toBe(false)
  })

  test('clears in-flight counts of links by which nothing was sent for long', () => {
    const log = new PacketLog()
    log.add(0, 1, false, 1000)
    log.forget(0, 500, 1500)
    expect(log.inFlight[0]).toBe(1)
    log.forget(0, 500, 1501)
    expect(log.inFlight[0]).toBe(0)
  })
})

test('repairs beyond what is saved up follow new packets', () => {
  const budget = new RepairBudget()
  let spent = 0
  while (budget.spend()) spent++
  expect(spent).toBe(300)
  for (let n = 0; n < 40; n++) budget.earn()
  for (let n = 0; n < 10; n++) expect(budget.spend()).toBe(true)
  expect(budget.spend()).toBe(false)
})

test('copies are the same to the last bit and at most 100 ms apart', () => {
  const copies = new Copies()
  expect(copies.isCopy(srtAck(5, 1), 0, 44, 0)).toBe(false)
  expect(copies.isCopy(srtAck(5, 1), 0, 44, 100)).toBe(true)
  expect(copies.isCopy(srtAck(5, 1), 0, 44, 201)).toBe(false)
  expect(copies.isCopy(srtAck(5, 2), 0, 44, 201)).toBe(false)
  expect(copies.isCopy(srtAck(5, 1), 0, 40, 201)).toBe(false)
})

test('exploration has its time: 0.3 s of every 30, and when the best loses what the second does not', () => {
  expect(explores(30_200, 1e9, 1e9)).toBe(true)
  expect(explores(30_300, 1e9, 1e9)).toBe(false)
  expect(explores(40_000, 2000, 6000)).toBe(true)
  expect(explores(40_000, 4000, 6000)).toBe(false)
  expect(explores(40_000, 2000, 4000)).toBe(false)
})
