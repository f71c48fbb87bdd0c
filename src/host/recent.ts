import { inFullMs } from '../contract/history.ts'
import { type ColumnSet, idOf } from './columns.ts'
import { Ring, type Stretch } from './ring.ts'
import { RingMemory } from './ring-memory.ts'

const seconds = inFullMs / 1000
/** Ten a second, or a little more: 160 kB of times for a kind, and 2.4 kB a minute for each column that moves. */
const fineSize = { steps: seconds * 11, pageSteps: 600, keys: 2000 }
const coarseSize = { steps: seconds + 60, pageSteps: 300, keys: 2000 }

/** Of all kinds together. */
export interface RecentMemory {
  fine: RingMemory
  coarse: RingMemory
}
/** Room for about 900 columns that move, such as of 100 busy rules, in full; with more, the oldest is there by the second. */
export const recentMemory = (): RecentMemory => ({
  fine: new RingMemory(64_000_000),
  coarse: new RingMemory(24_000_000),
})

/** The last half hour as it was measured (up to ten times a second), and by the second. */
export class Recent<Name extends string> {
  readonly fine: Ring<Name>
  readonly coarse: Ring<Name>

  constructor(columns: ColumnSet<Name>, memory: RecentMemory = recentMemory()) {
    this.fine = new Ring(fineSize, columns, memory.fine)
    this.coarse = new Ring(coarseSize, columns, memory.coarse)
  }

  /** The last so many seconds: up to a minute as measured, else by the second. */
  read(key: string, lastSeconds: number, now: number): Stretch<Name> {
    return this.#of(lastSeconds).read(key, now - lastSeconds * 1000, Number.POSITIVE_INFINITY)
  }

  /** The keys of the parts of `id` of which something is known in the last so many seconds. */
  partsOf(id: string, lastSeconds: number, now: number): string[] {
    return this.#of(lastSeconds)
      .keys(now - lastSeconds * 1000)
      .filter((key) => idOf(key) === id)
      .toArray()
  }

  /** The ring with the finest steps that has all since `from` and not many more than `points`. */
  between(from: number, to: number, points: number): { ring: Ring<Name>; stepMs: number } {
    const fits = this.fine.reaches(from) && this.fine.count(from, to) <= points * 1.05
    return fits ? { ring: this.fine, stepMs: 100 } : { ring: this.coarse, stepMs: 1000 }
  }

  forget(keep: (key: string) => boolean): void {
    this.fine.forget(keep)
    this.coarse.forget(keep)
  }

  #of(lastSeconds: number): Ring<Name> {
    return lastSeconds <= 60 ? this.fine : this.coarse
  }
}
