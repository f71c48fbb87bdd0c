import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openQuicTransport } from '../../../src/engines/sync/quic/index.ts'
import { settled, soon } from '../../support/soon.ts'
import { codeOf, dial, Ends, echo, exchange, identity, pattern } from '../../support/transport/ends.ts'
import { Relay } from '../../support/transport/relay.ts'

let ends: Ends
beforeEach(() => {
  ends = new Ends(openQuicTransport({ tuning: { lan: { handshakeTimeoutMs: 30_000 } } }))
})
afterEach(() => ends[Symbol.asyncDispose]())

/** A connection through a relay, whose server gives back what comes. */
async function relayed() {
  const [server, client] = await ends.pair()
  const relay = await Relay.to(server.endpoint.local.port)
  const near = await dial(client, server, relay.port)
  const far = await server.next()
  echo(far)
  return { relay, near, far, server, client }
}

describe('the size of packets', () => {
  test('grows to what the path carries, both ways', async () => {
    const { near, far } = await ends.connected()
    await soon(() => {
      expect(near.stats().packetBytes).toBe(16_383)
      expect(far.stats().packetBytes).toBe(16_383)
    })
  })

  test('stays within what the path carries, which may differ by direction', async () => {
    const { relay, near, far } = await relayed()
    await using _ = relay
    relay.mangle = (bytes, towardsServer) =>
      bytes.length > (towardsServer ? 1472 : 1300) ? undefined : bytes
    near.close('closed', '')
    await far.closed
    const [server, client] = await ends.pair()
    await using narrow = await Relay.to(server.endpoint.local.port)
    narrow.mangle = relay.mangle
    const again = await dial(client, server, narrow.port)
    const other = await server.next()
    echo(other)
    const bytes = pattern(500_000)
    expect((await exchange(again, bytes)).equals(bytes)).toBe(true)
    await soon(() => {
      expect(again.stats().packetBytes).toBe(1472)
      expect(other.stats().packetBytes).toBe(1232)
    })
  })

  test('is given up when packets of that size vanish, and nothing is lost', async () => {
    const { relay, near, far } = await relayed()
    await using _ = relay
    await soon(() => expect(near.stats().packetBytes).toBe(16_383))
    relay.mangle = (bytes) => (bytes.length > 1400 ? undefined : bytes)
    const bytes = pattern(300_000)
    expect((await exchange(near, bytes)).equals(bytes)).toBe(true)
    expect(near.stats().packetBytes).toBe(1392)
    expect(far.stats().packetBytes).toBe(1392)
  })

  test('stays at the least with a side that answers no probes', async () => {
    const { relay, near, far } = await relayed()
    await using _ = relay
    near.close('closed', '')
    await far.closed
    const [server, client] = await ends.pair()
    await using silent = await Relay.to(server.endpoint.local.port)
    silent.mangle = (bytes) => (bytes[0]! < 0x40 ? undefined : bytes)
    const again = await dial(client, server, silent.port)
    echo(await server.next())
    const bytes = pattern(100_000)
    expect((await exchange(again, bytes)).equals(bytes)).toBe(true)
    expect(again.stats().packetBytes).toBe(1200)
  })
})

describe('a change of address', () => {
  test('in the midst of a transfer moves the connection, and nothing is lost', async () => {
    const { relay, near, far } = await relayed()
    await using _ = relay
    const bytes = pattern(20_000_000)
    const going = exchange(near, bytes)
    await sleep(20)
    const port = await relay.move()
    expect((await going).equals(bytes)).toBe(true)
    await soon(() => expect(far.remote).toEqual({ host: '127.0.0.1', port }))
  })

  test('is followed again and again', async () => {
    const { relay, near, far } = await relayed()
    await using _ = relay
    for (let time = 0; time < 6; time++) {
      const port = await relay.move()
      const text = Buffer.from(`after move ${time}`)
      expect((await exchange(near, text)).equals(text)).toBe(true)
      await soon(() => expect(far.remote.port).toBe(port))
    }
  })

  test('that the client is told of reaches the server at once, without data', async () => {
    const { relay, near, far, client } = await relayed()
    await using _ = relay
    const port = await relay.move()
    client.endpoint.networkChanged()
    await soon(() => expect(far.remote.port).toBe(port))
    expect(near.isClosed).toBe(false)
    await soon(() => expect(far.stats().packetBytes).toBe(16_383))
  })

  test('the close of a side reaches the other at its new address', async () => {
    const { relay, near, far, client } = await relayed()
    await using _ = relay
    const port = await relay.move()
    client.endpoint.networkChanged()
    await soon(() => expect(far.remote.port).toBe(port))
    far.close('peer-revoked', 'moved and gone')
    expect(await near.closed).toEqual({ code: 'peer-revoked', text: 'moved and gone', byPeer: true })
  })
})

describe('bad input', () => {
  /** Sends datagrams to a port from a socket of its own. */
  async function flood(port: number, datagrams: Iterable<Uint8Array>): Promise<void> {
    const socket = createSocket('udp4')
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
    let sent = 0
    for (const bytes of datagrams) {
      await new Promise((done) => socket.send(bytes, port, '127.0.0.1', done))
      if (++sent % 32 === 0) await sleep(1)
    }
    await sleep(20)
    socket.close()
  }

  /** Bytes that look like the begin of a packet, of any kind, and then like nothing. */
  const packetLike = fc
    .tuple(
      fc.constantFrom(0xc0, 0xd0, 0xe0, 0xf0, 0x40, 0x7f, 0x00, 0x01, 0x80, 0xff),
      fc.constantFrom([0, 0, 0, 1], [0, 0, 0, 0], [0x1a, 0x2a, 0x3a, 0x4a], [0xff, 0, 0, 29]),
      fc.integer({ min: 0, max: 255 }),
      fc.uint8Array({ maxLength: 120 }),
      fc.constantFrom(0, 0, 1200, 1472, 4000),
    )
    .map(([first, version, length, rest, padded]) => {
      const bytes = Buffer.from([first, ...version, length, ...rest])
      return padded > bytes.length ? Buffer.concat([bytes, Buffer.alloc(padded - bytes.length)]) : bytes
    })

  test('datagrams of any content leave an endpoint as it was', async () => {
    const { server, near, far } = await ends.connected()
    echo(far)
    const junk = fc.sample(fc.oneof(packetLike, fc.uint8Array({ maxLength: 1500 })), {
      numRuns: 3000,
      seed: 7,
    })
    const before = process.memoryUsage.rss()
    await flood(server.endpoint.local.port, junk)
    expect(process.memoryUsage.rss() - before).toBeLessThan(80e6)
    await soon(() => {
      const { malformed, dropped } = server.endpoint.counters
      expect(malformed + dropped).toBeGreaterThan(100)
    })
    expect((await exchange(near, Buffer.from('as it was'))).toString()).toBe('as it was')
  })

  test('packets that are damaged on the way are as good as lost', async () => {
    const { relay, near } = await relayed()
    await using _ = relay
    let count = 0
    let damaged = 0
    relay.mangle = (bytes) => {
      if (++count % 20 !== 0) return bytes
      damaged++
      const copy = Buffer.from(bytes)
      copy[count % copy.length]! ^= 1 << (count % 8)
      return count % 3 === 0 ? copy.subarray(0, 1 + (count % copy.length)) : copy
    }
    const bytes = pattern(1_500_000)
    expect((await exchange(near, bytes)).equals(bytes)).toBe(true)
    expect(damaged).toBeGreaterThan(0)
  })

  test('what was recorded and is sent again changes nothing', async () => {
    const { relay, near, server } = await relayed()
    await using _ = relay
    const recorded: Buffer[] = []
    relay.mangle = (bytes, towardsServer) => {
      if (towardsServer && recorded.length < 200) recorded.push(Buffer.from(bytes))
      return bytes
    }
    await exchange(near, pattern(50_000))
    await flood(server.endpoint.local.port, [...recorded, ...recorded.toReversed()])
    const bytes = pattern(50_000, 2)
    expect((await exchange(near, bytes)).equals(bytes)).toBe(true)
  })

  test('a flood of first packets costs little, and a trusted device still gets in', async () => {
    const { relay, near, server, client } = await relayed()
    await using _ = relay
    near.close('closed', '')
    const first: Buffer[] = []
    await using recorder = await Relay.to(9)
    recorder.mangle = (bytes) => {
      first.push(Buffer.from(bytes))
      return undefined
    }
    for (let i = 0; i < 300; i++) {
      const giveUp = new AbortController()
      const dialling = dial(client, server, recorder.port, { signal: giveUp.signal })
      dialling.catch(() => {})
      await soon(() => expect(first.length).toBeGreaterThan(i))
      giveUp.abort()
    }
    const before = process.memoryUsage.rss()
    await flood(server.endpoint.local.port, first)
    // Most were asked to prove their address, which nothing is kept for.
    expect(process.memoryUsage.rss() - before).toBeLessThan(60e6)
    echo(await dial(client, server).then(() => server.next()))
    expect(server.endpoint.counters.accepted).toBe(2)
  })
})

test('streams that nobody reads hold no more than the window of their connection', async () => {
  const connectionWindow = 4 * 1024 * 1024
  const streamWindow = 1024 * 1024
  await using small = new Ends(openQuicTransport({ tuning: { lan: { connectionWindow, streamWindow } } }))
  const { near, far } = await small.connected()
  let taken = 0
  far.onStream(() => taken++)
  let written = 0
  const chunk = Buffer.alloc(65_536)
  const fill = async () => {
    const stream = await near.open()
    for (;;) {
      const length = stream.write(chunk)
      written += length
      if (length === 0) await stream.writable()
    }
  }
  const filling = Array.from({ length: 100 }, () => codeOf(fill()))
  await soon(() => expect(taken).toBeGreaterThanOrEqual(4))
  await soon(() => expect(written).toBe(connectionWindow))
  expect(await settled(() => written)).toBe(connectionWindow)
  near.close('closed', '')
  expect(new Set(await Promise.all(filling))).toEqual(new Set(['closed']))
})

test('a side that is not the device itself never gets as far as a stream', async () => {
  const server = await ends.open(0)
  const stranger = await ends.open(2)
  server.endpoint.trust([(await identity(1)).certificate])
  const outcome = await dial(stranger, server).then(
    (connection) => connection.open().then((stream) => stream.readAll(Buffer.alloc(1))),
    (error) => error.code,
  )
  expect(outcome).toBe('peer-refused')
  expect(server.accepted).toEqual([])
})
