/** A path that makes so many answers take alike long is known by them; */
const enoughAlike = 3
const alike = 1.25
const alikeMs = 1
/** one that does not, as with a busy processor at either end, by so many. */
const enoughUnlike = 20
/** Below this no more need be asked: the path is not long, whatever made other answers late. */
const surelyNearMs = 5

/** The round trip that is the path's own: the shortest one, once enough are known. Busy processors make some answers late, a long path all of them. */
export class ShortestRoundTrip {
  #shortest = -1
  #longest = -1
  #count = 0

  /** ms; of answers to what was asked for this, one after the other. */
  add(rttMs: number): void {
    this.#count++
    this.#longest = Math.max(this.#longest, rttMs)
    this.hint(rttMs)
  }

  /** One that somebody else has measured. */
  hint(rttMs: number): void {
    if (rttMs >= 0 && (this.#shortest < 0 || rttMs < this.#shortest)) this.#shortest = rttMs
  }

  /** Whether there is no use in asking more. */
  get isKnown(): boolean {
    if (this.#count >= enoughUnlike) return true
    if (this.#count < enoughAlike) return false
    return this.#shortest < surelyNearMs || this.#longest <= alike * this.#shortest + alikeMs
  }

  /** -1 while it is not known. */
  get ms(): number {
    return this.isKnown ? this.#shortest : -1
  }

  /** The path is another. */
  forget(): void {
    this.#shortest = -1
    this.#longest = -1
    this.#count = 0
  }
}
