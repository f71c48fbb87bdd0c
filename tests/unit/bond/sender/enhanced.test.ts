import { describe, expect, test } from 'vitest'
import { LinkTable } from '../../../../src/engines/bond/sender/link-table.ts'
import { Quality } from '../../../../src/engines/bond/sender/quality.ts'
import { Recovery } from '../../../../src/engines/bond/sender/recovery.ts'
import { everyLink, SenderHarness } from '../../../support/sender-harness.ts'
import { handshake, srtAck, srtlaAck, srtNak } from '../../../support/srt-packets.ts'

const upLinks = (count: number) => {
  const links = new LinkTable()
  for (let link = 0; link < count; link++) {
    links.add(link, everyLink)
    links.up[link] = 1
  }
  return links
}
const counts = (harness: SenderHarness, first: number, packets: number) => {
  const carried = [0, 0, 0, 0]
  for (let n = 0; n < packets; n++) {
    const link = harness.data(first + n)
    carried[link]!++
    harness.wait(20)
    for (let each = 0; each < harness.sender.links.count; each++)
      harness.receive(each, srtAck(first + n + 1, first + n))
  }
  return carried
}

describe('quality', () => {
  test('is halved by a loss and forgets it with a time constant of 2 s', () => {
    const quality = new Quality(upLinks(1))
    expect(quality.of(0, 60_000)).toBe(1.1)
    quality.lost(0, 60_000)
    expect(quality.of(0, 60_000)).toBeCloseTo(0.5)
    expect(quality.of(0, 62_000)).toBeCloseTo(1 - 0.5 / Math.E)
    expect(quality.of(0, 80_000)).toBeCloseTo(1, 3)
  })

  test('counts a burst of losses, and for 3 s less', () => {
    const quality = new Quality(upLinks(1))
    for (let n = 0; n < 5; n++) quality.lost(0, 60_000 + n * 100)
    expect(quality.inBurst(0, 60_400)).toBe(true)
    expect(quality.of(0, 60_400)).toBeCloseTo(0.35)
    expect(quality.inBurst(0, 63_500)).toBe(false)
    quality.lost(0, 65_000)
    expect(quality.inBurst(0, 65_000)).toBe(false)
  })

  test('adds a little for short round trips', () => {
    const links = upLinks(1)
    const quality = new Quality(links)
    links.rttMs[0] = 20
    expect(quality.of(0, 60_000)).toBeCloseTo(1.1 * 1.03)
    links.rttMs[0] = 400
    expect(quality.of(0, 60_000)).toBeCloseTo(1.1)
  })

  test('forgives what a link loses in its first seconds, bursts excepted', () => {
    const quality = new Quality(upLinks(1))
    quality.lost(0, 1000)
    expect(quality.of(0, 1000)).toBe(0.98)
    for (let n = 0; n < 5; n++) quality.lost(0, 1100)
    expect(quality.of(0, 1100)).toBeLessThan(0.5)
  })
})

describe('window recovery', () => {
  test('opens windows every second, the longer ago the last loss the faster', () => {
    const links = upLinks(1)
    const recovery = new Recovery(links)
    const after = (age: number) => {
      links.window[0] = 20_000
      recovery.tick((age + 1) * 1000, () => age)
      return links.window[0] - 20_000
    }
    expect([1000, 3000, 6000, 8000, 11_000].map(after)).toEqual([0, 7, 15, 30, 60])
  })

  test('is fast for a window that losses had nearly closed, until it is open again', () => {
    const links = upLinks(1)
    const recovery = new Recovery(links)
    links.window[0] = 1500
    recovery.lost(0)
    recovery.tick(10_000, () => 600)
    expect(links.window[0]).toBe(1514)
    recovery.tick(10_200, () => 800)
    expect(links.window[0]).toBe(1514)
    recovery.tick(10_300, () => 900)
    expect(links.window[0]).toBe(1528)
    links.window[0] = 12_000
    recovery.tick(12_000, () => 600)
    expect(links.window[0]).toBe(12_000)
  })
})

describe('enhanced scheduling', () => {
  test('stays on a link until another is a tenth better', () => {
    const harness = SenderHarness.up(2)
    const first = harness.data(0)
    harness.receive(0, srtAck(1, 1))
    expect(harness.data(1)).toBe(first)
  })

  test('counts in flight exactly: acknowledged packets, and what their link sent before, are not', () => {
    const harness = SenderHarness.up(1)
    for (let sequence = 0; sequence < 20; sequence++) harness.data(sequence)
    harness.wait(40)
    harness.receive(0, srtlaAck([0, 1, 3, 4, 5, 6, 7, 8, 9, 10]))
    harness.sender.tick(harness.nowMs)
    expect(harness.sender.links.inFlight[0]).toBe(9)
    harness.receive(0, srtAck(15, 1))
    harness.sender.tick(harness.nowMs)
    expect(harness.sender.links.inFlight[0]).toBe(5)
  })

  test('a NAK is a loss once its link has acknowledged a later packet', () => {
    const harness = SenderHarness.up(1)
    for (let sequence = 0; sequence < 20; sequence++) harness.data(sequence)
    harness.wait(10)
    harness.receive(0, srtNak([2], 1))
    expect(harness.sender.counters.naks).toBe(0)
    harness.wait(30)
    harness.receive(0, srtlaAck([0, 1, 3, 4, 5, 6, 7, 8, 9, 10]))
    expect(harness.sender.counters.naks).toBe(1)
    harness.receive(0, srtNak([2], 2))
    expect(harness.sender.counters.naks).toBe(1)
    expect(harness.sender.links.window[0]).toBeLessThan(20_000)
  })

  test('a NAK of a packet that arrives after all is no loss, and what is sent again meanwhile stays here', () => {
    const harness = SenderHarness.up(2)
    for (let sequence = 0; sequence < 20; sequence++) harness.data(sequence)
    harness.wait(10)
    harness.receive(0, srtNak([2], 1))
    expect(harness.data(2, true)).toBe(-1)
    expect(harness.sender.counters.spared).toBe(1)
    harness.wait(30)
    for (const link of [0, 1]) harness.receive(link, srtlaAck([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]))
    expect(harness.sender.counters.naks).toBe(0)
    expect(harness.sender.links.loss[0]).toBe(0)
  })

  test('what is lost for sure, or late, is sent again', () => {
    const harness = SenderHarness.up(2)
    for (let sequence = 0; sequence < 20; sequence++) harness.data(sequence)
    harness.wait(100)
    expect(harness.data(2, true)).toBeGreaterThanOrEqual(0)
    expect(harness.sender.counters.spared).toBe(0)
  })

  test('a packet is sent again by another link than the one that lost it', () => {
    const harness = SenderHarness.up(2)
    const first = harness.data(0)
    harness.wait(200)
    harness.receive(0, srtNak([0], 1))
    expect(harness.data(0, true)).toBe(1 - first)
  })

  test('handshakes go by the link of the shortest round trip that loses nothing', () => {
    const harness = SenderHarness.up(3, {}, 200)
    for (let n = 0; n < 30; n++) harness.keepalive(1, 20)
    harness.sender.tick(harness.nowMs)
    harness.clear()
    const packet = handshake(1)
    harness.sender.fromCaller(packet, 0, packet.length, 0)
    expect(harness.forwarded).toEqual([{ link: 1, slot: 0 }])
  })

  test('a link of half the weight carries about half as much', () => {
    const harness = SenderHarness.up(2)
    harness.sender.changeLink(0, { ...everyLink, weight: 50 })
    harness.pass(100, () => {
      harness.keepalive(0, 40)
      harness.keepalive(1, 40)
    })
    for (let sequence = 0; sequence < 90; sequence++) harness.data(sequence)
    harness.sender.tick(harness.nowMs)
    const { inFlight } = harness.sender.links
    expect(inFlight[0]! / inFlight[1]!).toBeGreaterThan(0.4)
    expect(inFlight[0]! / inFlight[1]!).toBeLessThan(0.6)
  })

  test('a metered link carries nothing while another has room, and then what that cannot', () => {
    const harness = SenderHarness.up(2)
    harness.sender.changeLink(1, { ...everyLink, metered: true })
    expect(counts(harness, 0, 200)[1]).toBe(0)
    for (let sequence = 200; sequence < 400; sequence++) harness.data(sequence)
    harness.sender.tick(harness.nowMs)
    expect(harness.sender.links.inFlight[0]!).toBeGreaterThanOrEqual(20)
    expect(harness.sender.links.inFlight[1]!).toBeGreaterThanOrEqual(20)
  })

  test('exploration tries the second-best link now and then; without it there is no such time', () => {
    const carried = (exploration: boolean) => {
      const harness = SenderHarness.up(2, { exploration })
      harness.sender.changeLink(1, { ...everyLink, weight: 1 })
      return counts(harness, 0, 1600)[1]!
    }
    expect(carried(false)).toBeLessThan(5)
    expect(carried(true)).toBeGreaterThan(carried(false) + 5)
  })

  test('toggles take effect with the next batch', () => {
    const harness = SenderHarness.up(2)
    harness.data(0)
    harness.wait(6000)
    for (let n = 0; n < 10; n++) {
      harness.data(10 + n)
      harness.wait(100)
      harness.receive(0, srtlaAck([10 + n], 8))
    }
    harness.receive(0, srtNak([0], 1))
    harness.pass(100)
    const scored = Math.min(...harness.sender.links.quality.slice(0, 2))
    harness.sender.configure({
      mode: 'enhanced',
      qualityScoring: false,
      exploration: false,
      stallGuard: true,
      linkTimeoutMs: 5000,
    })
    harness.pass(100)
    expect([...harness.sender.links.quality.slice(0, 2)]).toEqual([1, 1])
    expect(scored).not.toBe(1)
  })
})
