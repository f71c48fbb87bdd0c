import type { Socket } from 'node:net'
import type { Clock } from '../../kit/clock.ts'
import { lineLimit } from './messages.ts'

/** Bytes that nobody has asked for yet; what comes beyond waits outside. */
const heldLimit = 64 * 1024

/** A connection that speaks in lines first, and may be bytes alone from some line on. Never emits errors. */
export class LineSocket implements Disposable {
  readonly socket: Socket
  readonly #clock: Clock
  #held: Buffer = Buffer.alloc(0)
  #wake = () => {}
  #isOver = false

  constructor(socket: Socket, clock: Clock) {
    this.socket = socket
    this.#clock = clock
    const over = () => {
      this.#isOver = true
      this.#wake()
    }
    socket.on('error', over).on('end', over).on('close', over)
    socket.on('data', this.#onData)
  }

  get isOver(): boolean {
    return this.#isOver
  }

  say(line: string): void {
    if (this.socket.writable) this.socket.write(`${line}\n`)
  }

  /** The next line; undefined when the connection is over or time is. One waits at a time. */
  async next(timeoutMs: number): Promise<string | undefined> {
    let isLate = false
    const cancel = this.#clock.after(timeoutMs, () => {
      isLate = true
      this.#wake()
    })
    try {
      for (;;) {
        const line = this.#cutLine()
        if (line !== undefined) return line
        if (this.#isOver || isLate) return undefined
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
      }
    } finally {
      cancel()
    }
  }

  /** From now on all that comes are bytes, first those that have come already. */
  takeBytes(onBytes: (bytes: Buffer) => void): void {
    this.socket.off('data', this.#onData)
    if (this.#held.length > 0) onBytes(this.#held)
    this.#held = Buffer.alloc(0)
    this.socket.on('data', onBytes)
    this.socket.resume()
  }

  /** Cuts the connection off; what was not yet sent is thrown away, so that the path is free at once. */
  cut(): void {
    this.socket.resetAndDestroy()
  }

  [Symbol.dispose](): void {
    this.socket.destroy()
  }

  /** What follows the line is left as it is: it may be no text. */
  #cutLine(): string | undefined {
    const end = this.#held.indexOf(10)
    if (end > lineLimit || (end < 0 && this.#held.length > lineLimit)) this.socket.destroy()
    if (end < 0 || end > lineLimit) return undefined
    const line = this.#held.toString('utf8', 0, end)
    this.#held = this.#held.subarray(end + 1)
    this.socket.resume()
    return line
  }

  readonly #onData = (bytes: Buffer): void => {
    this.#held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes])
    if (this.#held.length > heldLimit) this.socket.pause()
    this.#wake()
  }
}
