import type { Batch, DatagramAddress, DatagramIo, DatagramSocket } from '../../kit/datagram/datagram.ts'
import type { Group } from './group.ts'

/** A group's socket towards the SRT listener. */
export class Upstream {
  readonly group: Group
  /** Where it leads, once it is open. */
  to: DatagramAddress | undefined
  /** Senders were told that it is open. */
  announced = false
  /** Of sockets that are closed. */
  #drops = 0
  #socket: DatagramSocket | undefined
  #failed = 0
  #opening = 0
  #closed = false
  readonly #io: DatagramIo
  readonly #read: (group: Group, batch: Batch) => void

  constructor(io: DatagramIo, group: Group, read: (group: Group, batch: Batch) => void) {
    this.#io = io
    this.group = group
    this.#read = read
  }

  /** Opens the socket, or another one in place of it. False when it was closed in the meantime. Throws faults of `DatagramIo.open`. */
  async open(to: DatagramAddress): Promise<boolean> {
    this.#release()
    const opening = ++this.#opening
    const local = { address: to.address.includes(':') ? '::' : '0.0.0.0', port: 0 }
    const socket = await this.#io.open({ local, connect: to }, (batch) => this.#read(this.group, batch))
    if (this.#closed || opening !== this.#opening) {
      socket.close()
      return false
    }
    this.#socket = socket
    this.#failed = 0
    this.to = to
    this.group.upstream = socket
    return true
  }

  /** Datagrams that the system did not take. */
  get dropped(): number {
    return this.#drops + (this.#socket?.counters.dropped ?? 0)
  }

  /** The system's code when sending failed since the last call, else empty. */
  takeFault(): string {
    if (this.#socket === undefined || this.#socket.counters.failed === this.#failed) return ''
    this.#failed = this.#socket.counters.failed
    return this.#socket.fault
  }

  close(): void {
    this.#closed = true
    this.#release()
  }

  #release(): void {
    this.#drops = this.dropped
    this.#socket?.close()
    this.#socket = undefined
    this.to = undefined
    this.group.upstream = undefined
  }
}
