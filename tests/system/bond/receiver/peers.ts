import { randomBytes } from 'node:crypto'
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Receiver, ReceiverSnapshot } from '../../../../src/contract/bond.ts'
import { receiverSchema } from '../../../../src/contract/bond.ts'
import type { TellBond } from '../../../../src/engines/bond/bond-events.ts'
import { regPacket, srtlaType } from '../../../../src/engines/bond/protocol/srtla.ts'
import { ReceiverRunner } from '../../../../src/engines/bond/receiver/receiver-runner.ts'
import { Activity } from '../../../../src/engines/kit/activity.ts'
import type { DatagramIo } from '../../../../src/engines/kit/datagram/datagram.ts'
import { openDatagramIo } from '../../../../src/engines/kit/datagram/open-io.ts'
import { freePort } from '../../../support/free-port.ts'

/** Resolves as soon as `ready` says so; throws after `seconds` with what was missed. */
export async function until(ready: () => boolean, what: string, seconds = 50): Promise<void> {
  const end = performance.now() + seconds * 1000
  for (let isLate = false; !ready(); ) {
    if (isLate) throw new Error(`not in time: ${what}`)
    isLate = performance.now() > end
    // Timers come first: what came while the machine was busy is read before it is called missed.
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

export const portOf = (socket: Socket): number => (socket.address() as AddressInfo).port

export async function bound(address = '127.0.0.1', port = 0): Promise<Socket> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
  socket.bind(port, address)
  await once(socket, 'listening')
  // Bursts of many groups come at once.
  socket.setRecvBufferSize(4 * 1024 * 1024)
  return socket
}

/** Plays the SRT listener: keeps what comes, knows from where. */
export class Sink implements AsyncDisposable {
  readonly packets: Buffer[] = []
  readonly sources = new Map<number, RemoteInfo>()
  readonly #socket: Socket

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('message', (bytes, from) => {
      this.packets.push(Buffer.from(bytes))
      this.sources.set(from.port, from)
    })
  }

  static async open(port = 0, address = '127.0.0.1'): Promise<Sink> {
    return new Sink(await bound(address, port))
  }

  get port(): number {
    return portOf(this.#socket)
  }

  /** To the group that spoke last, or to all of them. */
  say(bytes: Uint8Array): void {
    const last = [...this.sources.values()].at(-1)!
    this.#socket.send(bytes, last.port, last.address)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close()
    await once(this.#socket, 'close')
  }
}

/** Plays the sender: a socket for each link. */
export class HandSender implements AsyncDisposable {
  readonly half = randomBytes(128)
  /** What came back, by link. */
  readonly got: Buffer[][]
  id: Buffer | undefined
  readonly #sockets: Socket[]
  readonly #receiver: { port: number; host: string }

  private constructor(sockets: Socket[], port: number, host: string) {
    this.#sockets = sockets
    this.#receiver = { port, host }
    this.got = sockets.map(() => [])
    sockets.forEach((socket, link) => {
      socket.on('message', (bytes) => this.got[link]!.push(Buffer.from(bytes)))
    })
  }

  static async open(receiverPort: number, links: number, host = '127.0.0.1'): Promise<HandSender> {
    const address = host === '127.0.0.1' ? '0.0.0.0' : host
    const sockets = await Promise.all(Array.from({ length: links }, () => bound(address)))
    return new HandSender(sockets, receiverPort, host)
  }

  send(link: number, bytes: Uint8Array): void {
    this.#sockets[link]!.send(bytes, this.#receiver.port, this.#receiver.host)
  }

  count(link: number, type: number): number {
    return this.got[link]!.filter((packet) => packet.readUInt16BE(0) === type).length
  }

  /** As the reference sender: probe on all links, REG1 on the first, REG2 on all; asks again each second. Says how often it asked. */
  async register(half: Uint8Array = this.half, attempts = 20): Promise<number> {
    const links = this.#sockets.map((_, link) => link)
    const welcomed = links.map((link) => this.count(link, srtlaType.reg3))
    this.id = undefined
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const before = this.got[0]!.length
      for (const link of links) this.send(link, regPacket(srtlaType.reg2, randomBytes(256)))
      this.send(0, regPacket(srtlaType.reg1, Buffer.concat([half], 256)))
      const answer = () =>
        this.got[0]!.slice(before).find((packet) => packet.readUInt16BE(0) === srtlaType.reg2)
      await until(() => answer() !== undefined, 'REG2', 1).catch(() => {})
      this.id = answer()?.subarray(2)
      if (this.id === undefined) continue
      for (const link of links) this.send(link, regPacket(srtlaType.reg2, this.id))
      const all = () => links.every((link) => this.count(link, srtlaType.reg3) > welcomed[link]!)
      await until(all, 'REG3', 1).catch(() => {})
      if (all()) return attempt
    }
    throw new Error('the receiver let nobody in')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) {
      socket.close()
      await once(socket, 'close')
    }
  }
}

/** A receiver at work on a free port. */
export class RunningReceiver implements AsyncDisposable {
  readonly events: Parameters<TellBond>[0][] = []
  readonly runner: ReceiverRunner
  readonly #io: DatagramIo

  constructor(settings: Receiver, io: DatagramIo) {
    this.#io = io
    this.runner = new ReceiverRunner(settings, io, (event) => this.events.push(event), new Activity())
  }

  static async open(
    kind: 'automatic' | 'dgram',
    targetPort: number,
    change: Partial<Receiver> = {},
  ): Promise<RunningReceiver> {
    const receiver = new RunningReceiver(
      receiverSchema.parse({
        id: 'receiver',
        name: 'Studio',
        listen: { host: '127.0.0.1', port: await freePort() },
        target: { host: '127.0.0.1', port: targetPort },
        ...change,
      }),
      openDatagramIo(kind),
    )
    await until(() => receiver.runner.state !== 'starting', 'listening')
    return receiver
  }

  get port(): number {
    return this.runner.settings.listen.port
  }

  get snapshot(): ReceiverSnapshot {
    return this.runner.snapshot(performance.now())
  }

  codes(): string[] {
    return this.events.map(({ code }) => code)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.runner.end()
    this.#io.close()
  }
}
