import type { z } from 'zod'
import type { heldFileSchema } from '../../contract/sync.ts'
import type { Fault } from '../../wire/fault.ts'

type HeldFile = z.infer<typeof heldFileSchema>

/** More are only counted. */
const limit = 10_000
const firstRetryMs = 5000
const lastRetryMs = 5 * 60_000

interface Entry extends HeldFile {
  retryAt: number
  attempts: number
}

/** Files that cannot be brought in place or read now, why, and when it is tried again. */
export class HeldFiles {
  readonly #entries = new Map<string, Entry>()
  /** Those there was no room for. */
  #uncounted = 0

  get total(): number {
    return this.#entries.size + this.#uncounted
  }

  /** `nowMs` is monotonic. Each further failure of a path doubles the time until the next attempt, from 5 s to 5 min. */
  add(path: string, { code, message }: Fault, nowMs: number): void {
    const attempts = (this.#entries.get(path)?.attempts ?? 0) + 1
    const retryAt = nowMs + Math.min(lastRetryMs, firstRetryMs * 2 ** Math.min(attempts - 1, 10))
    if (this.#entries.size < limit || this.#entries.has(path))
      this.#entries.set(path, { path, code, text: message, retryAt, attempts })
    else this.#uncounted++
  }

  /** It is in place, or gone, or another version is wanted now. */
  release(path: string): void {
    this.#entries.delete(path)
  }

  isHeld(path: string, nowMs: number): boolean {
    const entry = this.#entries.get(path)
    return entry !== undefined && entry.retryAt > nowMs
  }

  /** When the next one is to be tried again, monotonic ms; infinite when none is. */
  get nextRetryAt(): number {
    let next = Number.POSITIVE_INFINITY
    for (const { retryAt } of this.#entries.values()) next = Math.min(next, retryAt)
    return next
  }

  /** Everything may be tried now. */
  retryAll(): void {
    this.#uncounted = 0
    for (const entry of this.#entries.values()) entry.retryAt = 0
  }

  list(most: number): HeldFile[] {
    const listed: HeldFile[] = []
    for (const { path, code, text } of this.#entries.values()) {
      if (listed.length === most) break
      listed.push({ path, code, text })
    }
    return listed
  }
}
