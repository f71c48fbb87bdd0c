import type { DatagramAddress, DatagramSocket } from '../../kit/datagram/datagram.ts'

/** The addresses that connections use: each has a number in the socket's table, until its last user has gone. */
export class Peers {
  readonly #socket: DatagramSocket
  readonly #uses = new Map<number, number>()

  constructor(socket: DatagramSocket) {
    this.#socket = socket
  }

  /** The number of an address, for one user more; −1 where nothing can be sent to it. */
  remember(address: DatagramAddress): number {
    try {
      const peer = this.#socket.remember(address)
      this.#uses.set(peer, (this.#uses.get(peer) ?? 0) + 1)
      return peer
    } catch {
      return -1
    }
  }

  forget(peer: number): void {
    const uses = (this.#uses.get(peer) ?? 0) - 1
    if (uses > 0) {
      this.#uses.set(peer, uses)
      return
    }
    this.#uses.delete(peer)
    this.#socket.forget(peer)
  }
}
