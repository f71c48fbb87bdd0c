import fc from 'fast-check'
import { expect, test } from 'vitest'
import { srtType } from '../../../../src/engines/bond/protocol/srt.ts'
import { srtlaType } from '../../../../src/engines/bond/protocol/srtla.ts'
import { everyLink, SenderHarness } from '../../../support/sender-harness.ts'
import { dataPacket, srtAck, srtlaAck, srtNak } from '../../../support/srt-packets.ts'

const links = 3
const sequence = fc.oneof(
  fc.integer({ min: 90, max: 260 }),
  fc.constantFrom(0, 0x7fff_ffff, 16_484, 40_000),
  fc.nat(0x7fff_ffff),
)
const types = [...Object.values(srtType), ...Object.values(srtlaType), 0x9300, 0xffff, 0x8fff]

/** A packet of any type, cut off anywhere, with any bytes behind the type. */
const anyPacket = fc
  .tuple(fc.constantFrom(...types), fc.uint8Array({ maxLength: 300 }))
  .map(([type, rest]) => {
    const packet = new Uint8Array(rest.length + 2)
    packet[0] = type >> 8
    packet[1] = type & 255
    packet.set(rest, 2)
    return packet
  })
const reply = fc.oneof(
  anyPacket,
  fc.uint8Array({ maxLength: 64 }),
  fc.array(sequence, { maxLength: 40 }).map((numbers) => srtlaAck(numbers)),
  fc.tuple(sequence, fc.nat(5)).map(([ack, number]) => srtAck(ack, number)),
  fc
    .tuple(fc.array(fc.oneof(sequence, fc.tuple(sequence, sequence)), { maxLength: 20 }), fc.nat(9))
    .map(([losses, stamp]) => srtNak(losses, stamp)),
)
const step = fc.oneof(
  fc.record({ kind: fc.constant('reply' as const), link: fc.nat(links), packet: reply }),
  fc.record({
    kind: fc.constant('data' as const),
    sequence,
    again: fc.boolean(),
    count: fc.integer({ min: 1, max: 40 }),
  }),
  fc.record({ kind: fc.constant('caller' as const), packet: anyPacket }),
  fc.record({
    kind: fc.constant('time' as const),
    ms: fc.constantFrom(-1000, 0, 1, 20, 100, 900, 6000, 1e9),
  }),
  fc.record({
    kind: fc.constant('settings' as const),
    classic: fc.boolean(),
    guard: fc.boolean(),
    explore: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('link' as const),
    link: fc.nat(links),
    action: fc.constantFrom('add', 'remove', 'reset', 'off'),
  }),
)

function check({ sender, forwarded }: SenderHarness): void {
  const { links: table, counters } = sender
  expect(table.count).toBe(table.present.reduce((sum, here) => sum + here, 0))
  for (const link of table.order.subarray(0, table.count)) {
    expect(table.window[link]! >= 1000 && table.window[link]! <= 60_000).toBe(true)
    expect(table.inFlight[link]! >= 0).toBe(true)
    for (const gauge of [table.loss, table.share]) expect(gauge[link]! >= 0 && gauge[link]! <= 1).toBe(true)
    for (const gauge of [table.rttMs, table.rttMinMs, table.jitterMs, table.bitrate, table.quality])
      expect(Number.isFinite(gauge[link]!) && gauge[link]! >= 0).toBe(true)
    expect(table.up[link] === 1 && !table.allowed(link)).toBe(false)
  }
  for (const value of Object.values(counters)) expect(Number.isSafeInteger(value) && value >= 0).toBe(true)
  for (const { link } of forwarded) expect(table.present[link] === 1).toBe(true)
}

test.each(['enhanced', 'classic'] as const)(
  'any packets, in any order and at any time, leave the state whole (%s)',
  (mode) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const harness = SenderHarness.up(links, { mode })
        for (let n = 100; n < 140; n++) harness.data(n)
        for (const it of steps) {
          harness.clear()
          if (it.kind === 'reply') harness.receive(it.link, it.packet)
          else if (it.kind === 'data')
            for (let n = 0; n < it.count; n++) harness.data((it.sequence + n) & 0x7fff_ffff, it.again)
          else if (it.kind === 'caller') harness.sender.fromCaller(it.packet, 0, it.packet.length, 0)
          else if (it.kind === 'time') {
            harness.nowMs += it.ms
            harness.sender.tick(harness.nowMs)
          } else if (it.kind === 'settings')
            harness.sender.configure({
              mode: it.classic ? 'classic' : 'enhanced',
              qualityScoring: !it.explore,
              exploration: it.explore,
              stallGuard: it.guard,
              linkTimeoutMs: 5000,
            })
          else if (it.action === 'add') harness.sender.addLink(it.link, everyLink)
          else if (it.action === 'remove') harness.sender.removeLink(it.link)
          else if (it.action === 'reset') harness.sender.resetLink(it.link)
          else harness.sender.changeLink(it.link, { ...everyLink, weight: 0 })
          check(harness)
        }
      }),
      { numRuns: 250 },
    )
  },
)

test('in flight is nothing once everything sent is acknowledged, whatever came before', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ link: fc.nat(links - 1), packet: reply }), { maxLength: 30 }),
      (replies) => {
        const harness = SenderHarness.up(links)
        for (let n = 100; n < 300; n++) harness.data(n)
        for (const { link, packet } of replies) harness.receive(link, packet)
        harness.receive(0, srtAck(300, 99))
        for (const link of [0, 1, 2]) harness.keepalive(link, 0)
        for (let n = 300; n < 330; n++) harness.data(n)
        harness.wait(50)
        harness.receive(0, srtAck(330, 100))
        harness.sender.tick(harness.nowMs)
        if (harness.sender.links.count === links)
          expect(harness.sender.links.inFlight.slice(0, links)).toEqual(new Int32Array(links))
      },
    ),
    { numRuns: 200 },
  )
})

test('bytes of any slot of a batch are read within that slot', () => {
  const harness = SenderHarness.up(1)
  const batch = new Uint8Array(4 * 2048).fill(0xff)
  batch.set(dataPacket(77), 2048)
  harness.sender.fromCaller(batch, 2048, 1332, 1)
  expect(harness.forwarded.at(-1)).toEqual({ link: 0, slot: 1 })
  batch.set(srtlaAck([77], 8), 4096)
  harness.wait(30)
  harness.sender.fromLink(0, batch, 4096, 8, 2)
  harness.sender.tick(harness.nowMs)
  expect(harness.sender.links.inFlight[0]).toBe(0)
})
