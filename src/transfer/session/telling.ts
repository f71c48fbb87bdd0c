import type { Clock } from '../clock.ts'
import { encodeJson, encodeStored, storedPerFrame } from './control-frame.ts'
import type { ControlStream } from './control-stream.ts'

/** What was stored and finished is told so often, and whenever a message is full. */
const tellMs = 10
const filesPerMessage = 4096

/** Tells the one who sends a transfer what is on the disk, many blocks and files at a time. */
export class Telling {
  readonly #transfer: number
  readonly #clock: Clock
  readonly #control: ControlStream
  readonly #told: () => void
  #stored: number[] = []
  #finished: number[] = []
  #cancel: (() => void) | undefined
  /** Messages about finished files that the other end has not heard. */
  #unheard = 0

  /** `told`: something was told, or the other end has heard of a finished file. */
  constructor(transfer: number, clock: Clock, control: ControlStream, told: () => void) {
    this.#transfer = transfer
    this.#clock = clock
    this.#control = control
    this.#told = told
  }

  /** The other end knows of all files that are finished. */
  get isHeard(): boolean {
    return this.#unheard === 0
  }

  stored(file: number, block: number): void {
    this.#stored.push(file, block)
    if (this.#stored.length >= storedPerFrame * 2) this.tell()
    else this.#tellSoon()
  }

  finished(file: number): void {
    this.#finished.push(file)
    this.#tellSoon()
  }

  #tellSoon(): void {
    this.#cancel ??= this.#clock.after(tellMs, () => this.tell())
  }

  /** Now. */
  tell(): void {
    this.forget()
    if (this.#stored.length > 0) this.#control.post(encodeStored(this.#transfer, this.#stored))
    this.#stored = []
    for (let at = 0; at < this.#finished.length; at += filesPerMessage) {
      const files = this.#finished.slice(at, at + filesPerMessage)
      this.#unheard++
      this.#control.post(encodeJson({ type: 'finished', transfer: this.#transfer, files }), () => {
        this.#unheard--
        this.#told()
      })
    }
    this.#finished = []
    this.#told()
  }

  /** What was not told is left. */
  forget(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }
}
