import type { Clock } from '../clock.ts'
import type { Call } from './call.ts'

/** A window that is loaded anew is back within the first; one that has just got a call reads it within the second. */
const backMs = 15_000
const firstMs = 60_000

/** Whoever reads what the other end says holds the call. When that window is gone, the call ends after a while. */
export class ReaderWatch {
  readonly #clock: Clock
  readonly #timers = new Map<Call, () => void>()
  readonly #wasRead = new WeakSet<Call>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** After each change of a call. */
  look(call: Call): void {
    if (call.isRead) this.#wasRead.add(call)
    const wasRead = this.#wasRead.has(call)
    const isAlone = !call.isOver && !call.isRead && (wasRead || call.isJoined)
    if (!isAlone) {
      this.#timers.get(call)?.()
      this.#timers.delete(call)
    } else if (!this.#timers.has(call))
      this.#timers.set(
        call,
        this.#clock.after(wasRead ? backMs : firstMs, () => call.hangUp('The window was closed.')),
      )
  }

  close(): void {
    for (const cancel of this.#timers.values()) cancel()
    this.#timers.clear()
  }
}
