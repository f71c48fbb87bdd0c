/** 60 s at 10 Hz. */
export const sparkSlots = 600

/** Bytes/s of one thing in the past; times in ms since the Unix epoch. */
export type PastRates = { id: string; at: readonly number[]; rates: readonly number[] }

/** Bytes/s of everything that moves over the last minute, on one time line. What never moved takes no memory. */
export class Sparks {
  readonly at = new Float64Array(sparkSlots)
  readonly #rates = new Map<string, Float32Array>()
  #head = -1
  #count = 0

  /** How many steps are known. */
  get length(): number {
    return this.#count
  }
  clear(): void {
    this.#rates.clear()
    this.#head = -1
    this.#count = 0
  }
  keep(ids: { has(id: string): boolean }): void {
    for (const id of this.#rates.keys()) if (!ids.has(id)) this.#rates.delete(id)
  }

  step(at: number, ids: readonly string[], rates: readonly number[]): void {
    this.#head = (this.#head + 1) % sparkSlots
    this.#count = Math.min(this.#count + 1, sparkSlots)
    this.at[this.#head] = at
    for (const values of this.#rates.values()) values[this.#head] = 0
    for (let n = 0; n < ids.length; n++) {
      const rate = rates[n] ?? 0
      if (rate <= 0 && !this.#rates.has(ids[n]!)) continue
      this.#of(ids[n]!)[this.#head] = rate
    }
  }

  /** Fills the past of all with what the host remembers of the same minute, once live steps have begun. */
  backfill(all: readonly PastRates[]): void {
    if (this.#head < 0) return
    const before = this.#count
    let longest = 0
    for (const past of all) longest = Math.max(longest, this.#fillPast(past))
    this.#count = Math.min(sparkSlots, before + longest)
  }

  /** How many steps were there to fill in. */
  #fillPast({ id, at, rates }: PastRates): number {
    const oldest = this.at[(this.#head - this.#count + 1 + sparkSlots) % sparkSlots]!
    const values = this.#of(id)
    const past = at.findLastIndex((time) => time < oldest)
    for (let back = 0; back <= past && this.#count + back < sparkSlots; back++) {
      const slot = (this.#head - this.#count - back + 2 * sparkSlots) % sparkSlots
      values[slot] = rates[past - back] ?? 0
      this.at[slot] = at[past - back]!
    }
    return past + 1
  }

  /** The last `slots` rates written into `out`, oldest first; false for what never moved. */
  read(id: string, out: Float32Array): boolean {
    const values = this.#rates.get(id)
    if (values === undefined) return false
    for (let n = 0; n < out.length; n++)
      out[n] = values[(this.#head - out.length + 1 + n + 2 * sparkSlots) % sparkSlots]!
    return true
  }

  /**
   * The times of the last minute in seconds, and the rates of each of these, as a chart wants them: averages over
   * `per` steps each, which divides the number of slots, so that the same steps stay together as time goes on.
   */
  columns(ids: readonly string[], per = 1): Float64Array[] {
    const oldest = this.#head - this.#count + 1 + sparkSlots
    const first = Math.ceil(oldest / per) * per
    const count = Math.max(0, this.#count - (first - oldest))
    const column = (values: ArrayLike<number> | undefined, factor: number) => {
      const out = new Float64Array(Math.ceil(count / per))
      if (values === undefined) return out
      for (let n = 0; n < out.length; n++) {
        const steps = Math.min(per, count - n * per)
        let sum = 0
        for (let step = 0; step < steps; step++) sum += values[(first + n * per + step) % sparkSlots]!
        out[n] = (sum / steps) * factor
      }
      return out
    }
    return [column(this.at, 0.001), ...ids.map((id) => column(this.#rates.get(id), 1))]
  }

  /** Average of the last half second, which is calmer to read than one instant. */
  mean(id: string, steps = 5): number {
    const values = this.#rates.get(id)
    const count = Math.min(steps, this.#count)
    if (values === undefined || count === 0) return 0
    let sum = 0
    for (let n = 0; n < count; n++) sum += values[(this.#head - n + sparkSlots) % sparkSlots]!
    return sum / count
  }

  #of(id: string): Float32Array {
    let values = this.#rates.get(id)
    if (values === undefined) {
      values = new Float32Array(sparkSlots)
      this.#rates.set(id, values)
    }
    return values
  }
}
