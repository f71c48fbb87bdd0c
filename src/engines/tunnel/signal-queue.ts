/** What is to be said to the other end of a tube. */
export interface OutgoingSignal {
  tubeId: string
  signal: { text: string }
}

/** So many wait for a host that does not read; later ones are not kept: what is not answered is told again. */
const limit = 4096

/** What the tubes have to say to their other ends, in order, for the one host that reads it. */
export class SignalQueue {
  readonly #overrun: () => void
  #isOverrun = false
  #waiting: OutgoingSignal[] = []
  #wake = () => {}

  /** `overrun`: signals begin to be lost. */
  constructor(overrun: () => void) {
    this.#overrun = overrun
  }

  add(tubeId: string, text: string): void {
    if (this.#waiting.length < limit) {
      this.#isOverrun = false
      this.#waiting.push({ tubeId, signal: { text } })
    } else if (!this.#isOverrun) {
      this.#isOverrun = true
      this.#overrun()
    }
    this.#wake()
  }

  /** What a tube that is over has not said yet is of no use any more. */
  drop(tubeId: string): void {
    this.#waiting = this.#waiting.filter((each) => each.tubeId !== tubeId)
  }

  /** Everything there is, then each new one, until the signal aborts. */
  async *read(signal: AbortSignal): AsyncGenerator<OutgoingSignal, void, undefined> {
    signal.addEventListener('abort', () => this.#wake())
    while (!signal.aborted) {
      const next = this.#waiting.shift()
      if (next) yield next
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
    }
  }
}
