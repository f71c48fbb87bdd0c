import { isIPv6 } from 'node:net'
import { getSystemErrorName } from 'node:util'
import { Fault } from '../../../wire/fault.ts'
import { bindFault, checkOptions, checkPeer, connectFault, interfaceFault } from './address-faults.ts'
import {
  type Batch,
  batchSlots,
  type DatagramAddress,
  type DatagramCounters,
  type DatagramIo,
  type DatagramIoOptions,
  type DatagramOptions,
  type DatagramSocket,
  slotBytes,
} from './datagram.ts'
import type { BatchUdp } from './native-addon.ts'

/** Datagrams that a socket's queue holds, and places in the list of sockets whose queues hold any. */
const queueEntries = 128
const dirtyEntries = 255
/** A batch at most. */
const batchBytes = 1024 * 1024

/** What the system calls a status that the addon returned. */
const codeOf = (status: number): string => getSystemErrorName(status)
const errorOf = (status: number): NodeJS.ErrnoException =>
  Object.assign(new Error(codeOf(status)), { code: codeOf(status) })

class NativeBatch implements Batch {
  readonly bytes: Buffer
  readonly slotBytes: number
  readonly lengths: Int32Array
  readonly segments: Int32Array
  readonly peers: Int32Array
  count = 0
  readonly #sender: (slot: number) => [string, number] | undefined

  constructor(slotBytes: number, sender: (slot: number) => [string, number] | undefined) {
    const slots = Math.min(batchSlots, Math.floor(batchBytes / slotBytes))
    this.slotBytes = slotBytes
    this.bytes = Buffer.from(new ArrayBuffer(slots * slotBytes))
    this.lengths = new Int32Array(slots)
    this.segments = new Int32Array(slots)
    this.peers = new Int32Array(slots)
    this.#sender = sender
  }

  sender(slot: number): DatagramAddress {
    const found = slot < this.count ? this.#sender(slot) : undefined
    if (found === undefined) throw new RangeError(`Slot ${slot} is not being read.`)
    return { address: found[0], port: found[1] }
  }
}

/** Numbers that the addon counts, at the places that native/transmit.h names. */
class NativeCounters implements DatagramCounters {
  readonly numbers = new Float64Array(8)
  get received() {
    return this.numbers[0]!
  }
  get receivedBytes() {
    return this.numbers[1]!
  }
  get sent() {
    return this.numbers[2]!
  }
  get sentBytes() {
    return this.numbers[3]!
  }
  get dropped() {
    return this.numbers[4]!
  }
  get failed() {
    return this.numbers[5]!
  }
  get truncated() {
    return this.numbers[6]!
  }
  get errno() {
    return this.numbers[7]!
  }
}

class NativeSocket implements DatagramSocket {
  readonly counters = new NativeCounters()
  /** How many datagrams wait, then their slots and peers. */
  readonly queue = new Int32Array(1 + 2 * queueEntries)
  readonly read: (batch: Batch) => void
  local: DatagramAddress = { address: '', port: 0 }
  whole = false
  readonly #io: NativeIo
  readonly #addon: BatchUdp
  readonly #options: DatagramOptions
  readonly #ipv6: boolean
  readonly #connected: boolean
  /** −1 before it is open and after it is closed. */
  #number = -1

  constructor(io: NativeIo, addon: BatchUdp, options: DatagramOptions, read: (batch: Batch) => void) {
    this.#io = io
    this.#addon = addon
    this.read = read
    this.#options = options
    this.#ipv6 = isIPv6(options.local.address)
    this.#connected = options.connect !== undefined
  }

  get fault(): string {
    const { errno } = this.counters
    return errno === 0 ? '' : codeOf(-errno)
  }

  /** Opens, binds and connects; throws the fault. */
  open(io: number): number {
    const addon = this.#addon
    const options = this.#options
    const { local, connect, interface: device } = options
    const number = addon.open(io, this.#ipv6 ? 6 : 4, this.queue, this.counters.numbers)
    if (number < 0) throw bindFault(errorOf(number), options)
    this.#number = number
    let status = device === undefined ? 0 : addon.device(number, device)
    if (status < 0) throw interfaceFault(device!, codeOf(status))
    status = addon.bind(number, local.address, local.port)
    if (status < 0) throw bindFault(errorOf(status), options)
    status = connect === undefined ? 0 : addon.connect(number, connect.address, connect.port)
    if (status < 0) throw connectFault(errorOf(status), options)
    if (options.whole === true) this.whole = addon.whole(number) === 0
    status = addon.start(number)
    if (status < 0) throw bindFault(errorOf(status), options)
    const [address, port] = addon.local(number) ?? ['', 0]
    this.local = { address, port }
    return number
  }

  remember(peer: DatagramAddress): number {
    if (this.#connected || this.#number < 0) return 0
    checkPeer(peer, this.#ipv6)
    const number = this.#addon.remember(this.#number, peer.address, peer.port)
    if (number >= 0) return number
    if (codeOf(number) === 'ENOBUFS') throw new RangeError('A socket remembers no more peers.')
    throw new Fault('address-unavailable', `${peer.address} is not an address to send to.`)
  }

  forget(peer: number): void {
    if (this.#number >= 0) this.#addon.forget(this.#number, peer)
  }

  forward(slot: number, peer: number): void {
    if (slot < 0 || slot >= this.#io.batch.count) throw new RangeError(`Slot ${slot} is not being read.`)
    if (this.#number < 0) return
    const { queue } = this
    if (queue[0] === queueEntries) this.#io.flush()
    const waiting = queue[0]!
    if (waiting === 0) this.#io.markDirty(this.#number)
    queue[0] = waiting + 1
    queue[2 * waiting + 1] = slot
    queue[2 * waiting + 2] = peer
  }

  send(bytes: Uint8Array, peer: number): void {
    if (this.#number >= 0) this.#addon.send(this.#number, bytes, peer)
  }

  sendTrain(bytes: Uint8Array, length: number, segment: number, peer: number): number {
    return this.#number < 0 ? 0 : this.#addon.train(this.#number, bytes, length, segment, peer)
  }

  sendTo(bytes: Uint8Array, to: DatagramAddress): void {
    checkPeer(to, this.#ipv6)
    if (this.#number >= 0) this.#addon.sendTo(this.#number, bytes, to.address, to.port)
  }

  close(): void {
    if (this.#number < 0) return
    this.#addon.close(this.#number)
    this.#io.forgetSocket(this.#number)
    this.#number = -1
  }
}

/** Datagrams in batches by the addon: Linux. */
export class NativeIo implements DatagramIo {
  readonly kind = 'native'
  readonly batch: NativeBatch
  /** By the addon's number. */
  readonly #sockets: (NativeSocket | undefined)[] = []
  /** How many sockets have something in their queues, then their numbers. */
  readonly #dirty = new Int32Array(1 + dirtyEntries)
  readonly #addon: BatchUdp
  readonly #number: number
  #closed = false

  constructor(addon: BatchUdp, { slotBytes: room = slotBytes, join = false }: DatagramIoOptions = {}) {
    this.#addon = addon
    this.batch = new NativeBatch(room, (slot) => addon.sender(this.#number, slot))
    const { bytes, lengths, peers, segments } = this.batch
    const read = (socket: number, count: number) => this.#read(socket, count)
    this.#number = addon.create(bytes, lengths, peers, this.#dirty, read, segments, join)
    if (this.#number < 0) throw errorOf(this.#number)
  }

  async open(options: DatagramOptions, read: (batch: Batch) => void): Promise<DatagramSocket> {
    checkOptions(options)
    if (this.#closed) throw new Fault('closed', 'The sockets are closed.')
    const socket = new NativeSocket(this, this.#addon, options, read)
    try {
      this.#sockets[socket.open(this.#number)] = socket
    } catch (error) {
      socket.close()
      throw error
    }
    return socket
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    for (const socket of this.#sockets) socket?.close()
    this.#addon.destroy(this.#number)
  }

  forgetSocket(socket: number): void {
    this.#sockets[socket] = undefined
  }

  markDirty(socket: number): void {
    const dirty = this.#dirty
    if (dirty[0] === dirtyEntries) this.flush()
    dirty[0]!++
    dirty[dirty[0]!] = socket
  }

  /** Sends what waits in every queue. */
  flush(): void {
    this.#addon.flush(this.#number)
  }

  #read(number: number, count: number): void {
    const socket = this.#sockets[number]
    if (socket === undefined) return
    this.batch.count = count
    try {
      socket.read(this.batch)
    } finally {
      this.batch.count = 0
    }
  }
}
