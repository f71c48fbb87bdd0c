import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Transport } from '../../../src/engines/sync/transport.ts'
import { both, startEmulator } from '../link-emulator/index.ts'
import { settled, soon } from '../soon.ts'
import { codeOf, dial, Ends, echo, exchange, nextStream, pattern, readToEnd } from './ends.ts'

/** What a test needs to be quick about; ms. */
export interface Haste {
  idleTimeoutMs?: number
  keepAliveMs?: number
  handshakeTimeoutMs?: number
}

/** Bytes that a stream may hold unread, at most; whatever the transport's own limit is. */
const mostUnread = 24 * 1024 * 1024

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** Everything that a transport promises, tested over one implementation. */
export function transportCompliance(name: string, open: (haste?: Haste) => Transport): void {
  describe(`transport by ${name}`, () => {
    let ends: Ends
    beforeEach(() => {
      ends = new Ends(open({ handshakeTimeoutMs: 30_000 }))
    })
    afterEach(() => ends[Symbol.asyncDispose]())

    describe('who may connect', () => {
      test('a connection that is taken begins as the address that it comes from asks for', async () => {
        const server = await ends.open(0, { profile: (host) => (host === '127.0.0.1' ? 'wan' : 'lan') })
        const client = await ends.open(1)
        server.endpoint.trust([client.identity.certificate])
        const near = await dial(client, server)
        expect(near.profile).toBe('lan')
        expect((await server.next()).profile).toBe('wan')
      })

      test('both sides have the connection when the handshake is through', async () => {
        const { server, client, near, far } = await ends.connected()
        expect(near).toMatchObject({ isClient: true, isClosed: false, profile: 'lan' })
        expect(far).toMatchObject({ isClient: false, isClosed: false })
        expect(near.remote).toEqual({ host: '127.0.0.1', port: server.endpoint.local.port })
        expect(far.remote).toEqual({ host: '127.0.0.1', port: client.endpoint.local.port })
        expect(server.endpoint.counters).toMatchObject({ accepted: 1, refused: 0 })
        expect(client.endpoint.counters).toMatchObject({ connected: 1 })
      })

      test('any of several trusted devices gets in, whatever its place in the list', async () => {
        const server = await ends.open(0)
        const clients = await Promise.all([1, 2, 3].map((number) => ends.open(number)))
        server.endpoint.trust(clients.map(({ identity }) => identity.certificate))
        for (const client of clients) await dial(client, server)
        await soon(() => expect(server.endpoint.counters.accepted).toBe(3))
      })

      test('a device that is not trusted is refused, and told so', async () => {
        const server = await ends.open(0)
        const trusted = await ends.open(1)
        const stranger = await ends.open(2)
        server.endpoint.trust([trusted.identity.certificate])
        expect(await codeOf(dial(stranger, server))).toBe('peer-refused')
        await soon(() => expect(server.endpoint.counters.refused).toBe(1))
        expect(server.accepted).toEqual([])
      })

      test('nobody gets in while nobody is trusted', async () => {
        const [server, client] = [await ends.open(0), await ends.open(1)]
        expect(await codeOf(dial(client, server))).toBe('peer-refused')
        expect(server.accepted).toEqual([])
      })

      test('trust ends for those that come later', async () => {
        const [server, client] = await ends.pair()
        await dial(client, server)
        server.endpoint.trust([])
        expect(await codeOf(dial(client, server))).toBe('peer-refused')
      })

      test('a server with another certificate than the expected one is refused', async () => {
        const [server, client] = await ends.pair()
        const other = await ends.open(2)
        const certificate = other.identity.certificate
        expect(await codeOf(dial(client, server, undefined, { certificate }))).toBe('peer-refused')
        expect(server.accepted).toEqual([])
      })

      test('a server that trusts the client but has the certificate of a third device is refused', async () => {
        const [, client] = await ends.pair()
        const third = await ends.open(2)
        third.endpoint.trust([client.identity.certificate])
        const server = await ends.open(0)
        const certificate = server.identity.certificate
        expect(await codeOf(dial(client, third, undefined, { certificate }))).toBe('peer-refused')
      })

      test('where nobody listens the device is unreachable', async () => {
        await using quick = new Ends(open({ handshakeTimeoutMs: 300 }))
        const client = await quick.open(1)
        const gone = await quick.open(0)
        await gone.endpoint.close()
        expect(await codeOf(dial(client, gone))).toBe('peer-unreachable')
      })

      test('a name that does not resolve is unreachable', async () => {
        const client = await ends.open(1)
        const to = { host: 'no-such-host.invalid', port: 9 }
        const { certificate } = client.identity
        expect(await codeOf(client.endpoint.connect(to, { profile: 'lan', certificate }))).toBe(
          'peer-unreachable',
        )
      })

      test('dialling can be given up', async () => {
        const [, client] = await ends.pair()
        const gone = await ends.open(2)
        await gone.endpoint.close()
        const giveUp = new AbortController()
        const dialling = dial(client, gone, undefined, { signal: giveUp.signal })
        await sleep(20)
        giveUp.abort(new Error('given up'))
        await expect(dialling).rejects.toThrow('given up')
      })

      test('not more than the allowed connections are accepted', async () => {
        await using quick = new Ends(open({ handshakeTimeoutMs: 300 }))
        const server = await ends.open(0, { maxConnections: 2 })
        const client = await ends.open(1)
        server.endpoint.trust([client.identity.certificate])
        await dial(client, server)
        await dial(client, server)
        await soon(() => expect(server.accepted.length).toBe(2))
        expect(await codeOf(dial(await quick.open(1), server))).toMatch(/^peer-/)
        expect(server.accepted.length).toBe(2)
      })

      test('refused strangers cost bounded memory', async () => {
        const server = await ends.open(0)
        const stranger = await ends.open(2)
        const refused = async (count: number) => {
          for (let i = 0; i < count; i++) await codeOf(dial(stranger, server))
          return process.memoryUsage.rss()
        }
        const before = await refused(60)
        expect((await refused(240)) - before).toBeLessThan(40e6)
        expect(server.accepted).toEqual([])
      })
    })

    describe('streams', () => {
      test('what is written comes back from the other side', async () => {
        const { near, far } = await ends.connected()
        echo(far)
        const bytes = pattern(300_000)
        expect((await exchange(near, bytes)).equals(bytes)).toBe(true)
      })

      test('the server opens streams too', async () => {
        const { near, far } = await ends.connected()
        echo(near)
        const bytes = pattern(5000)
        expect((await exchange(far, bytes)).equals(bytes)).toBe(true)
      })

      test('streams of both sides go on at once', async () => {
        const { near, far } = await ends.connected()
        echo(near)
        echo(far)
        const bytes = Array.from({ length: 20 }, (_, seed) => pattern(100_000, seed))
        const back = await Promise.all(bytes.map((part, at) => exchange(at % 2 === 0 ? near : far, part)))
        expect(back.map(digest)).toEqual(bytes.map(digest))
      })

      test('streams that came before anybody took them wait', async () => {
        const { near, far } = await ends.connected()
        const waiting = exchange(near, Buffer.from('early'))
        await sleep(50)
        echo(far)
        expect((await waiting).toString()).toBe('early')
      })

      test('an empty stream ends at once', async () => {
        const { near, far } = await ends.connected()
        echo(far)
        expect((await exchange(near, Buffer.alloc(0))).length).toBe(0)
      })

      test('far more streams than may be open follow one another', async () => {
        const { near, far } = await ends.connected()
        echo(far)
        const texts = Array.from({ length: 1500 }, (_, at) => `stream ${at}`)
        const back = await Promise.all(texts.map((text) => exchange(near, Buffer.from(text))))
        expect(back.map(String)).toEqual(texts)
        await soon(() => expect(near.stats().streams + far.stats().streams).toBe(0))
      })

      test('opening waits while the other side allows no more, and can be given up', async () => {
        const { near, far } = await ends.connected()
        const held: { end(): void; reset(code: number): void }[] = []
        far.onStream((stream) => held.push(stream))
        const giveUp = new AbortController()
        const opening = Array.from({ length: 300 }, () => near.open())
        const opened: unknown[] = []
        for (const promise of opening) {
          void promise.then(
            async (stream) => {
              opened.push(stream)
              await stream.writeAll(Buffer.from('x'))
            },
            () => {},
          )
        }
        const givenUp = near.open(giveUp.signal)
        await soon(() => expect(held.length).toBe(256))
        expect(opened.length).toBe(256)
        giveUp.abort(new Error('given up'))
        await expect(givenUp).rejects.toThrow('given up')
        for (const stream of held.splice(0)) stream.reset(1)
        for (const stream of opened.splice(0) as { reset(code: number): void }[]) stream.reset(1)
        await soon(() => expect(held.length).toBe(44))
      })

      test('a direction that ended leaves the other open', async () => {
        const { near, far } = await ends.connected()
        const taken = nextStream(far)
        const stream = await near.open()
        await stream.writeAll(Buffer.from('question'))
        stream.end()
        const other = await taken
        expect((await readToEnd(other)).toString()).toBe('question')
        expect(other.read(Buffer.alloc(10))).toBe(-1)
        await sleep(30)
        await other.writeAll(Buffer.from('answer'))
        other.end()
        expect((await readToEnd(stream)).toString()).toBe('answer')
        expect(() => stream.write(Buffer.from('more'))).toThrow()
      })

      test('reading gives 0 while nothing has come, and never more than there is room for', async () => {
        const { near, far } = await ends.connected()
        const taken = nextStream(far)
        const stream = await near.open()
        await stream.writeAll(Buffer.from('abcdef'))
        const other = await taken
        const into = Buffer.alloc(4)
        expect(other.read(into)).toBe(4)
        expect(into.toString()).toBe('abcd')
        expect(other.read(into)).toBe(2)
        expect(other.read(into)).toBe(0)
      })

      test('a stream that is reset fails on the other side, for readers and writers that wait', async () => {
        const { near, far } = await ends.connected()
        const taken = nextStream(far)
        const stream = await near.open()
        await stream.writeAll(Buffer.from('x'))
        const other = await taken
        other.read(Buffer.alloc(10))
        const reading = other.readAll(Buffer.alloc(10))
        const writing = other.writeAll(Buffer.alloc(64 * 1024 * 1024))
        await sleep(20)
        stream.reset(7)
        expect(await codeOf(reading)).toBe('closed')
        expect(await codeOf(writing)).toBe('closed')
        expect(() => stream.write(Buffer.from('more'))).toThrow()
        expect(() => other.read(Buffer.alloc(10))).toThrow()
        echo(far)
        expect((await exchange(near, Buffer.from('others go on'))).toString()).toBe('others go on')
      })

      test('a reader that does not read stops the writer; nothing is lost', async () => {
        const { near, far } = await ends.connected()
        const taken = nextStream(far)
        const stream = await near.open()
        const chunk = pattern(1024 * 1024)
        let written = 0
        const total = 40 * chunk.length
        const writing = (async () => {
          while (written < total) {
            await stream.writeAll(chunk)
            written += chunk.length
          }
          stream.end()
        })()
        const other = await taken
        expect(await settled(() => written)).toBeLessThan(mostUnread)
        const into = Buffer.alloc(chunk.length)
        for (let at = 0; at < total; at += chunk.length) {
          expect(await other.readAll(into)).toBe(chunk.length)
          expect(into.equals(chunk)).toBe(true)
        }
        expect(await other.readAll(into)).toBe(0)
        await writing
      })

      test('a stream that is not read does not hold up the others', async () => {
        const { near, far } = await ends.connected()
        const taken = nextStream(far)
        const stuck = await near.open()
        const writing = codeOf(stuck.writeAll(Buffer.alloc(64 * 1024 * 1024)))
        await taken
        await sleep(200)
        echo(far)
        const bytes = pattern(200_000)
        expect((await exchange(near, bytes)).equals(bytes)).toBe(true)
        stuck.reset(1)
        expect(await writing).toBe('closed')
      })

      test('streams that write at once get like shares', async () => {
        const { near, far } = await ends.connected()
        const shares: number[] = []
        far.onStream((stream) => {
          const at = shares.push(0) - 1
          const into = Buffer.alloc(65_536)
          void (async () => {
            for (;;) {
              const length = stream.read(into)
              if (length < 0) return
              shares[at]! += length
              if (length === 0) await stream.readable()
            }
          })().catch(() => {})
        })
        const bytes = Buffer.alloc(8 * 1024 * 1024)
        const writers = Array.from({ length: 4 }, async () => (await near.open()).writeAll(bytes))
        await Promise.race(writers)
        await soon(() => expect(Math.max(...shares)).toBeGreaterThanOrEqual(bytes.length))
        expect(Math.min(...shares)).toBeGreaterThan(bytes.length / 8)
        await Promise.all(writers)
      })
    })

    describe('bad networks', () => {
      test('a large transfer is intact both ways over a link that loses, doubles and reorders', async () => {
        await using emulator = startEmulator()
        const [server, client] = await ends.pair()
        const to = { address: '127.0.0.1', port: server.endpoint.local.port }
        const bad = both({
          delayMs: 5,
          jitterMs: 2,
          loss: 0.02,
          duplicate: 0.01,
          reorder: 0.01,
          reorderMs: 5,
        })
        await using link = await emulator.link({ to, ...bad })
        const near = await dial(client, server, link.port)
        echo(await server.next())
        const bytes = pattern(3_000_000)
        expect(digest(await exchange(near, bytes))).toBe(digest(bytes))
        const { up, down } = await link.report()
        expect(up.losses + down.losses).toBeGreaterThan(0)
      })

      test('a link that is cut for a while is survived', async () => {
        await using emulator = startEmulator()
        const [server, client] = await ends.pair()
        const to = { address: '127.0.0.1', port: server.endpoint.local.port }
        await using link = await emulator.link({ to, ...both({ delayMs: 2 }) })
        const near = await dial(client, server, link.port)
        echo(await server.next())
        const bytes = pattern(1_000_000)
        const going = exchange(near, bytes)
        await link.change(both({ cut: true }))
        await sleep(700)
        await link.change(both({ cut: false }))
        expect((await going).equals(bytes)).toBe(true)
      })

      test('when the other side vanishes, whoever waits is told after the idle time', async () => {
        await using quick = new Ends(open({ idleTimeoutMs: 1500, keepAliveMs: 60_000 }))
        await using emulator = startEmulator()
        const [server, client] = await quick.pair()
        const to = { address: '127.0.0.1', port: server.endpoint.local.port }
        await using link = await emulator.link({ to, ...both({ delayMs: 1 }) })
        const near = await dial(client, server, link.port)
        const far = await server.next()
        const stream = await near.open()
        const reading = stream.readAll(Buffer.alloc(10))
        await stream.writeAll(Buffer.from('x'))
        await link.change(both({ cut: true }))
        expect(await codeOf(reading)).toBe('idle-timeout')
        expect(await near.closed).toMatchObject({ code: 'idle-timeout', byPeer: false })
        expect(await far.closed).toMatchObject({ code: 'idle-timeout', byPeer: false })
      })

      test('a connection on which nothing happens is kept alive', async () => {
        await using quick = new Ends(open({ idleTimeoutMs: 2000, keepAliveMs: 100 }))
        const { near, far } = await quick.connected()
        await sleep(2500)
        expect([near.isClosed, far.isClosed]).toEqual([false, false])
        echo(far)
        expect((await exchange(near, Buffer.from('still here'))).toString()).toBe('still here')
      })
    })

    describe('ends', () => {
      test('a side that closes tells the other why', async () => {
        const { near, far } = await ends.connected()
        near.close('peer-revoked', 'You are no longer trusted.')
        const reason = { code: 'peer-revoked', text: 'You are no longer trusted.' }
        expect(await near.closed).toEqual({ ...reason, byPeer: false })
        expect(await far.closed).toEqual({ ...reason, byPeer: true })
        expect([near.isClosed, far.isClosed]).toEqual([true, true])
        expect(await codeOf(near.open())).toBe('peer-revoked')
        expect(await codeOf(far.open())).toBe('peer-revoked')
      })

      test('what was written before closing and read by nobody fails, and nothing throws', async () => {
        const { near, far } = await ends.connected()
        const taken = nextStream(far)
        const stream = await near.open()
        await stream.writeAll(Buffer.from('x'))
        const other = await taken
        const waiting = other.readAll(Buffer.alloc(10))
        near.close('closed', '')
        near.close('closed', '')
        expect(await codeOf(waiting)).toBe('closed')
        expect(() => other.write(Buffer.from('x'))).toThrow()
        expect(() => stream.read(Buffer.alloc(1))).toThrow()
        stream.end()
        stream.reset(1)
        other.reset(1)
      })

      test('an endpoint that is closed in the midst of everything ends it on both sides', async () => {
        const { server, client, near, far } = await ends.connected()
        echo(far)
        const running = Array.from({ length: 8 }, () => codeOf(exchange(near, Buffer.alloc(20_000_000))))
        await sleep(50)
        await server.endpoint.close()
        await server.endpoint.close()
        expect(new Set(await Promise.all(running))).toEqual(new Set(['closed']))
        expect(await near.closed).toMatchObject({ code: 'closed', byPeer: true })
        expect(await far.closed).toMatchObject({ code: 'closed', byPeer: false })
        expect(
          await codeOf(server.endpoint.connect(client.endpoint.local, { profile: 'lan', certificate: '' })),
        ).toBe('closed')
      })

      test('closing one connection leaves the others of the endpoint alone', async () => {
        const [server, client] = await ends.pair()
        const [one, two] = [await dial(client, server), await dial(client, server)]
        echo(await server.next())
        echo(await server.next())
        one.close('closed', '')
        await one.closed
        expect((await exchange(two, Buffer.from('alive'))).toString()).toBe('alive')
      })
    })

    test('150 connections are all served', async () => {
      const server = await ends.open(0)
      const client = await ends.open(1)
      server.endpoint.trust([client.identity.certificate])
      const connections = await Promise.all(Array.from({ length: 150 }, () => dial(client, server)))
      await soon(() => expect(server.accepted.length).toBe(150))
      for (const connection of server.accepted) echo(connection)
      const texts = connections.map((_, at) => `device ${at} `.repeat(200))
      const back = await Promise.all(connections.map((near, at) => exchange(near, Buffer.from(texts[at]!))))
      expect(back.map(String)).toEqual(texts)
    })

    test('figures tell of what happens', async () => {
      const { near, far } = await ends.connected()
      echo(far)
      await exchange(near, pattern(500_000))
      const stats = near.stats()
      expect(stats.sentBytes).toBeGreaterThan(500_000)
      expect(stats.receivedBytes).toBeGreaterThan(500_000)
      expect(stats.cwnd).toBeGreaterThan(0)
      expect(stats.packetBytes).toBeGreaterThanOrEqual(1200)
      expect(stats.streams).toBe(0)
      expect(Object.values(stats).every(Number.isFinite)).toBe(true)
    })
  })
}
