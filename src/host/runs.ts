import type { Database } from './database.ts'

const minuteMs = 60_000
/** Who was not heard of for so long was asleep. */
const asleepMs = 90_000

/** A stretch of minutes in which Hawser ran; `ended` is not in it any more. */
export type Run = { began: number; ended: number }

/** From when to when Hawser ran and was awake: what tells minutes in which nothing flowed from those that nobody saw. */
export class Runs {
  readonly #database: Database
  #began: number
  #aliveAt: number

  constructor(database: Database, now: number) {
    this.#database = database
    this.#began = now
    this.#aliveAt = now
    this.write()
  }

  /** To be told often, while all is well. */
  alive(at: number): void {
    // Far from what was: it slept, or the clock was set.
    if (Math.abs(at - this.#aliveAt) > asleepMs) {
      this.write()
      this.#began = this.#aliveAt = at
    } else if (at > this.#aliveAt) this.#aliveAt = at
  }

  /** Writes down until when it has run. */
  write(): void {
    this.#database.use((database) => {
      database.prepare(upsertRun).run(minuteOf(this.#began), minuteOf(this.#aliveAt) + 1)
    }, undefined)
  }

  purge(oldest: number): void {
    this.#database.use((database) => {
      database.prepare('DELETE FROM runs WHERE ended < ?').run(oldest)
    }, undefined)
  }

  /** Those that reach into the minutes from `from` to `to`, oldest first. */
  between(from: number, to: number): Run[] {
    const known = this.#database.use(
      (database) =>
        database
          .prepare('SELECT began, ended FROM runs WHERE ended > ? AND began <= ? ORDER BY began')
          .all(from, to)
          .map(({ began, ended }) => ({ began: Number(began), ended: Number(ended) })),
      [],
    )
    const now = { began: minuteOf(this.#began), ended: minuteOf(this.#aliveAt) + 1 }
    return [...known, now].sort((a, b) => a.began - b.began)
  }
}

/** How many of the minutes from `from` to `to` (not included) are in runs. */
export function covered(runs: readonly Run[], from: number, to: number): number {
  let minutes = 0
  let seen = from
  for (const { began, ended } of runs) {
    const begin = Math.max(seen, began)
    const end = Math.min(to, ended)
    if (end <= begin) continue
    minutes += end - begin
    seen = end
  }
  return minutes
}

const minuteOf = (at: number) => Math.floor(at / minuteMs)

const upsertRun = `
  INSERT INTO runs (began, ended) VALUES (?, ?)
  ON CONFLICT DO UPDATE SET ended = max(ended, excluded.ended)`
