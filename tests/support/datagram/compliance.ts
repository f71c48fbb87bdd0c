import { readFileSync } from 'node:fs'
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  type Batch,
  batchSlots,
  type DatagramIo,
  type DatagramSocket,
  slotBytes,
} from '../../../src/engines/kit/datagram/datagram.ts'
import { freePort } from '../free-port.ts'
import { soon } from '../soon.ts'
import { bytesOf, collector, distinct, loopback, reader } from './sockets.ts'

const code = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (error: { code?: unknown }) => error.code ?? error,
  )

/** Forwards every datagram to one peer of one socket. */
const forwardAll = (batch: Batch, to: DatagramSocket, peer: number) => {
  for (let slot = 0; slot < batch.count; slot++) to.forward(slot, peer)
}

/** Whether a burst of 2 MB fits into the receive buffer that the system lets us have. */
function largeBuffersAllowed(): boolean {
  if (process.platform !== 'linux') return true
  return Number(readFileSync('/proc/sys/net/core/rmem_max', 'utf8')) >= 4 * 1024 * 1024
}

/** Everything that batched datagrams promise, tested over one implementation. */
export function datagramCompliance(name: string, makeIo: () => DatagramIo): void {
  describe(`datagrams by ${name}`, () => {
    let io: DatagramIo
    beforeEach(() => {
      io = makeIo()
    })
    afterEach(() => io.close())

    test('what is sent to a socket comes back from it to whoever sent it', async () => {
      const server = await reader(io, {}, (batch, self) => {
        for (let slot = 0; slot < batch.count; slot++) self.forward(slot, self.remember(batch.sender(slot)))
      })
      const one = await collector(io)
      const two = await collector(io, { connect: server.local })
      one.socket.sendTo(Buffer.from('one'), server.local)
      two.socket.send(Buffer.from('two'), 0)
      await one.arrived(1)
      await two.arrived(1)
      expect(one.texts()).toEqual(['one'])
      expect(two.texts()).toEqual(['two'])
      expect(server.counters).toMatchObject({ received: 2, receivedBytes: 6, sent: 2, sentBytes: 6 })
      expect(server.counters).toMatchObject({ dropped: 0, failed: 0, truncated: 0 })
      expect(server.fault).toBe('')
    })

    test('a batch never holds more than its slots, and brings datagrams in order', async () => {
      const counts: number[] = []
      const order: number[] = []
      const server = await reader(io, {}, (batch) => {
        counts.push(batch.count)
        for (let slot = 0; slot < batch.count; slot++) order.push(bytesOf(batch, slot).readUInt32BE())
      })
      const client = await io.open({ local: loopback, connect: server.local }, () => {})
      const sent = distinct(300, 100, 1332, 4)
      for (const bytes of sent) client.send(bytes, 0)
      await soon(() => expect(order).toHaveLength(300))
      expect(order).toEqual(sent.map((_, index) => index))
      expect(Math.min(...counts)).toBeGreaterThan(0)
      expect(Math.max(...counts)).toBeLessThanOrEqual(batchSlots)
    })

    test('one batch goes out by several sockets and to several peers', async () => {
      const near = await collector(io)
      const far = await collector(io)
      const third = await collector(io)
      const uplink = await io.open({ local: loopback, connect: third.socket.local }, () => {})
      const server = await reader(io, {}, (batch, self) => {
        for (let slot = 0; slot < batch.count; slot++) {
          self.forward(slot, nearPeer)
          if (bytesOf(batch, slot)[3]! % 2 === 0) self.forward(slot, farPeer)
          uplink.forward(slot, 0)
        }
      })
      const nearPeer = server.remember(near.socket.local)
      const farPeer = server.remember(far.socket.local)
      expect(nearPeer).not.toBe(farPeer)
      const client = await io.open({ local: loopback, connect: server.local }, () => {})
      const sent = distinct(50, 60)
      for (const bytes of sent) client.send(bytes, 0)
      await Promise.all([near.arrived(50), far.arrived(25), third.arrived(50)])
      expect(near.received).toEqual(sent)
      expect(far.received).toEqual(sent.filter((_, index) => index % 2 === 0))
      expect(third.received).toEqual(sent)
    })

    test('what is forwarded keeps its order and every byte, whatever the lengths', async () => {
      const end = await collector(io)
      const uplink = await io.open({ local: loopback, connect: end.socket.local }, () => {})
      const server = await reader(io, {}, (batch) => forwardAll(batch, uplink, 0))
      const client = await io.open({ local: loopback, connect: server.local }, () => {})
      const sent = [...distinct(100, 1332), ...distinct(100, 1332, 1332, 44, 0, 2048), ...distinct(100, 1)]
      for (const bytes of sent) client.send(bytes, 0)
      await end.arrived(sent.length)
      expect(end.received).toEqual(sent)
      expect(uplink.counters.sentBytes).toBe(sent.reduce((sum, { length }) => sum + length, 0))
    })

    test('one datagram can be forwarded more often than any queue is long', async () => {
      const end = await collector(io)
      const uplink = await io.open({ local: loopback, connect: end.socket.local }, () => {})
      const server = await reader(io, {}, (batch) => {
        for (let copy = 0; copy < 250; copy++) forwardAll(batch, uplink, 0)
      })
      server.sendTo(Buffer.from('again'), server.local)
      await end.arrived(250)
      expect(end.texts()).toEqual(Array(250).fill('again'))
    })

    test('many sockets forward from one batch', async () => {
      const end = await collector(io)
      const connect = end.socket.local
      const uplinks = await Promise.all(
        Array.from({ length: 300 }, () => io.open({ local: loopback, connect }, () => {})),
      )
      const server = await reader(io, {}, (batch) => {
        for (const uplink of uplinks) forwardAll(batch, uplink, 0)
      })
      server.sendTo(Buffer.from('all'), server.local)
      await end.arrived(300)
      expect(end.received).toHaveLength(300)
      expect(uplinks.every(({ counters }) => counters.sent === 1)).toBe(true)
    })

    test('IPv6 works, also with addresses that are written in another form', async () => {
      const local = { address: '::1', port: 0 }
      const server = await reader(io, { local }, (batch, self) => {
        expect(batch.sender(0)).toEqual(client.socket.local)
        forwardAll(batch, self, peer)
      })
      const client = await collector(io, { local })
      const peer = server.remember({ address: '0:0:0:0:0:0:0:1', port: client.socket.local.port })
      expect(server.remember(client.socket.local)).toBe(peer)
      client.socket.sendTo(Buffer.from('six'), { address: '0:0::1', port: server.local.port })
      await client.arrived(1)
      expect(client.texts()).toEqual(['six'])
      expect(client.socket.local.address).toBe('::1')
    })

    test('the address :: takes IPv4 too, and tells IPv4 addresses as such', async () => {
      const seen: string[] = []
      const server = await reader(io, { local: { address: '::', port: 0 } }, (batch, self) => {
        for (let slot = 0; slot < batch.count; slot++) {
          seen.push(batch.sender(slot).address)
          self.sendTo(bytesOf(batch, slot), batch.sender(slot))
          self.forward(slot, self.remember(batch.sender(slot)))
        }
      })
      const { port } = server.local
      const four = await collector(io, { connect: { address: '127.0.0.1', port } })
      const six = await collector(io, {
        local: { address: '::1', port: 0 },
        connect: { address: '::1', port },
      })
      four.socket.send(Buffer.from('4'), 0)
      await four.arrived(2)
      six.socket.send(Buffer.from('6'), 0)
      await six.arrived(2)
      expect(four.texts()).toEqual(['4', '4'])
      expect(six.texts()).toEqual(['6', '6'])
      expect(seen).toEqual(['127.0.0.1', '::1'])
    })

    test('a connected socket hears only its peer, an unconnected one everybody', async () => {
      const peer = await collector(io)
      const other = await collector(io)
      const connected = await collector(io, { connect: peer.socket.local })
      const unconnected = await collector(io)
      for (const end of [connected, unconnected]) {
        other.socket.sendTo(Buffer.from('other'), end.socket.local)
        peer.socket.sendTo(Buffer.from('peer'), end.socket.local)
      }
      await Promise.all([connected.arrived(1), unconnected.arrived(2)])
      await sleep(20)
      expect(connected.texts()).toEqual(['peer'])
      expect(unconnected.texts()).toEqual(['other', 'peer'])
      expect(connected.socket.remember(other.socket.local)).toBe(0)
      connected.socket.sendTo(Buffer.from('astray'), other.socket.local)
      await sleep(20)
      expect([...peer.texts(), ...other.texts()]).toEqual([])
      expect(connected.socket).toMatchObject({ fault: 'EISCONN', counters: { sent: 0, failed: 1 } })
    })

    test('peers are recognised from when they are remembered until they are forgotten', async () => {
      const seen: number[] = []
      const server = await reader(io, {}, (batch) => {
        for (let slot = 0; slot < batch.count; slot++) seen.push(batch.peers[slot]!)
      })
      const clients = await Promise.all([0, 1, 2].map(() => io.open({ local: loopback }, () => {})))
      const round = async () => {
        seen.length = 0
        for (const client of clients) {
          client.sendTo(Buffer.from('x'), server.local)
          await soon(() => expect(seen).toHaveLength(clients.indexOf(client) + 1))
        }
        return [...seen]
      }
      expect(await round()).toEqual([-1, -1, -1])
      const one = server.remember(clients[1]!.local)
      expect(await round()).toEqual([-1, one, -1])
      const [zero, two] = [server.remember(clients[0]!.local), server.remember(clients[2]!.local)]
      expect(server.remember(clients[1]!.local)).toBe(one)
      expect(await round()).toEqual([zero, one, two])
      server.forget(one)
      server.forget(one)
      expect(await round()).toEqual([zero, -1, two])
      expect(new Set([zero, one, two]).size).toBe(3)
    })

    test('sending to a peer that is not remembered is a failure that is counted', async () => {
      const end = await collector(io)
      const server = await reader(io, {}, (batch, self) => {
        self.forward(0, 1)
        self.forward(0, peer)
        expect(batch.count).toBe(1)
      })
      const peer = server.remember(end.socket.local)
      server.send(Buffer.from('x'), 77)
      server.send(Buffer.from('x'), -1)
      server.sendTo(Buffer.from('go'), server.local)
      await end.arrived(1)
      expect(end.texts()).toEqual(['go'])
      expect(server.counters.failed).toBe(3)
      expect(server.fault).toBe('EDESTADDRREQ')
    })

    test('what is longer than a slot is cut off and counted', async () => {
      const end = await collector(io)
      const uplink = await io.open({ local: loopback, connect: end.socket.local }, () => {})
      const server = await collector(io)
      const forwarding = await reader(io, {}, (batch) => forwardAll(batch, uplink, 0))
      const long = Buffer.alloc(3000, 1)
      end.socket.sendTo(long, server.socket.local)
      end.socket.sendTo(long, forwarding.local)
      await Promise.all([server.arrived(1), end.arrived(1)])
      expect(server.received).toEqual([long.subarray(0, slotBytes)])
      expect(server.socket.counters.truncated).toBe(1)
      expect(forwarding.counters).toMatchObject({ truncated: 1, receivedBytes: slotBytes })
      expect(end.received).toEqual([long.subarray(0, slotBytes)])
    })

    test('a peer that refuses is counted, and heard when it comes', async () => {
      const connect = { address: '127.0.0.1', port: await freePort() }
      const client = await collector(io, { connect })
      await soon(() => {
        client.socket.send(Buffer.from('anybody?'), 0)
        expect(client.socket.counters.failed).toBeGreaterThan(0)
      })
      expect(client.socket.fault).toBe('ECONNREFUSED')
      const peer = await reader(io, { local: connect }, (batch, self) =>
        self.forward(0, self.remember(batch.sender(0))),
      )
      // That the one before was refused may be told to the first that is sent now.
      await soon(() => {
        client.socket.send(Buffer.from('there?'), 0)
        expect(client.texts()).toContain('there?')
      })
      expect(peer.counters.failed).toBe(0)
    })

    test('what cannot be opened is a fault with a code', async () => {
      const open = (address: string, port = 0, more = {}) =>
        code(io.open({ local: { address, port }, ...more }, () => {}))
      const taken = await io.open({ local: loopback }, () => {})
      expect(await open('127.0.0.1', taken.local.port)).toBe('port-in-use')
      expect(await open('192.0.2.1')).toBe('address-unavailable')
      expect(await open('2001:db8::1')).toBe('address-unavailable')
      expect(await open('fe80::1%nowhere0')).toBe('address-unavailable')
      expect(await open('camera.local')).toBe('listen-failed')
      expect(await open('127.0.0.1', 0, { interface: 'nowhere0' })).toBe('address-unavailable')
      expect(await open('127.0.0.1', 0, { connect: { address: '::1', port: 9 } })).toBe('address-unavailable')
      expect(await open('127.0.0.1', 0, { connect: { address: '127.0.0.1', port: 0 } })).toBe(
        'address-unavailable',
      )
      const socket = await io.open({ local: loopback }, () => {})
      for (const [address, port] of [
        ['camera', 1],
        ['::1', 1],
        ['127.0.0.1', 0],
        ['127.0.0.1', 65_536],
        ['127.0.0.1', 1.5],
      ] as const) {
        expect(() => socket.remember({ address, port })).toThrow(expect.objectContaining({ name: 'Fault' }))
        expect(() => socket.sendTo(Buffer.from('x'), { address, port })).toThrow(
          expect.objectContaining({ name: 'Fault' }),
        )
      }
    })

    test('a port is free again when its socket is closed', async () => {
      const first = await io.open({ local: loopback }, () => {})
      first.close()
      const second = await collector(io, { local: first.local })
      second.socket.sendTo(Buffer.from('here'), first.local)
      await second.arrived(1)
      expect(second.texts()).toEqual(['here'])
    })

    test('a socket may be closed while it is read, and twice; the others go on', async () => {
      let reads = 0
      const end = await collector(io)
      const uplink = await io.open({ local: loopback, connect: end.socket.local }, () => {})
      const server = await reader(io, {}, (batch, self) => {
        reads++
        forwardAll(batch, uplink, 0)
        self.close()
        self.close()
      })
      const client = await io.open({ local: loopback, connect: server.local }, () => {})
      for (let i = 0; i < 200; i++) client.send(Buffer.from('x'), 0)
      await end.arrived(1)
      await sleep(20)
      expect(reads).toBe(1)
      server.send(Buffer.from('closed'), 0)
      server.sendTo(Buffer.from('closed'), end.socket.local)
      server.forget(0)
      uplink.send(Buffer.from('open'), 0)
      await soon(() => expect(end.texts().at(-1)).toBe('open'))
    })

    test('everything may be closed while it is read', async () => {
      let reads = 0
      const server = await reader(io, {}, (batch, self) => {
        reads++
        forwardAll(batch, self, self.remember(self.local))
        io.close()
        io.close()
      })
      for (let i = 0; i < 100; i++) server.sendTo(Buffer.from('x'), server.local)
      await soon(() => expect(reads).toBe(1))
      await sleep(20)
      expect(reads).toBe(1)
      expect(await code(io.open({ local: loopback }, () => {}))).toBe('closed')
    })

    test('a socket can be opened while another is read', async () => {
      const end = await collector(io)
      const server = await reader(io, {}, async (batch) => {
        const text = bytesOf(batch, 0).toString()
        const uplink = await io.open({ local: loopback, connect: end.socket.local }, () => {})
        uplink.send(Buffer.from(text), 0)
      })
      server.sendTo(Buffer.from('late'), server.local)
      await end.arrived(1)
      expect(end.texts()).toEqual(['late'])
    })

    test('what a reader throws is an uncaught exception; what it forwarded leaves and the socket goes on', async () => {
      const others = process.listeners('uncaughtException')
      const caught: unknown[] = []
      process.removeAllListeners('uncaughtException')
      process.on('uncaughtException', (error) => caught.push(error))
      try {
        const end = await collector(io)
        const peer = { connect: end.socket.local, local: loopback }
        const uplink = await io.open(peer, () => {})
        const server = await reader(io, {}, (batch) => {
          uplink.forward(0, 0)
          if (bytesOf(batch, 0).toString() === 'bad') throw new Error('a defect')
        })
        server.sendTo(Buffer.from('bad'), server.local)
        await end.arrived(1)
        await soon(() => expect(caught).toEqual([new Error('a defect')]))
        server.sendTo(Buffer.from('good'), server.local)
        await end.arrived(2)
        expect(end.texts()).toEqual(['bad', 'good'])
      } finally {
        process.removeAllListeners('uncaughtException')
        for (const listener of others) process.on('uncaughtException', listener)
      }
    })

    test('promises that a reader settles are gone on with before the next event', async () => {
      const steps: string[] = []
      const server = await reader(io, {}, (batch) => {
        expect(batch.count).toBe(1)
        Promise.resolve().then(() => steps.push('microtask'))
        process.nextTick(() => steps.push('tick'))
        setImmediate(() => steps.push('turn'))
      })
      server.sendTo(Buffer.from('x'), server.local)
      await soon(() => expect(steps).toHaveLength(3))
      expect(steps.at(-1)).toBe('turn')
    })

    test('slots stay as they are until the reader returns', async () => {
      const spoilt: number[] = []
      let read = 0
      const end = await collector(io)
      const uplink = await io.open({ local: loopback, connect: end.socket.local }, () => {})
      const server = await reader(io, {}, (batch, self) => {
        const before = Array.from({ length: batch.count }, (_, slot) => Buffer.from(bytesOf(batch, slot)))
        for (let copy = 0; copy < 150; copy++) uplink.forward(0, 0)
        for (let i = 0; i < 20; i++) self.sendTo(Buffer.alloc(500, 0xee), end.socket.local)
        for (let slot = 0; slot < batch.count; slot++)
          if (!bytesOf(batch, slot).equals(before[slot]!)) spoilt.push(slot)
        read += batch.count
      })
      const client = await io.open({ local: loopback, connect: server.local }, () => {})
      for (const bytes of distinct(5, 800, 300)) client.send(bytes, 0)
      await soon(() => expect(read).toBe(5))
      expect(spoilt).toEqual([])
    })

    test('forwarding is for readers only', async () => {
      const server = await collector(io)
      server.socket.sendTo(Buffer.from('x'), server.socket.local)
      await server.arrived(1)
      await turn()
      expect(() => server.socket.forward(0, 0)).toThrow(RangeError)
    })

    test('bytes of our own may be written over as soon as they are sent', async () => {
      const end = await collector(io)
      const client = await io.open({ local: loopback, connect: end.socket.local }, () => {})
      const bytes = Buffer.alloc(4)
      for (let i = 0; i < 100; i++) {
        bytes.writeUInt32BE(i)
        client.send(bytes, 0)
      }
      bytes.fill(0xff)
      await end.arrived(100)
      expect(end.received.map((one) => one.readUInt32BE())).toEqual(Array.from({ length: 100 }, (_, i) => i))
    })

    test.runIf(largeBuffersAllowed())('a burst of 2 MB that nobody reads at once is not lost', async () => {
      const end = await collector(io)
      const client = await io.open({ local: loopback, connect: end.socket.local }, () => {})
      for (const bytes of distinct(1500, 1332)) client.send(bytes, 0)
      await end.arrived(1500)
      expect(end.received).toHaveLength(1500)
      expect(client.counters.dropped).toBe(0)
    })
  })
}
