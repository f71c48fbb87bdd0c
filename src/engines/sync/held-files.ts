import type { z } from 'zod'
import type { FaultCode } from '../../contract/fault-codes.ts'
import type { heldFileSchema } from '../../contract/sync.ts'
import type { Fault } from '../../wire/fault.ts'

type HeldFile = z.infer<typeof heldFileSchema>

/** More are not remembered; they are tried with each pass. */
const limit = 10_000
const firstRetryMs = 5000
const lastRetryMs = 5 * 60_000

interface Entry extends HeldFile {
  code: FaultCode
  /** Until then it is left alone. */
  heldUntil: number
  /** Then somebody has to try it. */
  dueAt: number
  attempts: number
}

const pauseMs = (attempts: number) => Math.min(lastRetryMs, firstRetryMs * 2 ** Math.min(attempts - 1, 10))

/** Files that cannot be brought in place or read now, why, and when it is tried again. Times are monotonic ms. */
export class HeldFiles {
  readonly #entries = new Map<string, Entry>()

  get total(): number {
    return this.#entries.size
  }

  /** Each further failure of a path doubles the time until the next attempt, from 5 s to 5 min. */
  add(path: string, { code, message }: Pick<Fault, 'code' | 'message'>, nowMs: number): void {
    const attempts = (this.#entries.get(path)?.attempts ?? 0) + 1
    const at = nowMs + pauseMs(attempts)
    if (this.#entries.size < limit || this.#entries.has(path))
      this.#entries.set(path, { path, code, text: message, heldUntil: at, dueAt: at, attempts })
  }

  /** It is in place, or gone, or another version is wanted now. */
  release(path: string): void {
    this.#entries.delete(path)
  }

  /** Those for which it says so. */
  releaseAll(isOver: (path: string) => boolean): void {
    for (const path of this.#entries.keys()) if (isOver(path)) this.#entries.delete(path)
  }

  has(path: string): boolean {
    return this.#entries.has(path)
  }

  isHeld(path: string, nowMs: number): boolean {
    const entry = this.#entries.get(path)
    return entry !== undefined && entry.heldUntil > nowMs
  }

  /** Those to be tried now. Whoever tries tells by `add` or `release` what came of it; otherwise they are due again later. */
  takeDue(nowMs: number): string[] {
    const due: string[] = []
    for (const entry of this.#entries.values()) {
      if (entry.dueAt > nowMs) continue
      due.push(entry.path)
      entry.heldUntil = nowMs
      entry.dueAt = nowMs + pauseMs(entry.attempts)
    }
    return due
  }

  /** When the next one is to be tried again; infinite when none is. */
  get nextRetryAt(): number {
    let next = Number.POSITIVE_INFINITY
    for (const { dueAt } of this.#entries.values()) next = Math.min(next, dueAt)
    return next
  }

  /** Everything may be tried now. */
  retryAll(): void {
    for (const entry of this.#entries.values()) entry.heldUntil = entry.dueAt = 0
  }

  /** One that is held for one of these reasons. */
  find(codes: readonly FaultCode[]): Pick<Entry, 'code' | 'text'> | undefined {
    for (const entry of this.#entries.values()) if (codes.includes(entry.code)) return entry
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
