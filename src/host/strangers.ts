import type { Socket } from 'node:net'

const keyOf = ({ remoteAddress, remotePort, localPort }: Socket) =>
  `${remoteAddress} ${remotePort} ${localPort}`

/**
 * Connections of which it is not known who is at the other end, in the order in which they came. Whoever takes many of them and says
 * nothing must not keep out those who do: when there are too many, the one that has been there longest makes room.
 */
export class Strangers {
  readonly #sockets = new Map<string, Socket>()
  readonly #limit: number
  readonly #madeRoom: () => void

  /** `madeRoom` is called for each that had to go. */
  constructor(limit: number, madeRoom: () => void) {
    this.#limit = limit
    this.#madeRoom = madeRoom
  }

  get count(): number {
    return this.#sockets.size
  }

  enter(socket: Socket): void {
    const key = keyOf(socket)
    this.#sockets.set(key, socket)
    socket.once('close', () => {
      if (this.#sockets.get(key) === socket) this.#sockets.delete(key)
    })
    if (this.#sockets.size <= this.#limit) return
    const [oldest] = this.#sockets
    if (oldest === undefined) return
    this.#sockets.delete(oldest[0])
    this.#madeRoom()
    oldest[1].destroy()
  }

  /** It has shown a session, and stays. The socket may be the one within TLS. */
  recognise(socket: Socket): void {
    this.#sockets.delete(keyOf(socket))
  }
}
