import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { Fault } from '../../../wire/fault.ts'
import { bindFault, checkOptions, checkPeer, connectFault } from './address-faults.ts'
import { bindInterface, forbidFragments } from './bind-interface.ts'
import {
  type Batch,
  bufferBytes,
  type DatagramAddress,
  type DatagramCounters,
  type DatagramIo,
  type DatagramIoOptions,
  type DatagramOptions,
  type DatagramSocket,
  slotBytes,
} from './datagram.ts'
import { PeerTable, plainAddress, systemAddress } from './peer-table.ts'

/** Datagrams that may wait in libuv for a socket whose buffer is full; on Windows also those under way. */
const queueLimit = 256
/**
 * Of forwarded datagrams one in so many is followed to its outcome, and after a failure all until one succeeds: being
 * told costs nearly as much as sending. The others count as sent.
 */
const followEvery = 16

const nothing = Buffer.alloc(0)
const fullCodes = new Set(['EAGAIN', 'ENOBUFS'])

/** One datagram: Node reads one at a time. */
class SingleBatch implements Batch {
  bytes: Buffer = nothing
  readonly slotBytes: number
  readonly lengths = new Int32Array(1)
  /** The slot's length always. */
  readonly segments = this.lengths
  readonly peers = new Int32Array(1)
  readonly count = 1
  from: RemoteInfo = { address: '', family: 'IPv4', port: 0, size: 0 }

  constructor(slotBytes: number) {
    this.slotBytes = slotBytes
  }

  sender(): DatagramAddress {
    return { address: plainAddress(this.from.address), port: this.from.port }
  }
}

/** Addresses are literals always; looked up like this, sending does no DNS work and does not wait for it. */
const literalLookup = (
  address: string,
  family: unknown,
  found: (error: null, address: string, family: number) => void,
) => found(null, address, family === 6 ? 6 : 4)

class DgramSocket implements DatagramSocket {
  readonly local: DatagramAddress
  readonly counters: DatagramCounters = {
    received: 0,
    receivedBytes: 0,
    sent: 0,
    sentBytes: 0,
    dropped: 0,
    failed: 0,
    truncated: 0,
  }
  readonly whole: boolean
  fault = ''
  readonly #io: DgramIo
  readonly #socket: Socket
  readonly #read: (batch: Batch) => void
  readonly #ipv6: boolean
  readonly #connected: boolean
  readonly #peers = new PeerTable()
  /** Datagrams forwarded since one was followed. */
  #unfollowed = 0
  #troubled = false
  #open = true
  /** The memory of trains. */
  #train = nothing

  constructor(io: DgramIo, socket: Socket, options: DatagramOptions, read: (batch: Batch) => void) {
    this.#io = io
    this.#socket = socket
    this.#read = read
    this.#ipv6 = isIPv6(options.local.address)
    this.#connected = options.connect !== undefined
    const { address, port } = socket.address()
    this.local = { address: plainAddress(address), port }
    this.whole = options.whole === true && forbidFragments(socket, this.#ipv6)
    socket.on('error', (error: NodeJS.ErrnoException) => this.#failed(error.code))
    socket.on('message', (bytes, from) => this.#received(bytes, from))
  }

  remember(peer: DatagramAddress): number {
    if (this.#connected) return 0
    checkPeer(peer, this.#ipv6)
    const number = this.#peers.add(systemAddress(peer.address, this.#ipv6), peer.port)
    if (number < 0) throw new RangeError('A socket remembers no more peers.')
    return number
  }

  forget(peer: number): void {
    this.#peers.remove(peer)
  }

  forward(slot: number, peer: number): void {
    const { bytes, slotBytes } = this.#io.batch
    if (!this.#io.reading || slot !== 0) throw new RangeError(`Slot ${slot} is not being read.`)
    const follow = this.#troubled || ++this.#unfollowed === followEvery
    if (follow) this.#unfollowed = 0
    this.#sendToPeer(bytes.length > slotBytes ? bytes.subarray(0, slotBytes) : bytes, peer, follow)
  }

  send(bytes: Uint8Array, peer: number): void {
    // What does not leave at once waits in libuv, and the caller may write over its own bytes meanwhile.
    this.#sendToPeer(Buffer.from(bytes), peer, true)
  }

  sendTrain(bytes: Uint8Array, length: number, segment: number, peer: number): number {
    // While anything waits in libuv its memory is in use; then nothing more is taken.
    if (!this.#open || this.#socket.getSendQueueCount() > 0) return 0
    if (this.#train.length < length) this.#train = Buffer.allocUnsafeSlow(length)
    const train = this.#train
    train.set(bytes.length === length ? bytes : bytes.subarray(0, length))
    let at = 0
    do {
      const end = Math.min(at + segment, length)
      const follow = this.#troubled || ++this.#unfollowed === followEvery
      if (follow) this.#unfollowed = 0
      this.#sendToPeer(train.subarray(at, end), peer, follow)
      at = end
    } while (at < length && this.#socket.getSendQueueCount() === 0)
    return at
  }

  sendTo(bytes: Uint8Array, to: DatagramAddress): void {
    checkPeer(to, this.#ipv6)
    if (this.#connected) this.#failed('EISCONN')
    else this.#transmit(Buffer.from(bytes), true, systemAddress(to.address, this.#ipv6), to.port)
  }

  close(): void {
    if (!this.#open) return
    this.#open = false
    this.#io.sockets.delete(this)
    this.#socket.close()
  }

  #received(bytes: Buffer, from: RemoteInfo): void {
    if (!this.#open) return
    const { batch } = this.#io
    const { counters } = this
    let { length } = bytes
    if (length > batch.slotBytes) {
      length = batch.slotBytes
      counters.truncated++
    }
    counters.received++
    counters.receivedBytes += length
    batch.bytes = bytes
    batch.from = from
    batch.lengths[0] = length
    batch.peers[0] = this.#connected ? 0 : this.#peers.find(from.address, from.port)
    this.#io.reading = true
    try {
      this.#read(batch)
    } finally {
      this.#io.reading = false
      batch.bytes = nothing
    }
  }

  #sendToPeer(bytes: Buffer, peer: number, follow: boolean): void {
    if (this.#connected) {
      this.#transmit(bytes, follow)
      return
    }
    const to = this.#peers.get(peer)
    if (to === undefined) this.#failed('EDESTADDRREQ')
    else this.#transmit(bytes, follow, to.address, to.port)
  }

  #transmit(bytes: Buffer, follow: boolean, address?: string, port?: number): void {
    if (!this.#open) return
    if (!follow) {
      this.counters.sent++
      this.counters.sentBytes += bytes.length
      if (address === undefined) this.#socket.send(bytes)
      else this.#socket.send(bytes, port, address)
      return
    }
    if (this.#socket.getSendQueueCount() >= queueLimit) {
      this.#troubled = true
      this.counters.dropped++
      return
    }
    if (address === undefined) this.#socket.send(bytes, this.#outcome)
    else this.#socket.send(bytes, port, address, this.#outcome)
  }

  readonly #outcome = (error: NodeJS.ErrnoException | null, bytes: number): void => {
    this.#troubled = error !== null
    if (error) {
      this.#failed(error.code)
      return
    }
    this.counters.sent++
    this.counters.sentBytes += bytes
  }

  #failed(code = 'UNKNOWN'): void {
    if (fullCodes.has(code)) {
      this.counters.dropped++
      return
    }
    this.counters.failed++
    this.fault = code
  }
}

/** Datagrams by Node's own sockets: works everywhere, one system call and one call of the reader for each datagram. */
export class DgramIo implements DatagramIo {
  readonly kind = 'dgram'
  readonly batch: SingleBatch
  readonly sockets = new Set<DgramSocket>()
  reading = false
  #closed = false

  constructor(options: DatagramIoOptions = {}) {
    this.batch = new SingleBatch(options.slotBytes ?? slotBytes)
  }

  async open(options: DatagramOptions, read: (batch: Batch) => void): Promise<DatagramSocket> {
    checkOptions(options)
    const ipv6 = isIPv6(options.local.address)
    const socket = createSocket({ type: ipv6 ? 'udp6' : 'udp4', lookup: literalLookup as never })
    try {
      await bind(socket, options)
      enlarge(socket)
      if (options.interface !== undefined) bindInterface(socket, options.interface, ipv6)
      if (options.connect !== undefined) await connect(socket, options, ipv6)
      if (this.#closed) throw new Fault('closed', 'The sockets are closed.')
    } catch (error) {
      socket.close()
      throw error
    }
    const opened = new DgramSocket(this, socket, options, read)
    this.sockets.add(opened)
    return opened
  }

  close(): void {
    this.#closed = true
    for (const socket of this.sockets) socket.close()
  }
}

function bind(socket: Socket, options: DatagramOptions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const failed = (error: Error) => reject(bindFault(error, options))
  socket.once('error', failed)
  socket.bind({ ...options.local, exclusive: true }, () => {
    socket.off('error', failed)
    resolve()
  })
  return promise
}

function connect(socket: Socket, options: DatagramOptions, ipv6: boolean): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const { address, port } = options.connect!
  socket.connect(port, systemAddress(address, ipv6), (error?: Error) =>
    error ? reject(connectFault(error, options)) : resolve(),
  )
  return promise
}

/** The system may allow less, or refuse. */
function enlarge(socket: Socket): void {
  for (const direction of ['setRecvBufferSize', 'setSendBufferSize'] as const) {
    try {
      socket[direction](bufferBytes)
    } catch {
      // The size it has will do.
    }
  }
}
