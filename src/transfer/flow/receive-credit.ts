import type { Clock } from '../clock.ts'

const bytesToTell = 64 * 1024
const msToTell = 10

/** When the receiver tells how much it has taken: after each 64 KiB, and at most 10 ms after the first byte that it has not told. */
export class ReceiveCredit {
  readonly #clock: Clock
  readonly #acknowledge: (totalBytes: number) => void
  #total = 0
  #told = 0
  #cancel: (() => void) | undefined
  #isClosed = false

  constructor(clock: Clock, acknowledge: (totalBytes: number) => void) {
    this.#clock = clock
    this.#acknowledge = acknowledge
  }

  taken(bytes: number): void {
    this.#total += bytes
    if (this.#isClosed) return
    if (this.#total - this.#told >= bytesToTell) this.#tell()
    // One that is set stays, even if what it was for has been told: a timer for each message would cost more.
    else this.#cancel ??= this.#clock.after(msToTell, this.#due)
  }

  /** Nothing is told any more. */
  close(): void {
    this.#isClosed = true
    this.#cancel?.()
    this.#cancel = undefined
  }

  readonly #due = (): void => {
    this.#cancel = undefined
    if (this.#total > this.#told) this.#tell()
  }

  #tell(): void {
    this.#told = this.#total
    this.#acknowledge(this.#total)
  }
}
