import type { Clock } from '../../kit/clock.ts'
import type { Echo } from './delays.ts'
import type { LineSocket } from './line-socket.ts'
import { echoBytes } from './messages.ts'

/** All that is kept of one measurement; beyond it no more are sent. */
const limit = 20_000

/** Asks over a connection of its own, again and again, how long the way there and back takes. */
export class EchoLine {
  readonly #line: LineSocket
  readonly #clock: Clock
  readonly #echoes: Echo[] = []
  #rest = Buffer.alloc(0)
  #cancel = () => {}
  #answered: (() => void)[] = []

  /** `line`: welcomed for echoes. */
  constructor(line: LineSocket, clock: Clock, intervalMs: number) {
    this.#line = line
    this.#clock = clock
    line.takeBytes((bytes) => this.#take(bytes))
    const ask = () => {
      if (line.isOver || this.#echoes.length >= limit) return
      this.#cancel = clock.after(intervalMs, ask)
      this.#ask()
    }
    ask()
  }

  get echoes(): readonly Echo[] {
    return this.#echoes
  }

  get isOver(): boolean {
    return this.#line.isOver
  }

  /** Until an answer takes no longer than `rttMs` again, or `limitMs` have passed. */
  async settled(rttMs: number, limitMs: number): Promise<void> {
    const { now, after } = this.#clock
    const over = Promise.withResolvers<void>()
    const since = now()
    const cancel = after(limitMs, over.resolve)
    const look = () => {
      const last = this.#echoes.findLast((echo) => echo.rttMs !== undefined)
      if (last && last.sentAt >= since && last.rttMs! <= rttMs) over.resolve()
    }
    this.#answered.push(look)
    this.#line.socket.once('close', over.resolve)
    await over.promise
    cancel()
    this.#answered = this.#answered.filter((each) => each !== look)
  }

  stop(): void {
    this.#cancel()
    this.#line.cut()
  }

  #ask(): void {
    const bytes = Buffer.alloc(echoBytes)
    bytes.writeUInt32BE(this.#echoes.length)
    this.#echoes.push({ sentAt: this.#clock.now(), rttMs: undefined })
    this.#line.socket.write(bytes)
  }

  #take(bytes: Buffer): void {
    const now = this.#clock.now()
    this.#rest = this.#rest.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#rest, bytes])
    let at = 0
    for (; at + echoBytes <= this.#rest.length; at += echoBytes) {
      const echo = this.#echoes[this.#rest.readUInt32BE(at)]
      if (echo) echo.rttMs ??= now - echo.sentAt
    }
    this.#rest = this.#rest.subarray(at)
    for (const look of this.#answered) look()
  }
}
