import type { Opened } from '../contract/shell.ts'
import { Bell } from '../host/latest.ts'

/** Who opens more at once has not meant to. */
const limit = 8

/** What was opened from outside, or is wished of the page, until the page takes it. */
export class Arrivals<T = Opened> {
  readonly #waiting: T[] = []
  readonly #bell = new Bell()
  /** Left out because too much came at once. */
  dropped = 0

  add(arrived: T): void {
    if (this.#waiting.length === limit) {
      this.#waiting.shift()
      this.dropped++
    }
    this.#waiting.push(arrived)
    this.#bell.ring()
  }

  /** Each once, in the order in which they came. */
  async *watch(signal: AbortSignal): AsyncGenerator<T, void, undefined> {
    while (!signal.aborted) {
      const next = this.#waiting.shift()
      if (next) yield next
      else await this.#bell.heard(signal)
    }
  }
}
