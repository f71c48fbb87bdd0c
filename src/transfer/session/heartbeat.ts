import type { Clock } from '../clock.ts'

/** While something moves, and while nothing does. */
const busyMs = 250
const idleMs = 1000

/** Calls `beat` some times a second, and at once when something begins to move. */
export class Heartbeat {
  readonly #clock: Clock
  readonly #isBusy: () => boolean
  readonly #beat: (lateMs: number) => void
  /** At the last beat. */
  #wasBusy = false
  #dueAt = 0
  #cancel: (() => void) | undefined
  #isOver = false

  /** `beat` is told how much later it comes than it was meant to. */
  constructor(clock: Clock, isBusy: () => boolean, beat: (lateMs: number) => void) {
    this.#clock = clock
    this.#isBusy = isBusy
    this.#beat = beat
  }

  start(): void {
    const now = this.#clock.now()
    const lateMs = this.#dueAt === 0 ? 0 : Math.max(0, now - this.#dueAt)
    this.#wasBusy = this.#isBusy()
    const nextMs = this.#wasBusy ? busyMs : idleMs
    this.#dueAt = now + nextMs
    this.#cancel = this.#clock.after(nextMs, () => this.start())
    this.#beat(lateMs)
  }

  /** Something may have begun to move. */
  changed(): void {
    if (this.#wasBusy || this.#isOver || !this.#isBusy()) return
    this.#cancel?.()
    this.start()
  }

  stop(): void {
    this.#isOver = true
    this.#cancel?.()
  }
}
