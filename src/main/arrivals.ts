import type { Opened } from '../contract/shell.ts'
import { Bell } from '../host/latest.ts'

/** Who opens more at once has not meant to. */
const limit = 8

/** What was opened from outside, until the page takes it. */
export class Arrivals {
  readonly #waiting: Opened[] = []
  readonly #bell = new Bell()
  /** Left out because too much came at once. */
  dropped = 0

  add(opened: Opened): void {
    if (this.#waiting.length === limit) {
      this.#waiting.shift()
      this.dropped++
    }
    this.#waiting.push(opened)
    this.#bell.ring()
  }

  /** Each once, in the order in which they came. */
  async *watch(signal: AbortSignal): AsyncGenerator<Opened, void, undefined> {
    while (!signal.aborted) {
      const next = this.#waiting.shift()
      if (next) yield next
      else await this.#bell.heard(signal)
    }
  }
}
