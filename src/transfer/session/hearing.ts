import type { Clock } from '../clock.ts'

/** What was taken of the numbered control messages is told after so long, or so many. */
const heardMs = 10
const heardFrames = 64

/** Says when the other end is told which of its numbered messages were heard. */
export class Hearing {
  readonly #clock: Clock
  readonly #tell: () => void
  #unheard = 0
  #cancel: (() => void) | undefined

  constructor(clock: Clock, tell: () => void) {
    this.#clock = clock
    this.#tell = tell
  }

  /** One more has come, new or not. */
  heard(): void {
    if (++this.#unheard >= heardFrames) this.tell()
    else this.#cancel ??= this.#clock.after(heardMs, () => this.tell())
  }

  /** Now, if there is something to tell. */
  tell(): void {
    this.close()
    if (this.#unheard === 0) return
    this.#unheard = 0
    this.#tell()
  }

  close(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }
}
