import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { freePort } from '../../support/free-port.ts'
import {
  both,
  type EmulatedLink,
  megabits,
  monotonicMs,
  startEmulator,
} from '../../support/link-emulator/index.ts'
import { soon } from '../../support/soon.ts'

/** SRT data begins with a zero bit; control packets and SRTLA begin with a one. */
const datagram = (number: number, first = 0, bytes = 1316) => {
  const packet = Buffer.alloc(bytes)
  packet[0] = first
  packet.writeUInt32BE(number, 4)
  return packet
}

interface Arrival {
  number: number
  atMs: number
  port: number
  address: string
}

async function endpoint(address = '127.0.0.1', port = 0) {
  const socket: Socket = createSocket('udp4')
  socket.bind(port, address)
  await once(socket, 'listening')
  socket.on('error', () => {})
  socket.setRecvBufferSize(4 * 1024 * 1024)
  const arrivals: Arrival[] = []
  socket.on('message', (bytes, from) =>
    arrivals.push({ number: bytes.readUInt32BE(4), atMs: monotonicMs(), ...from }),
  )
  return {
    socket,
    arrivals,
    port: socket.address().port,
    send: (bytes: Buffer, port: number) => socket.send(bytes, port, '127.0.0.1'),
    async until(count: number) {
      while (arrivals.length < count) await once(socket, 'message')
    },
    [Symbol.dispose]: () => socket.close(),
  }
}

/** Waits until so many datagrams have come to the link on their way up. */
const offered = (link: EmulatedLink, count: number) =>
  soon(async () => expect((await link.report()).up.offered).toBe(count))

test('the source address of a sender chooses the link, and replies find their way back by it', async () => {
  await using emulator = startEmulator()
  using receiver = await endpoint()
  receiver.socket.on('message', (bytes, from) => receiver.socket.send(bytes, from.port, from.address))
  await using path = await emulator.listen({
    to: { address: '127.0.0.1', port: receiver.port },
    links: { '127.0.0.1': both({ delayMs: 40 }), '127.0.0.2': {}, '127.0.0.3': { up: { cut: true } } },
  })
  using first = await endpoint('127.0.0.1')
  using second = await endpoint('127.0.0.2')
  using third = await endpoint('127.0.0.3')
  using stranger = await endpoint('127.0.0.4')
  const sentAt = monotonicMs()
  for (const [index, sender] of [first, second, third, stranger].entries())
    sender.send(datagram(index), path.port)
  await Promise.all([first.until(1), second.until(1)])
  expect(first.arrivals[0]).toMatchObject({ number: 0, address: '127.0.0.1', port: path.port })
  expect(first.arrivals[0]!.atMs - sentAt).toBeGreaterThanOrEqual(79)
  expect(second.arrivals[0]).toMatchObject({ number: 1, port: path.port })
  expect(receiver.arrivals.map(({ address }) => address).sort()).toEqual(['127.0.0.1', '127.0.0.2'])
  await soon(async () => {
    const { links, strangers } = await path.report()
    expect(links['127.0.0.3']!.up).toMatchObject({ offered: 1, cutDrops: 1, delivered: 0 })
    expect(links['127.0.0.1']!.down).toMatchObject({ offered: 1, delivered: 1 })
    expect(strangers).toBe(1)
  })
})

test('a link of 5 Mbit/s and 20 ms carries 5 Mbit/s, 20 ms late', async () => {
  await using emulator = startEmulator()
  using receiver = await endpoint()
  await using link = await emulator.link({
    to: { address: '127.0.0.1', port: receiver.port },
    up: { rate: megabits(5), delayMs: 20, queue: { ms: 2000 } },
  })
  using sender = await endpoint()
  const count = 400
  const sentAt = monotonicMs()
  for (let index = 0; index < count; index++) sender.send(datagram(index), link.port)
  await receiver.until(count)
  const eachMs = (1316 * 1000) / megabits(5)
  const late = receiver.arrivals.map(({ atMs }, index) => atMs - sentAt - 20 - (index + 1) * eachMs)
  expect(Math.min(...late)).toBeGreaterThan(-2)
  // A busy machine delivers and reads some late, but the link falls behind with none.
  expect(Math.min(...late.slice(count / 2))).toBeLessThan((count * eachMs) / 10)
  expect(receiver.arrivals.map(({ number }) => number)).toEqual([...Array(count).keys()])
})

test('conditions change while traffic flows', async () => {
  await using emulator = startEmulator()
  using receiver = await endpoint()
  await using link = await emulator.link({ to: { address: '127.0.0.1', port: receiver.port } })
  using sender = await endpoint()
  let sent = 0
  const send = async (number: number, first = 0) => {
    sender.send(datagram(number, first), link.port)
    await offered(link, ++sent)
  }
  await send(1)
  // What comes before the cut is to be of an earlier part of the timeline.
  await sleep(30)
  const cutAt = await link.change({ up: { cut: true } })
  await send(2)
  await link.change({ up: { cut: false, blackHole: true } })
  await send(3)
  await send(4, 0x90)
  await link.change({ up: { blackHole: false } })
  await send(5)
  await receiver.until(3)
  expect(receiver.arrivals.map(({ number }) => number)).toEqual([1, 4, 5])
  const { up, timeline } = await link.report()
  expect(up).toMatchObject({ offered: 5, offeredData: 4, delivered: 3, cutDrops: 1, blackHoleDrops: 1 })
  const dataSince = timeline.counts.slice(Math.floor((cutAt - timeline.fromMs) / timeline.binMs))
  expect(dataSince.reduce((a, b) => a + b, 0)).toBe(3)
})

test('a receiver that is not there yet hears what comes once it is', async () => {
  await using emulator = startEmulator()
  const port = await freePort()
  await using link = await emulator.link({ to: { address: '127.0.0.1', port } })
  using sender = await endpoint()
  sender.send(datagram(1), link.port)
  await soon(async () => expect((await link.report()).up.delivered).toBe(1))
  using receiver = await endpoint('127.0.0.1', port)
  sender.send(datagram(2), link.port)
  await receiver.until(1)
  expect(receiver.arrivals).toMatchObject([{ number: 2 }])
})

test('what is asked of a path that is closed is refused', async () => {
  await using emulator = startEmulator()
  const link = await emulator.link({ to: { address: '127.0.0.1', port: await freePort() } })
  await link[Symbol.asyncDispose]()
  await expect(link.report()).rejects.toThrow('closed')
})
