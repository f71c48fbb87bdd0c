const initial = 4
/** A single stream does nothing for a round trip between two requests. */
const least = 2
/** A count is judged by so much time, unless so many chunks have come before; but not by less than `leastMs`. */
const mostMs = 4000
const leastMs = 750
const enoughChunks = 32
/** What more streams must gain, and what fewer may lose. */
const gain = 1.05
const loss = 0.97
/** Windows between attempts; it doubles with each one in vain. */
const firstHold = 4
const lastHold = 64

/**
 * How many streams to use at once. More are tried now and then, and kept while goodput grows by them; fewer as well, and
 * kept while nothing is lost, for each stream takes memory.
 */
export class StreamCount {
  /** 1 to `max`. */
  streams: number
  #max: number
  #ms = 0
  #bytes = 0
  #chunks = 0
  /** bytes/ms with `#before` streams. */
  #base = 0
  #before: number
  #isUp = true
  #phase: 'judging' | 'settling' | 'trying' = 'judging'
  #hold = 1
  #nextHold = firstHold

  constructor(max: number) {
    this.#max = max
    this.streams = Math.min(initial, max)
    this.#before = this.streams
  }

  setMax(max: number): void {
    this.#max = max
    this.streams = Math.min(this.streams, max)
    this.#before = this.streams
    this.#phase = 'judging'
    this.#clear()
  }

  /** What came in the last `elapsedMs`. `isFull`: all streams were in use all the time, else it says nothing of their number. */
  measure(elapsedMs: number, bytes: number, chunks: number, isFull: boolean): void {
    if (!isFull) return this.#clear()
    this.#ms += elapsedMs
    this.#bytes += bytes
    this.#chunks += chunks
    if (this.#ms < leastMs || (this.#ms < mostMs && this.#chunks < enoughChunks)) return
    const rate = this.#bytes / this.#ms
    this.#clear()
    this.#judge(rate)
  }

  #judge(rate: number): void {
    if (this.#phase === 'settling') {
      // What the streams before have left behind.
      this.#phase = 'trying'
      return
    }
    if (this.#phase === 'judging') {
      this.#base = rate
      if (--this.#hold <= 0) this.#try()
      return
    }
    this.#phase = 'judging'
    const isBetter = this.#isUp ? rate >= this.#base * gain : rate >= this.#base * loss
    this.#base = rate
    if (isBetter) {
      this.#nextHold = firstHold
      // What has gained is tried again at once.
      this.#hold = this.#isUp ? 1 : firstHold
      return
    }
    this.streams = this.#before
    this.#isUp = !this.#isUp
    this.#hold = this.#nextHold
    this.#nextHold = Math.min(this.#nextHold * 2, lastHold)
  }

  #try(): void {
    if (this.#next() === this.streams) this.#isUp = !this.#isUp
    const next = this.#next()
    this.#hold = this.#nextHold
    if (next === this.streams) return
    this.#before = this.streams
    this.streams = next
    this.#phase = 'settling'
  }

  #next(): number {
    return this.#isUp
      ? Math.min(this.streams * 2, this.#max)
      : Math.max(this.streams >> 1, Math.min(least, this.#max))
  }

  #clear(): void {
    this.#ms = 0
    this.#bytes = 0
    this.#chunks = 0
  }
}
