import type { Clock } from '../clock.ts'
import type { Lane } from './lane.ts'

/** A retired lane is closed when all it has sent is acknowledged and nothing more comes, or at last. */
const leastMs = 1000
const mostMs = 10_000

/** Lanes on which nothing more is sent, until they are empty. */
export class RetiredLanes {
  readonly #clock: Clock
  readonly #since = new Map<Lane, number>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get count(): number {
    return this.#since.size
  }

  add(lane: Lane): void {
    lane.isRetired = true
    this.#since.set(lane, this.#clock.now())
  }

  ended(lane: Lane): void {
    this.#since.delete(lane)
  }

  closeEmpty(): void {
    const now = this.#clock.now()
    for (const [lane, since] of this.#since) {
      const isEmpty = lane.window.inFlight === 0 && now - since > leastMs
      if (isEmpty || now - since > mostMs) lane.fail({ code: 'closed', text: 'It is not needed any more.' })
    }
  }
}
