import { describe, expect, test } from 'vitest'
import { srtlaType } from '../../../../src/engines/bond/protocol/srtla.ts'
import { stateCode } from '../../../../src/engines/bond/sender/link-table.ts'
import { SenderHarness } from '../../../support/sender-harness.ts'
import { dataPacket, handshake, shutdown, srtAck, srtlaAck, srtNak } from '../../../support/srt-packets.ts'

const induction = 1
const conclusion = 0xffff_ffff

function from(harness: SenderHarness, packet: Uint8Array): void {
  harness.sender.begin(harness.nowMs)
  harness.sender.fromCaller(packet, 0, packet.length, 0)
}
const asks = (harness: SenderHarness, packet: Uint8Array) => {
  harness.sender.begin(harness.nowMs)
  return harness.sender.acceptsCaller(packet, 0, packet.length)
}

describe('the caller', () => {
  test('is whoever begins with a handshake or data, and nobody else while it sends', () => {
    const harness = SenderHarness.up(1)
    expect(asks(harness, new Uint8Array(16).fill(0x80))).toBe(false)
    expect(asks(harness, handshake(induction))).toBe(true)
    expect(harness.sender.state.hasCaller).toBe(true)
    expect(asks(harness, handshake(induction))).toBe(false)
    expect(asks(harness, dataPacket(1))).toBe(false)
    expect(harness.codes()).toEqual(['caller-connected', 'caller-refused'])
    expect(harness.sender.counters.refused).toBe(3)
  })

  test('that falls silent for a second gives way to another handshake, not to data', () => {
    const harness = SenderHarness.up(1)
    asks(harness, handshake(induction))
    harness.wait(900)
    expect(asks(harness, handshake(induction))).toBe(false)
    harness.wait(200)
    expect(asks(harness, dataPacket(1))).toBe(false)
    expect(asks(harness, handshake(conclusion))).toBe(false)
    expect(asks(harness, handshake(induction))).toBe(true)
    expect(harness.codes()).toContain('caller-replaced')
  })

  test('is gone after 5 s of silence; then anybody may begin', () => {
    const harness = SenderHarness.up(1)
    harness.data(1)
    harness.pass(5100, () => harness.keepalive(0, 0))
    expect(harness.codes()).toEqual(['caller-connected', 'caller-gone'])
    expect(harness.sender.state.hasCaller).toBe(false)
    expect(asks(harness, dataPacket(9))).toBe(true)
  })

  test('is gone with a shutdown from either side; late packets do not bring it back, a handshake does', () => {
    for (const end of [
      (harness: SenderHarness) => from(harness, shutdown()),
      (harness: SenderHarness) => harness.receive(0, shutdown()),
    ]) {
      const harness = SenderHarness.up(1)
      harness.data(1)
      harness.clear()
      end(harness)
      expect(harness.forwarded.length + harness.answered.length).toBe(1)
      expect(harness.sender.state.hasCaller).toBe(false)
      expect(harness.data(2)).toBe(-1)
      from(harness, handshake(induction))
      expect(harness.sender.state.hasCaller).toBe(true)
    }
  })

  test('refused ones are told at most every 10 s', () => {
    const harness = SenderHarness.up(1)
    harness.data(1)
    for (let n = 0; n < 50; n++) {
      harness.wait(500)
      harness.data(n + 2)
      asks(harness, dataPacket(7))
    }
    expect(harness.codes().filter((code) => code === 'caller-refused')).toHaveLength(3)
  })

  test('anew means new sequence numbers: what was in flight is forgotten', () => {
    const harness = SenderHarness.up(1)
    for (let sequence = 0; sequence < 30; sequence++) harness.data(sequence)
    from(harness, shutdown())
    from(harness, handshake(induction))
    harness.sender.tick(harness.nowMs)
    expect(harness.sender.links.inFlight[0]).toBe(0)
    harness.data(1_000_000)
    harness.receive(0, srtNak([5], 1))
    expect(harness.sender.counters.naks).toBe(0)
  })

  test('with another SRT socket on the same port has new sequence numbers too', () => {
    const harness = SenderHarness.up(1)
    harness.data(5)
    harness.wait(1500)
    from(harness, dataPacket(900_000, false, undefined, 0x99))
    harness.sender.tick(harness.nowMs)
    expect(harness.sender.links.inFlight[0]).toBe(1)
  })

  test('that sends SRTLA packets or less than a header is refused', () => {
    const harness = SenderHarness.up(1)
    harness.data(1)
    harness.clear()
    for (const type of Object.values(srtlaType)) {
      const packet = new Uint8Array(64)
      packet[0] = type >> 8
      packet[1] = type & 255
      from(harness, packet)
    }
    from(harness, new Uint8Array(15))
    from(harness, new Uint8Array(0))
    expect(harness.forwarded).toEqual([])
    expect(harness.sender.counters.refused).toBe(Object.values(srtlaType).length + 2)
  })
})

describe('what comes back', () => {
  test('the caller gets the first copy of each ACK and NAK', () => {
    const harness = SenderHarness.up(3)
    for (let sequence = 0; sequence < 9; sequence++) harness.data(sequence)
    harness.clear()
    for (const packet of [srtAck(3, 1), srtNak([5], 2), srtAck(3, 2)])
      for (const link of [0, 1, 2]) harness.receive(link, packet, link)
    expect(harness.answered).toEqual([0, 0, 0])
    expect(harness.sender.counters.copies).toBe(6)
    harness.wait(200)
    harness.receive(0, srtAck(3, 1), 7)
    expect(harness.answered).toEqual([0, 0, 0, 7])
  })

  test('other SRT packets are passed on each time; SRTLA packets never', () => {
    const harness = SenderHarness.up(2)
    harness.data(1)
    harness.clear()
    const reply = handshake(conclusion)
    harness.receive(0, reply, 4)
    harness.receive(1, reply, 5)
    harness.receive(0, srtlaAck([1]), 6)
    harness.keepalive(0, 40)
    harness.short(0, 0x9205)
    expect(harness.answered).toEqual([4, 5])
    expect(harness.sender.counters.refused).toBe(1)
  })

  test('without a caller nothing is answered', () => {
    const harness = SenderHarness.up(1)
    harness.receive(0, handshake(conclusion))
    expect(harness.answered).toEqual([])
  })

  test('an ACK of numbers that were never sent is refused', () => {
    const harness = SenderHarness.up(1)
    for (let sequence = 0; sequence < 10; sequence++) harness.data(sequence)
    harness.clear()
    harness.receive(0, srtAck(20_000, 1))
    expect(harness.answered).toEqual([])
    expect(harness.sender.counters.refused).toBe(1)
    harness.receive(0, srtAck(10, 2))
    expect(harness.answered).toHaveLength(1)
    harness.sender.tick(harness.nowMs)
    expect(harness.sender.links.inFlight[0]).toBe(0)
  })

  test('keepalives go out each second, though ticks come as seldom and not quite in time', () => {
    const harness = SenderHarness.up(1)
    const sent: number[] = []
    const began = harness.nowMs
    for (const [second, offMs] of [0, 3, -2, 120, 0, -4, 1, 30].entries()) {
      harness.nowMs = began + 1000 * (second + 1) + offMs
      harness.clear()
      harness.sender.tick(harness.nowMs)
      sent.push(harness.linksOf(srtlaType.keepalive).length)
      harness.keepalive(0, 0)
    }
    expect(sent).toEqual([1, 1, 1, 1, 1, 1, 1, 1])
  })

  test('a keepalive that the receiver begins is no round trip and gets no answer', () => {
    const harness = SenderHarness.up(1, {}, 40)
    harness.keepalive(0, 0)
    harness.short(0, srtlaType.keepalive)
    expect(harness.sender.links.rttMs[0]).toBe(40)
    expect(harness.linksOf(srtlaType.keepalive)).toEqual([])
  })

  test('round trips come from keepalives, SRTLA ACKs, and SRT ACKs where there is nothing better', () => {
    const harness = SenderHarness.up(2, {}, 40)
    expect([harness.sender.links.rttMs[0], harness.sender.links.rttMinMs[0]]).toEqual([40, 40])
    harness.sender.removeLink(1)
    harness.data(1)
    harness.wait(24)
    harness.receive(0, srtlaAck([1], 8))
    expect(harness.sender.links.rttMs[0]).toBe(38)
    expect(harness.sender.links.rttMinMs[0]).toBe(24)
    harness.data(2)
    harness.wait(60)
    harness.receive(0, srtAck(3, 1))
    expect(harness.sender.links.rttMs[0]).toBe(38)
    harness.wait(1100)
    harness.data(3)
    harness.wait(70)
    harness.receive(0, srtAck(4, 2))
    expect(harness.sender.links.rttMs[0]).toBe(39)
  })

  test('a retransmission gives no round trip', () => {
    const harness = SenderHarness.up(1, {}, 40)
    harness.data(1)
    harness.wait(200)
    harness.data(1, true)
    harness.wait(5)
    harness.receive(0, srtlaAck([1], 8))
    expect(harness.sender.links.rttMs[0]).toBe(40)
    expect(harness.sender.counters.retransmits).toBe(1)
    expect(harness.sender.links.retransmits[0]).toBe(1)
  })
})

describe('the clock', () => {
  test('that goes back stands still', () => {
    const harness = SenderHarness.up(2)
    const before = harness.sender.nowMs
    harness.sender.tick(harness.nowMs - 5000)
    expect(harness.sender.nowMs).toBe(before)
    harness.sender.tick(harness.nowMs - 4900)
    expect(harness.sender.nowMs).toBe(before + 100)
    expect(harness.codes()).toEqual([])
    harness.sender.tick(Number.NaN)
    harness.sender.tick(Number.POSITIVE_INFINITY)
    expect(harness.sender.nowMs).toBe(before + 100)
  })

  test('that jumps an hour does not take the links down; silence afterwards does', () => {
    const harness = SenderHarness.up(2)
    harness.data(1)
    harness.nowMs += 3_600_000
    harness.sender.tick(harness.nowMs)
    harness.pass(1000)
    expect(harness.codes()).toEqual(['caller-connected'])
    expect(harness.data(2)).toBeGreaterThanOrEqual(0)
    harness.pass(5000)
    expect(harness.codes()).toContain('all-links-down')
  })
})

describe('what is shown of a link', () => {
  test('its state from registering over warming to live, and since when', () => {
    const harness = new SenderHarness({}, [{}])
    const { links } = harness.sender
    expect(links.state[0]).toBe(stateCode.registering)
    harness.join()
    expect(links.state[0]).toBe(stateCode.warming)
    harness.keepalive(0, 30)
    harness.pass(100)
    expect(links.state[0]).toBe(stateCode.live)
    expect(links.stateSinceMs[0]).toBe(harness.nowMs)
  })

  test('bitrate and share of the last second, loss of the last two', () => {
    const harness = SenderHarness.up(2, { mode: 'classic', stallGuard: false })
    let sequence = 0
    const feed = () => {
      harness.keepalive(0, 40)
      harness.keepalive(1, 40)
      for (let n = 0; n < 10; n++) harness.data(sequence++)
      harness.receive(0, srtNak([sequence - 1], sequence))
      harness.receive(0, srtAck(sequence, sequence))
    }
    harness.pass(3000, feed)
    const { links } = harness.sender
    expect(links.bitrate[0]! + links.bitrate[1]!).toBe(100 * 1332)
    expect(links.share[0]! + links.share[1]!).toBeCloseTo(1)
    const weighed = links.loss[0]! * links.share[0]! + links.loss[1]! * links.share[1]!
    expect(weighed).toBeCloseTo(0.1)
    harness.pass(3000, () => {
      harness.keepalive(0, 40)
      harness.keepalive(1, 40)
    })
    expect([links.bitrate[0], links.share[0], links.loss[0]]).toEqual([0, 0, 0])
    expect(links.packets[0]! + links.packets[1]!).toBe(300)
    expect(links.bytes[0]! + links.bytes[1]!).toBe(300 * 1332)
  })
})
