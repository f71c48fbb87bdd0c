import type { DatagramSocket } from '../../kit/datagram/datagram.ts'
import type { QuicConnection } from './connection.ts'
import { Flusher } from './flush.ts'

/** ms until what the system did not take is tried again. */
const blockedFor = 1

/**
 * Gives each connection that wants one a turn in every turn of the loop. While the system takes no packets, none gets one:
 * what comes is still read, and answered then.
 */
export class Turns {
  readonly #flusher: Flusher
  /** Those that want a turn, in this turn of the loop and in the next. */
  #woken: QuicConnection[] = []
  #turning: QuicConnection[] = []
  #turn: NodeJS.Immediate | undefined
  #blocked: NodeJS.Timeout | undefined
  #stopped = false

  constructor(socket: DatagramSocket) {
    this.#flusher = new Flusher(socket)
  }

  wake(connection: QuicConnection): void {
    if (connection.woken || this.#stopped) return
    connection.woken = true
    this.#woken.push(connection)
    if (this.#blocked === undefined) this.#turn ??= setImmediate(this.#give)
  }

  flush(connection: QuicConnection, most?: number): void {
    if (this.#stopped) return
    const sent = this.#flusher.flush(connection, most)
    if (sent === 'all') return
    connection.wantsToSend()
    if (sent === 'blocked') this.#blocked ??= setTimeout(this.#unblock, blockedFor)
  }

  stop(): void {
    this.#stopped = true
    clearImmediate(this.#turn)
    clearTimeout(this.#blocked)
  }

  readonly #give = (): void => {
    this.#turn = undefined
    const turning = this.#woken
    this.#woken = this.#turning
    this.#turning = turning
    for (const connection of turning) connection.turn()
    turning.length = 0
  }

  readonly #unblock = (): void => {
    this.#blocked = undefined
    if (!this.#flusher.resume()) this.#blocked = setTimeout(this.#unblock, blockedFor)
    else if (this.#woken.length > 0) this.#turn ??= setImmediate(this.#give)
  }
}
