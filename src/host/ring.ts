import type { ColumnSet, Row } from './columns.ts'
import type { RingMemory, Shedding } from './ring-memory.ts'

/** Three digits after the point are all that a chart needs. */
const round = (value: number) => Math.round(value * 1000) / 1000

/** Equally long arrays; `at` in milliseconds since the Unix epoch, rising. Null where a value is not known. */
export type Stretch<Name extends string> = { at: number[]; columns: Record<Name, (number | null)[]> }

export interface RingSize {
  /** Steps that are kept, and those that are taken and let go of together. */
  steps: number
  pageSteps: number
  /** As many keys at most. */
  keys: number
}

/** The values of one column within a page; none while they are all zero. */
type Page = (Float32Array | undefined)[]
/** What is remembered under one key: by page, and in which steps there was nothing of it. */
type Track = {
  pages: (Page | undefined)[]
  first: number
  last: number
  gaps: { from: number; to: number }[]
}

const gapsKept = 64
const bytesPerValue = Float32Array.BYTES_PER_ELEMENT
/** Steps come at least every second; where none came for so long, nothing is known. */
const pauseMs = 2500

/**
 * The last so many rows of every key, on a common time line. A column takes memory only for the pages in which it was
 * something else than zero, because most things are idle and most of their columns never move.
 */
export class Ring<Name extends string> implements Shedding {
  readonly #size: RingSize
  readonly #names: readonly Name[]
  readonly #memory: RingMemory
  readonly #at: Float64Array
  readonly #pages: number
  readonly #tracks = new Map<string, Track>()
  /** Steps are counted on; the slot of a step is what remains of it. */
  #newest = -1
  #oldest = 0
  #bytes = 0
  #refused = new Set<string>()
  #lost = 0

  constructor(size: RingSize, { names }: ColumnSet<Name>, memory: RingMemory) {
    this.#size = size
    this.#names = names
    this.#memory = memory
    // One more page, so that all steps are there while the oldest of it make room.
    this.#pages = Math.ceil(size.steps / size.pageSteps) + 1
    this.#at = new Float64Array(this.#pages * size.pageSteps)
    memory.join(this)
  }

  get bytes(): number {
    return this.#bytes
  }
  get size(): number {
    return this.#tracks.size
  }
  /** Keys for which there was no room of late. */
  get leftOut(): number {
    return this.#refused.size
  }
  /** Values for which there was no memory. */
  get lost(): number {
    return this.#lost
  }
  /** When its first step was; Infinity before there is any. */
  get since(): number {
    return this.#newest < 0 ? Number.POSITIVE_INFINITY : this.#at[this.#slot(this.#oldest)]!
  }
  /** Whether it had to let go of anything. */
  get hasDropped(): boolean {
    return this.#oldest > 0
  }
  /** Whether everything since `from` is there, as far as it ever was. */
  reaches(from: number): boolean {
    return !this.hasDropped || this.since <= from
  }

  /** Begins the next point in time; rows that `put` adds belong to it. */
  step(at: number): void {
    const { steps, pageSteps } = this.#size
    this.#newest++
    this.#oldest = Math.max(this.#oldest, this.#newest - steps + 1)
    if (this.#newest % pageSteps === 0) this.#turnPage()
    this.#at[this.#slot(this.#newest)] = at
  }

  put(key: string, row: Row): void {
    const track = this.#trackOf(key)
    if (track === undefined) return
    const { pageSteps } = this.#size
    const slot = this.#slot(this.#newest)
    const number = Math.floor(slot / pageSteps)
    let page = track.pages[number]
    for (let column = 0; column < row.length; column++) {
      const value = row[column]!
      if (value === 0 && page?.[column] === undefined) continue
      if (page === undefined) {
        page = new Array(row.length)
        track.pages[number] = page
      }
      const values = page[column] ?? this.#newValues(page, column)
      if (values) values[slot % pageSteps] = value
      else this.#lost++
    }
  }

  /** The keys of which something is known since `from`. */
  *keys(from = Number.NEGATIVE_INFINITY): Generator<string> {
    for (const [key, { last }] of this.#tracks)
      if (last >= this.#oldest && this.#at[this.#slot(last)]! >= from) yield key
  }

  forget(keep: (key: string) => boolean): void {
    for (const [key, track] of this.#tracks) if (!keep(key)) this.#drop(key, track)
  }

  shed(): boolean {
    const { pageSteps } = this.#size
    if (this.#newest - this.#oldest < pageSteps) return false
    const page = Math.floor(this.#slot(this.#oldest) / pageSteps)
    if (page === Math.floor(this.#slot(this.#newest) / pageSteps)) return false
    this.#clear(page)
    this.#oldest += pageSteps - (this.#oldest % pageSteps)
    return true
  }

  /** How many steps there are between two times. */
  count(from: number, to: number): number {
    return this.#between(from, to).length
  }

  /** Everything between two times, with a moment in which nothing is known where there was a pause. */
  read(key: string, from: number, to: number, names: readonly Name[] = this.#names): Stretch<Name> {
    const steps = this.#between(from, to)
    const track = this.#tracks.get(key)
    const known = steps.map((step) => step >= 0 && track !== undefined && isIn(track, step))
    const { pageSteps } = this.#size
    const columns = {} as Record<Name, (number | null)[]>
    for (const name of names) {
      const column = this.#names.indexOf(name)
      columns[name] = steps.map((step, n) => {
        if (!known[n]) return null
        const slot = this.#slot(step)
        const value = track!.pages[Math.floor(slot / pageSteps)]?.[column]?.[slot % pageSteps] ?? 0
        return Number.isNaN(value) ? null : round(value)
      })
    }
    return {
      at: steps.map((step) => (step >= 0 ? this.#at[this.#slot(step)]! : this.#afterPause(step))),
      columns,
    }
  }

  /** The steps between two times, oldest first; where there was a pause, below zero: the one before it, from -2 down. */
  #between(from: number, to: number): number[] {
    const steps: number[] = []
    let later = Number.POSITIVE_INFINITY
    for (let step = this.#newest; step >= this.#oldest; step--) {
      const at = this.#at[this.#slot(step)]!
      // The clock was set back: what comes after is true.
      if (at >= later) continue
      if (at < from) break
      if (at > to) continue
      if (later !== Number.POSITIVE_INFINITY && later - at > pauseMs) steps.push(-2 - step)
      steps.push(step)
      later = at
    }
    return steps.reverse()
  }

  #afterPause(mark: number): number {
    return this.#at[this.#slot(-2 - mark)]! + 1
  }

  #slot(step: number): number {
    return step % this.#at.length
  }

  #trackOf(key: string): Track | undefined {
    const step = this.#newest
    const track = this.#tracks.get(key)
    if (track === undefined) return this.#newTrack(key)
    if (track.last < step - 1) {
      track.gaps.push({ from: track.last + 1, to: step - 1 })
      if (track.gaps.length > gapsKept) track.gaps.shift()
    }
    track.last = step
    return track
  }

  #newTrack(key: string): Track | undefined {
    if (this.#tracks.size >= this.#size.keys) {
      if (this.#refused.size < this.#size.keys) this.#refused.add(key)
      return undefined
    }
    const track = { pages: new Array(this.#pages), first: this.#newest, last: this.#newest, gaps: [] }
    this.#tracks.set(key, track)
    return track
  }

  /** The page that begins holds nothing of its earlier round; what has not been seen since the oldest step is forgotten. */
  #turnPage(): void {
    this.#clear(Math.floor(this.#slot(this.#newest) / this.#size.pageSteps))
    this.#refused.clear()
    for (const [key, track] of this.#tracks) if (track.last < this.#oldest) this.#drop(key, track)
  }

  #newValues(page: Page, column: number): Float32Array | undefined {
    const bytes = this.#size.pageSteps * bytesPerValue
    if (!this.#memory.take(bytes)) return undefined
    this.#bytes += bytes
    const values = new Float32Array(this.#size.pageSteps)
    page[column] = values
    return values
  }

  #clear(number: number): void {
    for (const track of this.#tracks.values()) {
      this.#give(track.pages[number])
      track.pages[number] = undefined
    }
  }

  #drop(key: string, track: Track): void {
    for (const page of track.pages) this.#give(page)
    this.#tracks.delete(key)
  }

  #give(page: Page | undefined): void {
    if (page === undefined) return
    let bytes = 0
    for (const values of page) if (values) bytes += values.byteLength
    this.#bytes -= bytes
    this.#memory.give(bytes)
  }
}

const isIn = ({ first, last, gaps }: Track, step: number) =>
  step >= first && step <= last && !gaps.some(({ from, to }) => step >= from && step <= to)
