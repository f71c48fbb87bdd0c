import type { DatagramSocket } from '../../kit/datagram/datagram.ts'
import type { QuicConnection } from './connection.ts'

/** Packets that a connection may send in one turn. */
const burst = 256
/** Bytes of packets that leave by one call: what the kernel takes as one message. */
const trainBytes = 65_000

type Sent = 'all' | 'more' | 'blocked'

/**
 * Takes packets from quiche and sends them, as many as can be by one call: packets of one size lie one behind the other,
 * and one that is shorter ends the train. The memory is the endpoint's; what the system does not take at once stays in
 * it, and nothing else is taken before it has left.
 */
export class Flusher {
  readonly #socket: DatagramSocket
  readonly #bytes = Buffer.from(new ArrayBuffer(trainBytes))
  /** Places of packets, by their size. */
  readonly #places = new Map<number, Buffer[]>()
  /** What has not left: bytes from and to, length of a packet, and to whom. */
  #from = 0
  #to = 0
  #packet = 0
  #peer = -1

  constructor(socket: DatagramSocket) {
    this.#socket = socket
  }

  /** Sends what had to wait; false when it still has to. */
  resume(): boolean {
    if (this.#from < this.#to) {
      const bytes = this.#from === 0 ? this.#bytes : this.#bytes.subarray(this.#from)
      this.#from += this.#socket.sendTrain(bytes, this.#to - this.#from, this.#packet, this.#peer)
    }
    return this.#from >= this.#to
  }

  /** What a connection has to send: all of it, or as much as its turn allows. */
  flush(connection: QuicConnection, most = burst): Sent {
    if (!this.resume()) return 'blocked'
    const { path } = connection
    const size = path.size.bytes
    const places = this.#placesFor(size)
    for (let left = most; left > 0; ) {
      let packets = 0
      let end = 0
      let empty = false
      while (packets < places.length && left > 0) {
        const length = connection.nextPacket(places[packets]!)
        if (length === 0) {
          empty = true
          break
        }
        left--
        packets++
        end += length
        if (length < size) break
      }
      if (packets > 0) {
        this.#from = 0
        this.#to = end
        this.#packet = size
        this.#peer = path.peer
        if (!this.resume()) return 'blocked'
      }
      if (empty) return 'all'
    }
    return 'more'
  }

  #placesFor(size: number): Buffer[] {
    let places = this.#places.get(size)
    if (places === undefined) {
      places = Array.from({ length: Math.floor(trainBytes / size) }, (_, at) =>
        this.#bytes.subarray(at * size, (at + 1) * size),
      )
      this.#places.set(size, places)
    }
    return places
  }
}
