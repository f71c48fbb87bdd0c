import type { Activity } from './activity.ts'

export interface WheelOptions {
  /** Between two ticks, ms: while something goes on, and while nothing does. */
  everyMs: number
  calmMs: number | (() => number)
  /** `nowMs` is monotonic; `lateMs`: how much later than it was wanted. */
  tick(nowMs: number, lateMs: number): void
}

/** What depends on time in an engine: turns slowly while nothing goes on. Does not keep the process. */
export class Wheel implements Disposable {
  readonly #over = new AbortController()

  constructor(activity: Activity, options: WheelOptions) {
    // A tick that throws is a defect, and ends the engine as one.
    void this.#turn(activity, options)
  }

  [Symbol.dispose](): void {
    this.#over.abort()
  }

  async #turn(activity: Activity, { everyMs, calmMs, tick }: WheelOptions): Promise<void> {
    const { signal } = this.#over
    for (let since = performance.now(); ; since = performance.now()) {
      const atCalmMs = typeof calmMs === 'number' ? calmMs : calmMs()
      const lateMs = await activity.due(since, everyMs, signal, atCalmMs).catch(() => undefined)
      if (lateMs === undefined) return
      tick(performance.now(), lateMs)
    }
  }
}
