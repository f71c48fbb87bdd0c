/** Data packets offered to a link in each `binMs`, over the last `bins × binMs`. */
export interface Timeline {
  /** Monotonic ms, as `monotonicMs` tells it in every thread and process of this machine. */
  fromMs: number
  binMs: number
  counts: number[]
}

export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6

/** Packets of the bins that begin within a span of time, monotonic ms. */
export function packetsBetween({ fromMs, binMs, counts }: Timeline, startMs: number, endMs: number): number {
  const indexOf = (ms: number) => Math.max(0, Math.ceil((ms - fromMs) / binMs))
  return counts.slice(indexOf(startMs), indexOf(endMs)).reduce((sum, count) => sum + count, 0)
}

const binMs = 10
const bins = 6000

/** Counts by time in a ring; what is older than a minute is forgotten. */
export class TimelineRecorder {
  readonly #counts = new Uint32Array(bins)
  #newest = Math.floor(monotonicMs() / binMs)
  #oldest = this.#newest

  add(nowMs: number): void {
    this.#goTo(nowMs)
    this.#counts[this.#newest % bins]!++
  }

  read(nowMs: number): Timeline {
    this.#goTo(nowMs)
    const first = Math.max(this.#oldest, this.#newest - bins + 1)
    const counts = Array.from(
      { length: this.#newest - first + 1 },
      (_, index) => this.#counts[(first + index) % bins]!,
    )
    return { fromMs: first * binMs, binMs, counts }
  }

  #goTo(nowMs: number): void {
    const bin = Math.floor(nowMs / binMs)
    if (bin - this.#newest >= bins) this.#counts.fill(0)
    else for (let each = this.#newest + 1; each <= bin; each++) this.#counts[each % bins] = 0
    this.#newest = Math.max(this.#newest, bin)
  }
}
