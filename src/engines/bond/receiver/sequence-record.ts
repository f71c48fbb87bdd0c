import { distance } from '../protocol/sequence.ts'

/** The newest so many sequence numbers are remembered; at 500 Mbit/s that is a third of a second. */
export const recordedNumbers = 16_384
const mask = recordedNumbers - 1
const half = 0x4000_0000

/**
 * Which of a stream's newest sequence numbers have arrived. A number that is skipped may still come by a slower link or
 * as a retransmission, so it counts as missing only once it is settled: by the clock (`settle`), or because it falls out
 * of the record. Everything is counted relative to the highest number, so the wrap at 2³¹ needs no care.
 */
export class SequenceRecord {
  /** Arrived before. */
  duplicates = 0
  /** Settled and not arrived. One that comes after all is taken off again. */
  missing = 0
  /** How far the highest number has gone up since the beginning; only rises. */
  advanced = 0
  readonly #bits = new Uint32Array(recordedNumbers / 32)
  #highest = -1
  /** So many numbers up to the highest are in the record, and the newest `#open` of them are not settled. */
  #span = 0
  #open = 0

  /** Forgets the numbering, as a new SRT connection does. */
  restart(): void {
    if (this.#highest < 0) return
    this.settle(0)
    this.#highest = -1
  }

  arrived(sequence: number): void {
    if (this.#highest < 0) return this.#start(sequence)
    const ahead = distance(this.#highest, sequence)
    if (ahead > 0 && ahead < half) this.#advance(sequence, ahead)
    else this.#fill(sequence, distance(sequence, this.#highest))
  }

  /** Everything but the newest `keep` numbers is judged: what has not arrived is missing. */
  settle(keep: number): void {
    if (keep >= this.#open) return
    const first = this.#highest - this.#open + 1
    this.missing += this.#countUnset(first, this.#open - keep)
    this.#open = keep
  }

  #start(sequence: number): void {
    this.#highest = sequence
    this.#span = 1
    this.#open = 1
    this.#bits[(sequence & mask) >> 5]! |= 1 << (sequence & 31)
  }

  #advance(sequence: number, ahead: number): void {
    this.advanced += ahead
    if (ahead >= recordedNumbers) {
      this.settle(0)
      this.missing += ahead - 1
      this.#start(sequence)
      return
    }
    this.settle(recordedNumbers - ahead)
    this.#clear(this.#highest + 1, ahead)
    this.#bits[(sequence & mask) >> 5]! |= 1 << (sequence & 31)
    this.#highest = sequence
    this.#span = Math.min(this.#span + ahead, recordedNumbers)
    this.#open += ahead
  }

  #fill(sequence: number, behind: number): void {
    // Before the first that arrived, or too old to know.
    if (behind >= this.#span) return
    const word = (sequence & mask) >> 5
    const bit = 1 << (sequence & 31)
    if ((this.#bits[word]! & bit) !== 0) {
      this.duplicates++
      return
    }
    this.#bits[word]! |= bit
    if (behind >= this.#open) this.missing--
  }

  #clear(first: number, count: number): void {
    for (let at = first, left = count; left > 0; ) {
      const taken = Math.min(32 - (at & 31), left)
      this.#bits[(at & mask) >> 5]! &= ~bitsOf(at & 31, taken)
      at += taken
      left -= taken
    }
  }

  #countUnset(first: number, count: number): number {
    let unset = 0
    for (let at = first, left = count; left > 0; ) {
      const taken = Math.min(32 - (at & 31), left)
      unset += onesIn(~this.#bits[(at & mask) >> 5]! & bitsOf(at & 31, taken))
      at += taken
      left -= taken
    }
    return unset
  }
}

const bitsOf = (first: number, count: number) => (count === 32 ? -1 : ((1 << count) - 1) << first)

function onesIn(word: number): number {
  let ones = 0
  for (let left = word; left !== 0; left &= left - 1) ones++
  return ones
}
