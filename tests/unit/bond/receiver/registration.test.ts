import { describe, expect, test } from 'vitest'
import { keepaliveBytes, writeKeepalive } from '../../../../src/engines/bond/protocol/keepalive.ts'
import { regBytes, shortPacket, srtlaType } from '../../../../src/engines/bond/protocol/srtla.ts'
import { Bench, data, reg1, reg2, senderHalf } from './fake-sockets.ts'

const { reg3, regErr, regNgp } = srtlaType
const a = '10.0.0.1:7000'
const b = '10.0.1.1:7001'
const c = '10.0.2.1:7002'
const keepalive = shortPacket(srtlaType.keepalive, 2)
const unknownId = Buffer.alloc(256, 9)

describe('registration', () => {
  test('goes by REG1, REG2 with the sender half kept, REG2 on every link, REG3 on every link', () => {
    const bench = new Bench()
    bench.read([a, reg1(1)])
    const [answer] = bench.take()
    expect(answer!.to).toBe(a)
    expect(answer!.packet).toHaveLength(regBytes)
    expect(answer!.packet.readUInt16BE(0)).toBe(srtlaType.reg2)
    const id = answer!.packet.subarray(2)
    expect(id.subarray(0, 128).equals(senderHalf(1))).toBe(true)

    bench.read([a, reg2(id)], [b, reg2(id)], [c, reg2(id)])
    expect(bench.takeTypes()).toEqual([
      [a, reg3],
      [b, reg3],
      [c, reg3],
    ])
    const [group] = bench.receiver.groups
    expect(group!.links).toHaveLength(3)
    expect(group!.digest.slice(0, 8)).not.toBe(id.toString('hex').slice(0, 8))
  })

  test('the links other than the one that asked may come first, or alone', () => {
    const bench = new Bench()
    bench.read([a, reg1(1)])
    const id = bench.take()[0]!.packet.subarray(2)
    bench.read([c, reg2(id)], [b, reg2(id)])
    expect(bench.takeTypes()).toEqual([
      [c, reg3],
      [b, reg3],
    ])
    expect(bench.receiver.groups.size).toBe(1)
  })

  test('short answers are padded to 32 bytes, and no answer to a stranger is longer than its question', () => {
    const bench = new Bench({ maxGroups: 1 })
    bench.register([a])
    const questions = [reg1(2), reg2(unknownId), keepalive, data(1), Buffer.from([0x92]), Buffer.alloc(0)]
    for (const question of questions) {
      bench.read([b, question])
      for (const { packet } of bench.take()) expect(packet.length).toBeLessThanOrEqual(question.length)
    }
    bench.read([a, reg1(3)])
    bench.read([b, reg2(unknownId)])
    expect(bench.take().map(({ packet }) => packet.length)).toEqual([32, 32])
  })

  test('a REG1 leaves nothing behind', () => {
    const bench = new Bench()
    for (let port = 1; port <= 5000; port++)
      bench.read([`10.${port % 250}.${Math.floor(port / 250)}.1:${port}`, reg1(port)])
    expect(bench.remembered).toBe(0)
    expect(bench.receiver.groups.size).toBe(0)
  })

  test('REG2 with an unknown id is answered with REG_NGP and leaves nothing behind', () => {
    const bench = new Bench()
    bench.read([a, reg2(unknownId)])
    expect(bench.takeTypes()).toEqual([[a, regNgp]])
    expect(bench.remembered).toBe(0)
  })

  test('an id is good for a minute at least and two at most', () => {
    for (const [waitMs, answer] of [
      [59_000, reg3],
      [121_000, regNgp],
    ] as const) {
      const bench = new Bench()
      bench.read([a, reg1(1)])
      const id = bench.take()[0]!.packet.subarray(2)
      bench.now += waitMs
      bench.read([a, reg2(id)])
      expect(bench.takeTypes()).toEqual([[a, answer]])
    }
  })

  test('an id with one bit changed, in either half, is unknown', () => {
    const bench = new Bench()
    bench.read([a, reg1(1)])
    const id = bench.take()[0]!.packet.subarray(2)
    for (const index of [0, 127, 128, 143, 144, 200, 255]) {
      const forged = Buffer.from(id)
      forged[index]! ^= 1
      bench.read([a, reg2(forged)])
      expect(bench.takeTypes()).toEqual([[a, regNgp]])
    }
  })

  test('REG1 and REG2 of any length but 258 are ignored and counted', () => {
    const bench = new Bench()
    bench.read([a, reg1(1).subarray(0, 257)], [a, Buffer.concat([reg1(1), Buffer.alloc(1)])])
    bench.read([a, reg2(unknownId).subarray(0, 100)])
    expect(bench.take()).toEqual([])
    expect(bench.receiver.refusedPackets).toBe(3)
  })

  test('REG2 again for the same group is answered with REG3 again and makes no second link', () => {
    const bench = new Bench()
    const id = bench.register([a, b])
    bench.read([b, reg2(id)])
    expect(bench.takeTypes()).toEqual([[b, reg3]])
    expect([...bench.receiver.groups][0]!.links).toHaveLength(2)
  })

  test('an address of a live group gets REG_ERR for a REG1 and for another group', () => {
    const bench = new Bench()
    bench.register([a])
    const other = bench.register([b])
    bench.read([a, reg1(5)], [a, reg2(other)])
    expect(bench.takeTypes()).toEqual([
      [a, regErr],
      [a, regErr],
    ])
    expect([...bench.receiver.groups].map(({ links }) => links.length)).toEqual([1, 1])
  })

  test('REG3 waits until the way to the SRT listener is open', () => {
    const bench = new Bench()
    bench.opensAtOnce = false
    bench.read([a, reg1(1)])
    const id = bench.take()[0]!.packet.subarray(2)
    bench.read([a, reg2(id)], [b, reg2(id)])
    expect(bench.take()).toEqual([])
    bench.open(bench.opened[0]!)
    expect(bench.takeTypes()).toEqual([
      [a, reg3],
      [b, reg3],
    ])
  })

  test('without a way to the SRT listener all links get REG_ERR and the group is gone', () => {
    const bench = new Bench()
    bench.opensAtOnce = false
    bench.read([a, reg1(1)])
    const id = bench.take()[0]!.packet.subarray(2)
    bench.read([a, reg2(id)], [b, reg2(id)])
    bench.receiver.refuse(bench.opened[0]!)
    expect(bench.takeTypes()).toEqual([
      [a, regErr],
      [b, regErr],
    ])
    expect(bench.receiver.groups.size).toBe(0)
  })

  test('a forged source port of 0, to which nothing can be sent, is ignored', () => {
    const bench = new Bench()
    bench.read(['10.0.0.1:0', reg1(1)], ['10.0.0.1:0', reg2(unknownId)])
    expect([bench.take(), bench.receiver.refusedPackets]).toEqual([[], 2])
  })

  test('packets that follow a REG2 in the same batch count as the link it made', () => {
    const bench = new Bench()
    bench.read([a, reg1(1)])
    const id = bench.take()[0]!.packet.subarray(2)
    bench.read([a, reg2(id)], [a, data(1)], [a, keepalive], [b, data(1)])
    expect(bench.passed).toHaveLength(1)
    expect(bench.takeTypes()).toEqual([
      [a, reg3],
      [a, srtlaType.keepalive],
    ])
    expect(bench.receiver.refusedPackets).toBe(1)
  })
})

describe('a sender that starts again from the same addresses', () => {
  test('gets in as soon as its former life has been silent for 1.5 s', () => {
    const bench = new Bench()
    bench.register([a, b])
    bench.read([a, data(1)])
    bench.wait(1600)
    bench.take()
    const id = bench.register([a, b], 99)
    expect(bench.receiver.groups.size).toBe(1)
    expect([...bench.receiver.groups][0]!.id.equals(id)).toBe(true)
    expect(bench.closed).toHaveLength(1)
    bench.read([b, data(5)])
    expect(bench.passed.at(-1)!.group.id.equals(id)).toBe(true)
    bench.wait(1000)
    expect(bench.remembered).toBe(2)
  })

  test('may join a group that lives with an address of one that is silent', () => {
    const bench = new Bench()
    bench.register([a, b])
    bench.wait(1600)
    const id = bench.register([c])
    bench.read([b, reg2(id)])
    expect(bench.takeTypes()).toEqual([[b, reg3]])
    expect([...bench.receiver.groups].map(({ links }) => links.map(({ address }) => address.port))).toEqual([
      [7002, 7001],
    ])
  })

  test('asking alone ends nothing: the old group lives until the id comes back', () => {
    const bench = new Bench()
    const id = bench.register([a, b])
    bench.wait(1600)
    bench.read([a, reg1(2)])
    bench.take()
    bench.read([a, keepalive])
    expect(bench.takeTypes()).toEqual([[a, srtlaType.keepalive]])
    expect([...bench.receiver.groups][0]!.id.equals(id)).toBe(true)
  })

  test('a probe with an unknown id neither refreshes the old group nor ends it', () => {
    const bench = new Bench()
    bench.register([a])
    bench.wait(1400)
    bench.read([a, reg2(unknownId)])
    expect(bench.takeTypes()).toEqual([[a, regNgp]])
    bench.wait(200)
    bench.read([a, reg1(4)])
    expect(bench.takeTypes()).toEqual([[a, srtlaType.reg2]])
  })

  test('an address that another sender got while the rest of the group lives is let go after 5 s', () => {
    const bench = new Bench()
    bench.register([a, b])
    for (let second = 0; second < 6; second++) {
      bench.wait(1000)
      bench.read([b, keepalive])
    }
    bench.take()
    bench.register([a, c], 8)
    expect([...bench.receiver.groups].map(({ links }) => links.length)).toEqual([1, 2])
  })
})

describe('limits', () => {
  test('more groups than allowed get REG_ERR, are counted, and told once a minute', () => {
    const bench = new Bench({ maxGroups: 2 })
    bench.register([a])
    bench.register([b])
    for (let attempt = 0; attempt < 3; attempt++) {
      bench.read([c, reg1(attempt)])
      const id = bench.take()[0]!.packet.subarray(2)
      bench.read([c, reg2(id)])
      expect(bench.takeTypes()).toEqual([[c, regErr]])
    }
    expect(bench.receiver.registration.refusedLimit).toBe(3)
    expect(bench.events.map(({ code }) => code)).toEqual(['group-limit'])
  })

  test('at its limit a receiver gives up a group that has been silent for 3 s', () => {
    const bench = new Bench({ maxGroups: 1 })
    bench.register([a])
    bench.wait(3100)
    bench.register([b])
    expect(bench.receiver.groups.size).toBe(1)
    expect(bench.closed).toHaveLength(1)
  })

  test('groups of one source are counted by who asked, whatever address comes back with the id', () => {
    const bench = new Bench({ maxGroupsPerSource: 2 })
    const answers = [1, 2, 3].map((seed) => {
      bench.read([`10.0.0.1:${seed}`, reg1(seed)])
      const id = bench.take()[0]!.packet.subarray(2)
      bench.read([`10.9.9.${seed}:7`, reg2(id)])
      return bench.takeTypes()[0]![1]
    })
    expect(answers).toEqual([reg3, reg3, regErr])
    bench.register(['10.0.0.2:1'])
  })

  test('links beyond the limit get REG_ERR until one has been silent for 5 s', () => {
    const bench = new Bench({ maxLinksPerGroup: 2 })
    const id = bench.register([a, b])
    bench.read([c, reg2(id)])
    expect(bench.takeTypes()).toEqual([[c, regErr]])
    for (let second = 0; second < 6; second++) {
      bench.wait(1000)
      bench.read([b, keepalive])
    }
    bench.take()
    bench.read([c, reg2(id)])
    expect(bench.takeTypes()).toEqual([[c, reg3]])
    expect([...bench.receiver.groups][0]!.links.map(({ address }) => address.port)).toEqual([7001, 7002])
  })

  test('a lower limit leaves what there is and lets in no more', () => {
    const bench = new Bench()
    const id = bench.register([a, b, c])
    bench.receiver.registration.change({
      maxGroups: 1,
      maxLinksPerGroup: 2,
      maxGroupsPerSource: 1,
      allowedSources: [],
    })
    expect([...bench.receiver.groups][0]!.links).toHaveLength(3)
    bench.read(['10.0.3.1:1', reg2(id)])
    expect(bench.takeTypes()).toEqual([['10.0.3.1:1', regErr]])
  })

  test('sources that are not allowed get no answer, are counted, and told once', () => {
    const bench = new Bench({ allowedSources: ['10.0.0.0/16'] })
    const id = bench.register([a])
    for (const packet of [reg1(1), reg2(unknownId), reg2(id)]) bench.read(['192.168.0.1:1', packet])
    bench.read(['::ffff:192.168.0.1:1', reg1(1)])
    expect(bench.take()).toEqual([])
    expect(bench.receiver.registration.refusedSource).toBe(4)
    expect(bench.events.map(({ code }) => code)).toEqual(['source-denied'])
    bench.read(['::ffff:10.0.9.9:1', reg2(id)])
    expect(bench.takeTypes()).toEqual([['::ffff:10.0.9.9:1', reg3]])
  })
})

describe('floods', () => {
  test('a source is answered 64 times at once, then 32 times a second, and told of once a minute', () => {
    const bench = new Bench()
    const flood = () => {
      for (let n = 0; n < 500; n++) bench.read([`10.0.0.1:${n + 1}`, reg1(n)])
      return bench.take().length
    }
    expect(flood()).toBe(64)
    expect(bench.receiver.registration.refusedFlood).toBe(436)
    bench.wait(1000)
    expect(flood()).toBe(32)
    expect(bench.events.map(({ code }) => code)).toEqual(['registration-flood'])
    expect(bench.events[0]!.text).toContain('10.0.0.1')
    bench.wait(60_000)
    flood()
    expect(bench.events).toHaveLength(2)
  })

  test('a flood from one source keeps nobody else out, nor links of groups that there are', () => {
    const bench = new Bench()
    const id = bench.register(['10.0.0.1:1'])
    for (let n = 0; n < 900; n++)
      bench.read([`10.0.0.1:${n + 10}`, reg2(unknownId)], [`10.0.0.1:${n + 10}`, reg1(n)])
    expect(bench.take()).toHaveLength(512 + 63)
    bench.register([b])
    bench.read(['10.0.0.1:2', reg2(id)])
    expect(bench.takeTypes()).toEqual([['10.0.0.1:2', reg3]])
  })

  test('from many sources are told of six times a minute', () => {
    const bench = new Bench()
    for (let n = 0; n < 65 * 20; n++) bench.read([`10.0.${n % 20}.1:1`, reg1(n)])
    expect(bench.receiver.registration.refusedFlood).toBe(20)
    expect(bench.events).toHaveLength(6)
  })

  test('only the 1024 sources seen last are remembered', () => {
    const answersAfter = (others: number) => {
      const bench = new Bench()
      for (let n = 0; n < 64; n++) bench.read(['10.0.0.1:1', reg1(n)])
      for (let n = 0; n < others; n++) bench.read([`10.1.${n % 250}.${Math.floor(n / 250)}:1`, reg1(n)])
      bench.take()
      bench.read(['10.0.0.1:1', reg1(1)])
      return bench.take().length
    }
    expect([answersAfter(1023), answersAfter(1024)]).toEqual([0, 1])
  })

  test('an IPv6 source is its network of 64 bits', () => {
    const bench = new Bench()
    for (let n = 0; n < 500; n++) bench.read([`2001:db8:1:2::${n.toString(16)}:1`, reg1(n)])
    expect(bench.take()).toHaveLength(64)
    bench.read(['2001:db8:1:3::1:1', reg1(1)])
    expect(bench.take()).toHaveLength(1)
  })

  test('invented sources by the thousand are answered up to a total, told a few times, and not remembered', () => {
    const bench = new Bench()
    let answers = 0
    for (let n = 0; n < 20_000; n++) {
      const source = `10.${n % 200}.${Math.floor(n / 200)}.1`
      bench.read([`${source}:1`, reg1(n)], [`${source}:2`, reg2(unknownId)])
      answers += bench.take().length
    }
    expect(answers).toBe(2000)
    expect(bench.events.length).toBeLessThanOrEqual(6)
    expect(bench.receiver.groups.size).toBe(0)
    expect(bench.remembered).toBe(0)
  })
})

describe('keepalives', () => {
  test('are echoed on the same link, byte for byte, whatever their length', () => {
    const bench = new Bench()
    bench.register([a, b])
    for (const length of [2, 10, 32, 38]) {
      const packet = Buffer.alloc(length, 3)
      packet.writeUInt16BE(srtlaType.keepalive)
      bench.read([b, packet])
      expect(bench.take()).toEqual([{ to: b, packet }])
    }
  })

  test('of a Hawser come back with what arrived, and with all else as it was', () => {
    const bench = new Bench()
    bench.register([a])
    for (let sequence = 0; sequence < 30; sequence++) bench.read([a, data(sequence, 1000)])
    bench.take()
    const packet = Buffer.alloc(keepaliveBytes)
    writeKeepalive(packet, 12345, {
      connection: 7,
      window: 21_000,
      inFlight: 12,
      rttMs: 48,
      naks: 3,
      bitrate: 5,
    })
    bench.read([a, packet])
    const [{ packet: echo } = { packet: Buffer.alloc(0) }] = bench.take()
    expect(echo.subarray(0, 42).equals(packet.subarray(0, 42))).toBe(true)
    expect([echo[42], echo.readUInt32BE(43), echo.readUInt32BE(51)]).toEqual([1, 30, 29])
    const [link] = [...bench.receiver.groups][0]!.snapshot(bench.now).links
    expect(link).toMatchObject({ rttMs: 48, window: 21, inFlight: 12, naks: 3, packets: 30, bytes: 30_000 })
  })

  test('of strangers are not answered', () => {
    const bench = new Bench()
    bench.read([a, keepalive])
    expect(bench.take()).toEqual([])
    expect(bench.receiver.refusedPackets).toBe(1)
  })
})

describe('silence', () => {
  const carry = (bench: Bench) => bench.read([a, data(1)])

  test('a link is gone after 15 s, a group that carried data after 30 s', () => {
    const bench = new Bench()
    const id = bench.register([a, b])
    carry(bench)
    bench.wait(14_000)
    expect([...bench.receiver.groups][0]!.links).toHaveLength(2)
    bench.wait(2500)
    expect([...bench.receiver.groups][0]!.links).toHaveLength(0)
    expect(bench.remembered).toBe(0)
    bench.read([c, reg2(id)])
    expect(bench.takeTypes()).toEqual([[c, reg3]])
    bench.wait(29_000)
    expect(bench.receiver.groups.size).toBe(1)
    bench.wait(3000)
    expect(bench.receiver.groups.size).toBe(0)
    expect(bench.closed).toHaveLength(1)
  })

  test('a group that never carried data is gone after 5 s of silence, and stays while keepalives come', () => {
    const bench = new Bench()
    bench.register([a])
    for (let second = 0; second < 20; second++) {
      bench.wait(1000)
      bench.read([a, keepalive])
    }
    expect(bench.receiver.groups.size).toBe(1)
    bench.wait(4500)
    expect(bench.receiver.groups.size).toBe(1)
    bench.wait(2000)
    expect(bench.receiver.groups.size).toBe(0)
  })
})
