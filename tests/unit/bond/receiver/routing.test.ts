import { describe, expect, test } from 'vitest'
import { srtType } from '../../../../src/engines/bond/protocol/srt.ts'
import { shortPacket, srtlaType } from '../../../../src/engines/bond/protocol/srtla.ts'
import { Bench, control, data, induction } from './fake-sockets.ts'

const a = '10.0.0.1:7000'
const b = '10.0.1.1:7001'
const c = '10.0.2.1:7002'

/** A group over three links. */
function joined() {
  const bench = new Bench()
  bench.register([a, b, c])
  const [group] = bench.receiver.groups
  return { bench, group: group! }
}

const acksOf = (bench: Bench) =>
  bench
    .take()
    .filter(({ packet }) => packet.readUInt16BE(0) === srtlaType.ack)
    .map(({ to, packet }) => ({
      to,
      length: packet.length,
      head: packet.readUInt32BE(0),
      numbers: Array.from({ length: 10 }, (_, index) => packet.readUInt32BE(4 + 4 * index)),
    }))

describe('data from links', () => {
  test('goes on to the SRT listener unchanged, in order, control packets too', () => {
    const { bench } = joined()
    const packets = [induction(), data(7), control(srtType.keepalive, 16), data(8), control(0xffff, 20)]
    bench.read(...packets.map((packet, n): [string, Uint8Array] => [[a, b, c][n % 3]!, packet]))
    expect(bench.passed.map(({ packet }) => packet)).toEqual(packets)
  })

  test('is acknowledged after every tenth packet of a link, in the order of arrival', () => {
    const { bench } = joined()
    for (let n = 0; n < 9; n++) bench.read([a, data(100 + n)], [b, data(200 + n)])
    expect(bench.take()).toEqual([])
    bench.read([a, data(0x7fff_ffff)])
    expect(acksOf(bench)).toEqual([
      {
        to: a,
        length: 44,
        head: 0x9100_0000,
        numbers: [100, 101, 102, 103, 104, 105, 106, 107, 108, 0x7fff_ffff],
      },
    ])
    for (let n = 0; n < 9; n++) bench.read([a, data(n)])
    expect(bench.take()).toEqual([])
    bench.read([b, data(209)], [a, data(9)])
    expect(acksOf(bench).map(({ to, numbers }) => [to, numbers[0], numbers[9]])).toEqual([
      [b, 200, 209],
      [a, 0, 9],
    ])
  })

  test('copies and retransmissions count for the acknowledgement like any other', () => {
    const { bench } = joined()
    for (let n = 0; n < 5; n++) bench.read([a, data(1)], [a, data(2, 1332, 0, true)])
    expect(acksOf(bench).map(({ numbers }) => numbers)).toEqual([[1, 2, 1, 2, 1, 2, 1, 2, 1, 2]])
  })

  test('control packets are not acknowledged', () => {
    const { bench } = joined()
    for (let n = 0; n < 40; n++) bench.read([a, control(0x8006, 16)])
    expect(bench.take()).toEqual([])
  })

  test('of strangers goes nowhere', () => {
    const { bench } = joined()
    bench.read(['10.0.0.1:7001', data(1)], ['10.0.3.1:1', induction()])
    expect([bench.passed, bench.take(), bench.receiver.refusedPackets]).toEqual([[], [], 2])
  })

  test('shorter than a header, or of a type that only receivers send, goes nowhere', () => {
    const { bench } = joined()
    bench.read([a, data(1).subarray(0, 15)], [a, Buffer.alloc(0)], [a, Buffer.from([0x80])])
    for (const type of [srtlaType.ack, srtlaType.reg3, srtlaType.regErr, srtlaType.regNgp, srtlaType.regNak])
      bench.read([a, control(type)])
    expect([bench.passed, bench.take(), bench.receiver.refusedPackets]).toEqual([[], [], 8])
  })

  test('that comes while there is no way to the listener is counted', () => {
    const { bench, group } = joined()
    group.upstream = undefined
    bench.read([a, data(1)])
    expect(bench.receiver.drops).toBe(1)
  })

  test('of two groups goes to the listener by two ways', () => {
    const bench = new Bench()
    const first = bench.register([a])
    const second = bench.register([b])
    bench.read([a, data(1)], [b, data(1)], [a, data(2)])
    expect(bench.passed.map(({ group }) => group.id)).toEqual([first, second, first])
  })
})

describe('what the SRT listener says', () => {
  test('goes to all links when it is an ACK or a NAK', () => {
    const { bench, group } = joined()
    for (const type of [srtType.ack, srtType.nak]) {
      const packet = control(type)
      bench.answer(group, packet)
      expect(bench.take()).toEqual([a, b, c].map((to) => ({ to, packet })))
    }
  })

  test('goes to the link of the last SRT packet otherwise', () => {
    const { bench, group } = joined()
    const others = [srtType.handshake, srtType.keepalive, srtType.shutdown, 0x8006, 0x8007, 0xffff]
    bench.read([b, data(1)], [c, shortPacket(srtlaType.keepalive)])
    bench.take()
    for (const type of others) bench.answer(group, control(type))
    bench.answer(group, data(9))
    expect(bench.take().map(({ to }) => to)).toEqual(Array(7).fill(b))
    bench.read([c, control(0x8006, 16)])
    bench.answer(group, control(srtType.keepalive, 16))
    expect(bench.take().map(({ to }) => to)).toEqual([c])
  })

  test('goes to the link heard last when the active one is gone', () => {
    const { bench, group } = joined()
    bench.read([b, data(1)])
    for (let second = 0; second < 16; second++) {
      bench.wait(1000)
      bench.read([a, shortPacket(srtlaType.keepalive)])
      bench.wait(10)
      bench.read([c, shortPacket(srtlaType.keepalive)])
    }
    bench.take()
    bench.answer(group, control(srtType.shutdown, 16))
    expect(bench.take().map(({ to }) => to)).toEqual([c])
  })

  test('is counted when there is no link, or before the first SRT packet', () => {
    const { bench, group } = joined()
    bench.answer(group, control(srtType.handshake, 64))
    expect([bench.take(), bench.receiver.drops]).toEqual([[], 1])
  })

  test('is not passed on when it is no SRT packet', () => {
    const { bench, group } = joined()
    bench.read([a, data(1)])
    bench.answer(
      group,
      control(srtlaType.regErr),
      control(srtlaType.keepalive),
      Buffer.alloc(3),
      Buffer.alloc(0),
    )
    expect([bench.take(), bench.receiver.refusedPackets]).toEqual([[], 4])
  })
})

describe('statistics', () => {
  test('bitrate of the last second, share, and time of silence of each link', () => {
    const { bench, group } = joined()
    for (let n = 0; n < 30; n++) {
      bench.read([a, data(n * 3, 1000)], [a, data(n * 3 + 1, 1000)], [b, data(n * 3 + 2, 1000)])
      bench.wait(100)
    }
    const { bitrate, packets, bytes, links, id } = group.snapshot(bench.now)
    expect(id).toMatch(/^[0-9a-f]{8}$/)
    expect([packets, bytes]).toEqual([90, 90_000])
    expect(bitrate).toBeGreaterThan(25_000)
    expect(bitrate).toBeLessThan(35_000)
    expect(links.map(({ share }) => Math.round(share * 100))).toEqual([67, 33, 0])
    expect(links.map(({ silentMs }) => silentMs)).toEqual([100, 100, 3000])
    expect(links[0]!.address).toBe(a)
    bench.wait(1500)
    expect(group.bitrate).toBe(0)
  })

  test('packets that came by two links, and numbers that did not come within 4 s', () => {
    const { bench, group } = joined()
    for (const n of [1, 2, 3, 6, 7]) bench.read([a, data(n)])
    bench.read([b, data(3)], [b, data(7)])
    expect(group.snapshot(bench.now)).toMatchObject({ duplicates: 2, missing: 0 })
    bench.wait(2000)
    bench.read([c, data(4)])
    bench.wait(2500)
    expect(group.snapshot(bench.now)).toMatchObject({ duplicates: 2, missing: 1 })
    bench.read([c, data(5)])
    expect(group.snapshot(bench.now)).toMatchObject({ duplicates: 2, missing: 0 })
  })

  test('a new SRT connection begins its numbers anew', () => {
    const { bench, group } = joined()
    bench.read([a, data(1_000_000)], [a, induction()], [a, data(5)], [a, data(6)])
    bench.wait(5000)
    expect(group.snapshot(bench.now)).toMatchObject({ packets: 3, duplicates: 0, missing: 0 })
  })

  test('jitter is that of the way, not that of the sender', () => {
    const { bench, group } = joined()
    // 10 ms apart at the sender, and now and then 40 ms: arrives just so on one link, 4 ms early or late on the other.
    let sentMs = 1000
    for (let n = 0; n < 400; n++) {
      sentMs += n % 7 === 0 ? 40 : 10
      bench.now = 10_000 + sentMs
      bench.read([a, data(n, 500, sentMs * 1000)])
      bench.now += n % 2 === 0 ? 0 : 4
      bench.read([b, data(n, 500, sentMs * 1000)])
      // Carries the time of the first sending, half a second ago.
      bench.read([a, data(n, 500, (sentMs - 500) * 1000, true)])
    }
    const [even, uneven] = group.snapshot(bench.now).links
    expect(even!.jitterMs).toBeCloseTo(0, 5)
    expect(uneven!.jitterMs).toBeCloseTo(4, 1)
  })

  test('jitter survives the wrap of timestamps and of the sender beginning anew', () => {
    const { bench, group } = joined()
    for (let n = 0; n < 100; n++) {
      bench.now += 10
      bench.read([a, data(n, 500, 2 ** 32 - 500_000 + n * 10_000)])
    }
    bench.read([a, induction()], [a, data(100, 500, 77)])
    bench.now += 3
    bench.read([a, data(101, 500, 3077)])
    expect(group.snapshot(bench.now).links[0]!.jitterMs).toBeCloseTo(0, 5)
  })
})
