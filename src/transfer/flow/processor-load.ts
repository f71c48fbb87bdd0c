/** A beat that comes so much later than it was meant to be shows nothing yet; */
const punctualMs = 4
/** one that comes as late as this, time after time, that others hold the processor. */
const heldUpMs = 16
/** What a machine that slept is late counts no more than this. */
const longestMs = 250
const smoothing = 4

/** How much of this machine's processors, or of this event loop, is in use: what the system tells, and how late beats come. */
export class ProcessorLoad {
  readonly #read: () => number
  #use = -1
  #lateMs = 0

  /** `read`: the part (0 … 1) that was in use since it was asked last; -1 unknown. */
  constructor(read: () => number = () => -1) {
    this.#read = read
  }

  /** Some times a second; so much later than it was meant to be. */
  beat(lateMs: number): void {
    const use = this.#read()
    if (use < 0) this.#use = -1
    else this.#use = this.#use < 0 ? use : this.#use + (use - this.#use) / smoothing
    this.#lateMs += (Math.min(lateMs, longestMs) - this.#lateMs) / smoothing
  }

  /** 0 … 1 over the last second or so; -1 while nothing is known. */
  get part(): number {
    const held = Math.min(1, (this.#lateMs - punctualMs) / (heldUpMs - punctualMs))
    return held <= 0 ? this.#use : Math.max(this.#use, held)
  }
}
