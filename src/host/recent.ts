import type { ColumnSet, Row } from './columns.ts'

/** Three digits after the point are all that a chart needs. */
const round = (value: number) => Math.round(value * 1000) / 1000

/** Equally long arrays; `at` in milliseconds since the Unix epoch, rising. */
export type Stretch<Name extends string> = { at: number[]; columns: Record<Name, number[]> }

/** What is remembered under one key. */
type Track = { columns: (Float32Array | undefined)[]; stepsAgo: number }

/**
 * The last so many rows of every key, on a common time line. A column takes memory only once it held something else
 * than zero, because most things are idle and most of their columns never move.
 */
export class Ring<Name extends string> {
  readonly #slots: number
  readonly #names: readonly Name[]
  readonly #at: Float64Array
  readonly #tracks = new Map<string, Track>()
  #newest = -1
  #count = 0

  constructor(slots: number, { names }: ColumnSet<Name>) {
    this.#slots = slots
    this.#names = names
    this.#at = new Float64Array(slots)
  }

  /** Begins the next point in time; rows that `put` adds belong to it. */
  step(at: number): void {
    this.#newest = (this.#newest + 1) % this.#slots
    this.#count = Math.min(this.#count + 1, this.#slots)
    this.#at[this.#newest] = at
    for (const [key, track] of this.#tracks) {
      // Links come and go with their interfaces; one whose last row has left the ring leaves with it.
      if (++track.stepsAgo > this.#slots) this.#tracks.delete(key)
      for (const values of track.columns) if (values) values[this.#newest] = 0
    }
  }

  put(key: string, row: Row): void {
    let track = this.#tracks.get(key)
    if (track === undefined) {
      track = { columns: new Array(row.length), stepsAgo: 0 }
      this.#tracks.set(key, track)
    }
    track.stepsAgo = 0
    const { columns } = track
    for (let column = 0; column < row.length; column++) {
      const value = row[column]!
      if (value === 0 && columns[column] === undefined) continue
      columns[column] ??= new Float32Array(this.#slots)
      columns[column]![this.#newest] = value
    }
  }

  keys(): Iterable<string> {
    return this.#tracks.keys()
  }

  forget(keep: (key: string) => boolean): void {
    for (const key of this.#tracks.keys()) if (!keep(key)) this.#tracks.delete(key)
  }

  /** Everything since `from`. A key of which nothing is known was idle. */
  read(key: string, from: number): Stretch<Name> {
    const slots: number[] = []
    for (let back = 0; back < this.#count; back++) {
      const slot = (this.#newest - back + this.#slots) % this.#slots
      if (this.#at[slot]! < from) break
      slots.push(slot)
    }
    slots.reverse()
    const columns = this.#tracks.get(key)?.columns
    return {
      at: slots.map((slot) => this.#at[slot]!),
      columns: Object.fromEntries(
        this.#names.map((name, column) => {
          const values = columns?.[column]
          return [name, slots.map((slot) => (values ? round(values[slot]!) : 0))]
        }),
      ) as Record<Name, number[]>,
    }
  }
}

/** The last minute at 10 Hz and the last half hour at 1 Hz. */
export class Recent<Name extends string> {
  readonly fine: Ring<Name>
  readonly coarse: Ring<Name>

  constructor(columns: ColumnSet<Name>) {
    this.fine = new Ring(600, columns)
    this.coarse = new Ring(1800, columns)
  }

  read(key: string, seconds: number, now: number): Stretch<Name> {
    return this.#of(seconds).read(key, now - seconds * 1000)
  }

  /** The keys that begin with `prefix` and of which something is known in the last so many seconds. */
  keys(prefix: string, seconds: number): string[] {
    return [...this.#of(seconds).keys()].filter((key) => key.startsWith(prefix))
  }

  forget(keep: (key: string) => boolean): void {
    this.fine.forget(keep)
    this.coarse.forget(keep)
  }

  #of(seconds: number): Ring<Name> {
    return seconds <= 60 ? this.fine : this.coarse
  }
}
