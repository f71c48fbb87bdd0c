import type { Impairment, LinkCounter, Routing, UplinkInfo } from '../../contract/bond.ts'
import {
  type Batch,
  type DatagramAddress,
  type DatagramIo,
  type DatagramSocket,
  slotBytes,
} from '../kit/datagram/datagram.ts'
import { ImpairedPath, type PathEnds } from './impaired-path.ts'

export interface LanePath {
  /** The uplink's own address; the port is the system's choice. */
  info: UplinkInfo
  receiver: DatagramAddress
  /** Let the kernel pass the receiver's datagrams only. */
  connect: boolean
  /** Bind to the interface, not to its address alone. */
  bindInterface: boolean
}

export const samePath = (a: LanePath, b: LanePath) =>
  a.info.address === b.info.address &&
  a.info.interface === b.info.interface &&
  a.receiver.address === b.receiver.address &&
  a.receiver.port === b.receiver.port &&
  a.connect === b.connect &&
  a.bindInterface === b.bindInterface

/** What the scheduler counts of each link; the socket counts the rest. */
const linkCounts = ['packets', 'bytes', 'naks', 'retransmits', 'probes'] as const

const emptyTotals = (): Record<LinkCounter, number> => ({
  packets: 0,
  bytes: 0,
  naks: 0,
  retransmits: 0,
  drops: 0,
  probes: 0,
})

/** One uplink of a bond at work: its socket, what stands between it and the scheduler, and what it counted before. */
export class Lane {
  readonly index: number
  readonly id: string
  /** What earlier sockets and registrations of this lane counted. */
  readonly before = emptyTotals()
  /** Bytes both ways, for the data cap; earlier sockets' included. */
  #carriedBefore = 0
  routing: Routing | undefined
  /** Why there is no socket; empty while there is one, or while one is being opened. */
  problem = ''
  #socket: DatagramSocket | undefined
  #path: LanePath | undefined
  #impaired: ImpairedPath | undefined
  #impairedUntil = 0
  /** Addresses other than the receiver's own from which it answers. */
  readonly #aliases = new Set<number>()

  constructor(index: number, id: string) {
    this.index = index
    this.id = id
  }

  get socket(): DatagramSocket | undefined {
    return this.#socket
  }
  get path(): LanePath | undefined {
    return this.#path
  }
  get carriedBytes(): number {
    const { sentBytes = 0, receivedBytes = 0 } = this.#socket?.counters ?? {}
    return this.#carriedBefore + sentBytes + receivedBytes
  }
  /** The test that runs, until `until` (ms since the Unix epoch). */
  get impairment(): (Impairment & { until: number }) | null {
    return this.#impaired ? { ...this.#impaired.impairment, until: this.#impairedUntil } : null
  }

  hasPath(path: LanePath): boolean {
    return this.#path !== undefined && samePath(this.#path, path)
  }

  /**
   * Opens a socket on a path. False when the lane was closed or opened otherwise meanwhile; throws the faults of
   * `DatagramIo.open`.
   */
  async open(io: DatagramIo, path: LanePath, read: (lane: Lane, batch: Batch) => void): Promise<boolean> {
    this.close()
    this.#path = path
    const { info, receiver, connect, bindInterface } = path
    let socket: DatagramSocket
    try {
      socket = await io.open(
        {
          local: { address: info.address, port: 0 },
          ...(connect && { connect: receiver }),
          ...(bindInterface && { interface: info.interface }),
        },
        (batch) => read(this, batch),
      )
    } catch (error) {
      if (this.#path !== path) return false
      this.#path = undefined
      throw error
    }
    if (this.#path !== path) {
      socket.close()
      return false
    }
    if (!connect) socket.remember(receiver)
    this.#socket = socket
    this.problem = ''
    return true
  }

  close(): void {
    this.#carriedBefore = this.carriedBytes
    if (this.#socket) this.before.drops += this.#socket.counters.dropped
    this.#socket?.close()
    this.#socket = undefined
    this.#path = undefined
    this.#aliases.clear()
  }

  /** Before its link leaves the table, which forgets what it counted. */
  keepCounts(links: Readonly<Record<(typeof linkCounts)[number], Float64Array>>): void {
    for (const name of linkCounts) this.before[name] += links[name][this.index]!
  }

  /** The lane's whole end, its test included. */
  end(): void {
    this.close()
    this.endImpairment()
  }

  /** A datagram of the batch being read goes out. */
  forward(batch: Batch, slot: number, nowMs: number): void {
    if (this.#impaired === undefined) this.#socket?.forward(slot, 0)
    else this.#impaired.outgoing(batch.bytes, slot * slotBytes, batch.lengths[slot]!, nowMs)
  }

  /** A packet of our own goes out. */
  send(packet: Uint8Array, nowMs: number): void {
    if (this.#impaired === undefined) this.#socket?.send(packet, 0)
    else this.#impaired.outgoing(packet, 0, packet.length, nowMs)
  }

  /** True when the datagram goes the long way, through the test that runs. */
  holdBack(bytes: Uint8Array, offset: number, length: number, nowMs: number): boolean {
    this.#impaired?.incoming(bytes, offset, length, nowMs)
    return this.#impaired !== undefined
  }

  /** Whether peer number `peer` is the receiver, by whichever of its addresses. */
  knows(peer: number): boolean {
    return peer === 0 || this.#aliases.has(peer)
  }
  /** The receiver has shown that it answers from this address too. */
  addAlias(address: DatagramAddress): void {
    if (this.#socket && this.#aliases.size < 8) this.#aliases.add(this.#socket.remember(address))
  }

  /** `receive` gets what comes in on the worsened path. */
  impair(impairment: Impairment, until: number, receive: PathEnds['receive']): void {
    this.#impairedUntil = until
    if (this.#impaired) {
      this.#impaired.impairment = impairment
      return
    }
    this.#impaired = new ImpairedPath(impairment, {
      send: (bytes, offset, length) => this.#socket?.send(bytes.subarray(offset, offset + length), 0),
      receive,
    })
  }
  endImpairment(): void {
    this.#impaired?.close()
    this.#impaired = undefined
  }
}
