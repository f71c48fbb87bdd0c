import type { Clock } from '../../kit/clock.ts'

const tickMs = 5000

/** What counts as stalled when it makes no progress for a time. */
export interface Watched {
  /** Set with each progress, and cleared by the watch. */
  moved: boolean
  /** It waits for this machine, not for the other. */
  paused: boolean
  /** Ticks without progress, and how many there may be. */
  still: number
  readonly stillLimit: number
  stalled(): void
}

/** `ms` in ticks, of which the first may be a short one. */
export const stillTicks = (ms: number): number => Math.ceil(ms / tickMs) + 1

/** One coarse timer for everything that may stall. It runs only while there is something to watch. */
export class StallWatch {
  readonly #clock: Clock
  readonly #watched = new Set<Watched>()
  #cancel: (() => void) | undefined
  /** What was given up. */
  stalls = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  add(watched: Watched): void {
    this.#watched.add(watched)
    this.#cancel ??= this.#clock.after(tickMs, () => this.#tick())
  }

  remove(watched: Watched): void {
    this.#watched.delete(watched)
  }

  close(): void {
    this.#cancel?.()
    this.#watched.clear()
  }

  #tick(): void {
    this.#cancel = undefined
    for (const watched of this.#watched) {
      if (watched.moved || watched.paused) {
        watched.moved = false
        watched.still = 0
      } else if (++watched.still >= watched.stillLimit) {
        this.#watched.delete(watched)
        this.stalls++
        watched.stalled()
      }
    }
    if (this.#watched.size > 0) this.#cancel ??= this.#clock.after(tickMs, () => this.#tick())
  }
}
