import { describe, expect, test } from 'vitest'
import { receiverSnapshotSchema } from '../../../../src/contract/bond.ts'
import { srtType } from '../../../../src/engines/bond/protocol/srt.ts'
import { shortPacket, srtlaType } from '../../../../src/engines/bond/protocol/srtla.ts'
import { whyNotNative } from '../../../../src/engines/kit/datagram/open-io.ts'
import { freePort } from '../../../support/free-port.ts'
import { control, data, induction } from '../../../unit/bond/receiver/fake-sockets.ts'
import { bound, HandSender, portOf, RunningReceiver, Sink, until } from './peers.ts'

const kinds = ['dgram', ...(whyNotNative() === '' ? (['automatic'] as const) : [])] as const

describe.each(kinds)('a receiver by %s sockets', (kind) => {
  test('carries a stream of three links to the SRT listener and its answers back', async () => {
    await using sink = await Sink.open()
    await using receiver = await RunningReceiver.open(kind, sink.port)
    await using sender = await HandSender.open(receiver.port, 3)
    expect(receiver.snapshot.state).toBe('ready')
    await sender.register()
    const sent = [induction(), ...Array.from({ length: 300 }, (_, n) => data(n))]
    for (const [n, packet] of sent.entries()) {
      sender.send(n % 3, packet)
      await until(() => sink.packets.length === n + 1, `packet ${n}`)
    }
    expect(sink.packets.every((packet, n) => packet.equals(sent[n]!))).toBe(true)
    expect(sink.sources.size).toBe(1)
    await until(() => [0, 1, 2].every((link) => sender.count(link, srtlaType.ack) === 10), 'SRTLA ACKs')

    sink.say(control(srtType.ack))
    sink.say(control(srtType.nak))
    sink.say(control(srtType.keepalive, 16))
    const counts = (type: number) => [0, 1, 2].map((link) => sender.count(link, type))
    await until(() => counts(srtType.keepalive)[0] === 1, 'what the listener says')
    await until(() => counts(srtType.nak).every((count) => count === 1), 'the NAK on every link')
    expect([srtType.ack, srtType.nak, srtType.keepalive].map(counts)).toEqual([
      [1, 1, 1],
      [1, 1, 1],
      [1, 0, 0],
    ])

    sender.send(1, shortPacket(srtlaType.keepalive, 38))
    await until(() => sender.count(1, srtlaType.keepalive) === 1, 'the echo')
    await until(() => receiver.snapshot.state === 'live', 'the bitrate')
    const { groups, ...snapshot } = receiverSnapshotSchema.parse(receiver.snapshot)
    expect(snapshot).toMatchObject({ problem: '', groupsTotal: 1, drops: 0, refusedPackets: 0 })
    expect(snapshot.datagrams).toBe(kind === 'dgram' ? 'dgram' : 'native')
    expect(groups[0]).toMatchObject({ packets: 300, bytes: 300 * 1332, duplicates: 0, missing: 0 })
    expect(groups[0]!.links.map(({ packets }) => packets)).toEqual([100, 100, 100])
  })

  test('carries a burst whole and in order', async () => {
    await using sink = await Sink.open()
    await using receiver = await RunningReceiver.open(kind, sink.port)
    await using sender = await HandSender.open(receiver.port, 1)
    await sender.register()
    for (let burst = 0; burst < 20; burst++) {
      for (let n = 0; n < 50; n++) sender.send(0, data(burst * 50 + n))
      await until(() => sink.packets.length === (burst + 1) * 50, `burst ${burst}`)
    }
    expect(sink.packets.map((packet) => packet.readUInt32BE(0))).toEqual(
      Array.from({ length: 1000 }, (_, n) => n),
    )
    expect(sender.count(0, srtlaType.ack)).toBe(100)
  })

  test('lets a sender that starts again on the same ports in within seconds', async () => {
    await using sink = await Sink.open()
    await using receiver = await RunningReceiver.open(kind, sink.port)
    await using sender = await HandSender.open(receiver.port, 3)
    await sender.register()
    sender.send(0, data(1))
    await until(() => sink.packets.length === 1, 'the first life')
    const [first] = receiver.snapshot.groups
    expect(await sender.register(Buffer.alloc(128, 1))).toBeLessThanOrEqual(5)
    for (const link of [0, 1, 2]) sender.send(link, data(2))
    await until(() => sink.packets.length === 4, 'the second life')
    expect(receiver.snapshot.groupsTotal).toBe(1)
    expect(receiver.snapshot.groups[0]!.id).not.toBe(first!.id)
    expect(sink.sources.size).toBe(2)
  })

  test('that restarts forgets its groups and tells their senders so', async () => {
    await using sink = await Sink.open()
    await using receiver = await RunningReceiver.open(kind, sink.port)
    await using sender = await HandSender.open(receiver.port, 2)
    await sender.register()
    const { settings } = receiver.runner
    receiver.runner.change({ ...settings, enabled: false })
    expect(receiver.snapshot).toMatchObject({ state: 'off', groupsTotal: 0 })
    sender.send(0, data(1))
    await new Promise((resolve) => setTimeout(resolve, 50))
    receiver.runner.change({ ...settings, enabled: true })
    await until(() => receiver.snapshot.state === 'ready', 'listening again')
    sender.send(1, shortPacket(srtlaType.keepalive))
    sender.send(1, Buffer.concat([Buffer.from([0x92, 0x01]), Buffer.alloc(256, 3)]))
    await until(() => sender.count(1, srtlaType.regNgp) > 0, 'REG_NGP')
    await sender.register()
    sender.send(0, data(2))
    await until(() => sink.packets.length === 1, 'the stream')
  })

  test('serves 200 groups at once, each by a socket of its own', async () => {
    await using sink = await Sink.open()
    await using receiver = await RunningReceiver.open(kind, sink.port, { maxGroupsPerSource: 200 })
    await using stack = new AsyncDisposableStack()
    const senders = await Promise.all(
      Array.from({ length: 200 }, async () => stack.use(await HandSender.open(receiver.port, 2))),
    )
    await Promise.all(senders.map((sender) => sender.register()))
    expect(receiver.snapshot.groupsTotal).toBe(200)
    expect(receiver.snapshot.groups).toHaveLength(50)
    for (const [n, sender] of senders.entries()) sender.send(n % 2, data(n))
    await until(() => sink.packets.length === 200, 'a packet of each')
    expect(sink.sources.size).toBe(200)
  })

  test('goes on when the SRT listener is gone and comes back, and tells it once', async () => {
    const port = await freePort()
    await using receiver = await RunningReceiver.open(kind, port)
    await using sender = await HandSender.open(receiver.port, 1)
    await sender.register()
    const talk = setInterval(() => sender.send(0, data(Math.floor(performance.now()))), 20)
    try {
      await until(() => receiver.codes().includes('target-refused'), 'the refusal')
      await using sink = await Sink.open(port)
      await until(() => sink.packets.length > 5, 'the stream')
      sink.say(control(srtType.ack))
      await until(() => receiver.codes().includes('target-back'), 'the news')
      await until(() => sender.count(0, srtType.ack) === 1, 'the answer')
    } finally {
      clearInterval(talk)
    }
    expect(receiver.codes()).toEqual(['listening', 'target-refused', 'target-back'])
    expect(receiver.snapshot.groupsTotal).toBe(1)
  })

  test('leads groups to another target while they live', async () => {
    await using old = await Sink.open()
    await using next = await Sink.open()
    await using receiver = await RunningReceiver.open(kind, old.port)
    await using sender = await HandSender.open(receiver.port, 2)
    await sender.register()
    sender.send(0, data(1))
    await until(() => old.packets.length === 1, 'the old target')
    receiver.runner.change({
      ...receiver.runner.settings,
      target: { host: 'localhost', port: next.port },
      maxGroups: 1,
    })
    const talk = setInterval(() => sender.send(1, data(2)), 20)
    try {
      await until(() => next.packets.length > 0, 'the new target')
      // Until the name was looked up the old one had them, and may still be reading.
      await new Promise((resolve) => setTimeout(resolve, 20))
      const before = old.packets.length
      const { length } = next.packets
      await until(() => next.packets.length > length + 5, 'more at the new target')
      expect(old.packets).toHaveLength(before)
    } finally {
      clearInterval(talk)
    }
    expect(receiver.snapshot.groupsTotal).toBe(1)
    expect(receiver.codes()).not.toContain('host-not-found')
  })

  test('on a port that is taken fails, says who holds it, and listens once it is free', async () => {
    const holder = await bound()
    const port = portOf(holder)
    await using sink = await Sink.open()
    await using receiver = await RunningReceiver.open(kind, sink.port, {
      listen: { host: '127.0.0.1', port },
    })
    expect(receiver.snapshot.state).toBe('failed')
    expect(receiver.snapshot.problem).toContain(String(port))
    expect(receiver.events).toMatchObject([{ level: 'error', code: 'port-in-use' }])
    holder.close()
    await until(() => receiver.snapshot.state === 'ready', 'listening')
    expect(receiver.codes()).toEqual(['port-in-use', 'listening'])
    await using sender = await HandSender.open(port, 1)
    await sender.register()
  })

  test('on an address that this machine does not have says so', async () => {
    await using receiver = await RunningReceiver.open(kind, 1, {
      listen: { host: '203.0.113.9', port: 5000 },
    })
    expect(receiver.snapshot.state).toBe('failed')
    expect(receiver.codes()).toEqual(['address-unavailable'])
  })

  test('with a target whose name does not resolve refuses senders, and tells it once', async () => {
    await using receiver = await RunningReceiver.open(kind, 1, {
      target: { host: 'nowhere.invalid', port: 1 },
    })
    await using sender = await HandSender.open(receiver.port, 1)
    await sender.register(sender.half, 2).catch(() => {})
    // Where no name server answers, the system takes its time to say that there is no such name.
    await until(() => sender.count(0, srtlaType.regErr) > 0, 'the refusal')
    expect(sender.count(0, srtlaType.reg3)).toBe(0)
    expect(receiver.codes().filter((code) => code === 'host-not-found')).toHaveLength(1)
    expect(receiver.snapshot.groupsTotal).toBe(0)
  })

  test('on :: takes IPv4 and IPv6 links into one group', async () => {
    await using sink = await Sink.open()
    await using receiver = await RunningReceiver.open(kind, sink.port, {
      listen: { host: '::', port: await freePort() },
    })
    await using four = await HandSender.open(receiver.port, 1)
    await using six = await HandSender.open(receiver.port, 1, '::1')
    await four.register()
    six.send(0, Buffer.concat([Buffer.from([0x92, 0x01]), four.id!]))
    await until(() => six.count(0, srtlaType.reg3) === 1, 'REG3 over IPv6')
    four.send(0, data(1))
    six.send(0, data(2))
    await until(() => sink.packets.length === 2, 'both')
    expect(receiver.snapshot.groups[0]!.links.map(({ address }) => address.replace(/\d+$/, ''))).toEqual([
      '127.0.0.1:',
      '[::1]:',
    ])
  })

  test('that ends lets go of its port and closes every socket', async () => {
    await using sink = await Sink.open()
    const receiver = await RunningReceiver.open(kind, sink.port)
    {
      await using closing = receiver
      await using sender = await HandSender.open(closing.port, 1)
      await sender.register()
    }
    const again = await bound('127.0.0.1', receiver.port)
    again.close()
  })
})
