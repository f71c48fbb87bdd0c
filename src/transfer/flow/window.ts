import type { Clock } from '../clock.ts'

const kib = 1024
const mib = 1024 * kib
/** Chromium's SCTP overruns a limit of its own with a first window that is larger. */
export const firstWindow = 256 * kib
export const floorWindow = 128 * kib
export const largestWindow = 8 * mib
/** Under so short a round trip more than 512 KiB is never on its way usefully. */
const nearMs = 5
const nearWindow = 512 * kib
/** Browsers tell whole milliseconds: none at all is less than one. */
const leastMs = 0.5
const step = 64 * kib
/** A round trip as far as growth is concerned, at least; below it goodput is noise. */
const shortestRoundMs = 20
/** The least that goodput must gain in two rounds to have grown, unless a step is less than that. */
const growth = 0.02
/** What the receiver may take to acknowledge, which is a part of the round trip of credit. */
const acknowledgeMs = 10
/** Goodput of single rounds jumps about: the best of the last ones counts. */
const bestForgetting = 0.9
/** How fast a round trip that was short once is forgotten, each sample: slowly, for the lane's own queue lengthens those that follow. */
const forgetting = 1.005
/** After so many rounds without growth one step is tried all the same. */
const roundsToProbe = 16
/** After so many rounds in which even the first window was far too much, it falls. */
const roundsToShrink = 32

/**
 * How many bytes a lane may have sent that the receiver has not acknowledged as taken. Begins at 256 KiB; 64 KiB more each
 * round trip while goodput grows and the stack discards nothing; half on discards; at most twice goodput × round trip (that of credit, which includes the
 * receiver's delay).
 */
export class SendWindow {
  readonly #clock: Clock
  #window = firstWindow
  #sent = 0
  #acked = 0
  /** Of the stack's samples, slowly forgotten; -1 before the first. */
  #rttMs = -1
  /** Measured here, acknowledgement and disk included: the fallback where the stack does not tell. */
  #ownRttMs = -1
  #markBytes = -1
  #markAt = 0
  #discarded = -1
  #roundAt: number
  #roundAcked = 0
  #wasFull = false
  #goodput = 0
  /** The best of the last rounds that were full. */
  #best = 0
  /** Of the round before, and of the one before that. */
  #before = 0
  #beforeThat = 0
  #heldRounds = 0
  #emptyRounds = 0

  constructor(clock: Clock) {
    this.#clock = clock
    this.#roundAt = clock.now()
  }

  get window(): number {
    return this.#window
  }

  get inFlight(): number {
    return this.#sent - this.#acked
  }

  /** Bytes since the lane began. */
  get acknowledged(): number {
    return this.#acked
  }

  /** bytes/s that were acknowledged in the last round trip or 20 ms */
  get goodput(): number {
    return this.#goodput
  }

  /** Whether so many bytes may follow. One piece may always be on its way, whatever its size. */
  room(bytes: number): boolean {
    const inFlight = this.#sent - this.#acked
    const fits = inFlight === 0 || inFlight + bytes <= this.#window
    if (!fits) this.#wasFull = true
    return fits
  }

  sent(bytes: number): void {
    if (this.inFlight === 0) this.#resume()
    this.#sent += bytes
    if (this.#markBytes < 0) {
      this.#markBytes = this.#sent
      this.#markAt = this.#clock.now()
    }
  }

  /** All that was acknowledged since the lane began. Less than before is ignored, more than was sent counts as all. */
  acked(totalBytes: number): void {
    if (!(totalBytes > this.#acked)) return
    this.#acked = Math.min(totalBytes, this.#sent)
    const now = this.#clock.now()
    if (this.#markBytes >= 0 && this.#acked >= this.#markBytes) {
      const ms = now - this.#markAt
      this.#ownRttMs = this.#ownRttMs < 0 ? ms : Math.min(ms, this.#ownRttMs * 1.02)
      this.#markBytes = -1
    }
    const ms = now - this.#roundAt
    if (ms >= Math.max(this.#roundTrip(), shortestRoundMs)) this.#endRound(now, ms)
  }

  /** What the stack knows, some times a second; -1 where it does not know. Discards are counted since the lane began. */
  sample({ rttMs, discardedPackets }: { rttMs: number; discardedPackets: number }): void {
    if (rttMs >= 0) {
      const ms = Math.max(rttMs, leastMs)
      this.#rttMs = this.#rttMs < 0 ? ms : Math.min(ms, this.#rttMs * forgetting)
    }
    if (discardedPackets < 0) return
    if (discardedPackets > Math.max(this.#discarded, 0)) {
      this.#window = Math.max(floorWindow, Math.floor(this.#window / 2))
      this.#heldRounds = 0
      // What follows is not compared with what was before.
      this.#before = Number.POSITIVE_INFINITY
      this.#beforeThat = Number.POSITIVE_INFINITY
    }
    this.#discarded = discardedPackets
  }

  #roundTrip(): number {
    return this.#rttMs >= 0 ? this.#rttMs : Math.max(this.#ownRttMs, 0)
  }

  /** Nothing was on its way: that time says nothing of the path. */
  #resume(): void {
    this.#roundAt = this.#clock.now()
    this.#roundAcked = this.#acked
    this.#wasFull = false
    this.#markBytes = -1
  }

  #endRound(now: number, ms: number): void {
    const goodput = ((this.#acked - this.#roundAcked) * 1000) / ms
    this.#goodput = goodput
    if (this.#wasFull) this.#adapt(goodput)
    this.#beforeThat = this.#before
    this.#before = goodput
    this.#roundAt = now
    this.#roundAcked = this.#acked
    this.#wasFull = false
  }

  #adapt(goodput: number): void {
    const rtt = this.#roundTrip()
    this.#best = Math.max(goodput, this.#best * bestForgetting)
    const cap =
      rtt < nearMs
        ? nearWindow
        : Math.min(largestWindow, Math.floor((2 * this.#best * (rtt + acknowledgeMs)) / 1000))
    if (this.#window + step <= cap) {
      this.#emptyRounds = 0
      const hasGrown = goodput > this.#beforeThat * (1 + Math.min(growth, step / this.#window / 2))
      if (hasGrown || ++this.#heldRounds >= roundsToProbe) {
        this.#heldRounds = 0
        this.#window += step
      }
      return
    }
    if (this.#window > Math.max(cap, firstWindow)) {
      this.#window = Math.max(cap, firstWindow, this.#window - step)
    } else if (this.#window > Math.max(cap * 2, floorWindow) && ++this.#emptyRounds >= roundsToShrink) {
      this.#window = Math.max(floorWindow, this.#window - step)
    }
  }
}
