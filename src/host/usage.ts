import type { BondsSnapshot, LinkUsage } from '../contract/bond.ts'
import { partKey } from './columns.ts'
import type { Database } from './database.ts'

const keptDays = 400
const dayMs = 86_400_000
const writeMs = 10_000
/** What keepalives alone add up to may wait longer than what is sent. */
const little = { bytes: 64_000, writeMs: 5 * 60_000 }
/** The engine's day may begin a moment after ours; until then its count is still that of the day before. */
const settleMs = 5000

/** What one link has sent in the day, how much of that is written down, and in the days of that month before it. */
type Count = { bondId: string; link: string; day: string; bytes: number; earlier: number; written: number }

/**
 * Bytes that each link sent, day by day for 400 days. The engine counts, beginning with what it is given from here, so
 * that its figure for a day is the whole of it: a restart of the engine or of Hawser counts nothing twice.
 */
export class Usage {
  readonly #database: Database
  readonly #counts = new Map<string, Count>()
  #day: string
  #turnedAt = Number.NEGATIVE_INFINITY
  #writtenAt: number

  /** `now` in milliseconds since the Unix epoch, as everywhere here. */
  constructor(database: Database, now: number) {
    this.#database = database
    this.#day = localDay(now)
    this.#writtenAt = now
    this.#load()
  }

  snapshot({ at, bonds }: BondsSnapshot): void {
    this.#turnTo(at)
    if (Math.abs(at - this.#turnedAt) < settleMs) return
    for (const bond of bonds)
      for (const { id, dayBytes } of bond.links) if (dayBytes > 0) this.#count(bond.id, id, dayBytes)
    const unwritten = this.#counts.values().reduce((sum, { bytes, written }) => sum + bytes - written, 0)
    const isLittle = unwritten < little.bytes
    if (Math.abs(at - this.#writtenAt) < (isLittle ? little.writeMs : writeMs)) return
    this.#writtenAt = at
    this.flush()
  }

  /** What to give to an engine: the links of these bonds that have sent anything this month. */
  of(bondIds: ReadonlySet<string>, now: number): LinkUsage[] {
    this.#turnTo(now)
    const counts = [...this.#counts.values()].filter(({ bondId }) => bondIds.has(bondId))
    return counts.map(({ bondId, link, day, bytes, earlier }) => ({
      bondId,
      link,
      day,
      dayBytes: bytes,
      monthBytes: earlier + bytes,
    }))
  }

  /** Writes what has changed. */
  flush(): void {
    const changed = [...this.#counts.values()].filter(({ bytes, written }) => bytes > written)
    if (changed.length === 0) return
    const done = this.#database.write((database) => {
      const upsert = database.prepare(upsertDay)
      for (const { bondId, link, day, bytes } of changed) upsert.run(bondId, link, day, bytes)
      const oldest = localDay(Date.parse(`${this.#day}T12:00`) - keptDays * dayMs)
      database.prepare('DELETE FROM usage WHERE day < ?').run(oldest)
    })
    if (done) for (const count of changed) count.written = count.bytes
  }

  #count(bondId: string, link: string, bytes: number): void {
    const key = partKey(bondId, link)
    let count = this.#counts.get(key)
    if (count === undefined) {
      count = { bondId, link, day: this.#day, bytes: 0, earlier: 0, written: 0 }
      this.#counts.set(key, count)
    }
    if (bytes <= count.bytes) return
    count.bytes = Math.floor(bytes)
  }

  /** Begins a new day when one has begun, also when the clock was set. */
  #turnTo(now: number): void {
    const day = localDay(now)
    if (day === this.#day) return
    this.flush()
    this.#day = day
    this.#turnedAt = now
    const before = [...this.#counts.values()]
    this.#load()
    // Without a database the month goes on from memory.
    for (const old of before) {
      const key = partKey(old.bondId, old.link)
      if (this.#counts.has(key) || monthOf(old.day) !== monthOf(day)) continue
      this.#counts.set(key, { ...old, day, bytes: 0, earlier: old.earlier + old.bytes, written: 0 })
    }
  }

  #load(): void {
    this.#counts.clear()
    const rows = this.#database.use(
      (database) => database.prepare(selectMonth).all(this.#day, this.#day, `${monthOf(this.#day)}-01`),
      [],
    )
    for (const { bond, link, bytes, earlier } of rows) {
      const [bondId, name] = [String(bond), String(link)]
      this.#counts.set(partKey(bondId, name), {
        bondId,
        link: name,
        day: this.#day,
        bytes: Number(bytes),
        earlier: Number(earlier),
        written: Number(bytes),
      })
    }
  }
}

/** Never less than what is known of the day. */
const upsertDay = `
  INSERT INTO usage (bond, link, day, bytes) VALUES (?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET bytes = max(bytes, excluded.bytes)`
const selectMonth = `
  SELECT bond, link,
    sum(CASE WHEN day = ? THEN bytes ELSE 0 END) AS bytes,
    sum(CASE WHEN day < ? THEN bytes ELSE 0 END) AS earlier
  FROM usage WHERE day >= ? GROUP BY bond, link`

/** Such as `2026-11-21`, in local time. */
export function localDay(at: number): string {
  const date = new Date(at)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

const monthOf = (day: string) => day.slice(0, 7)
