import type { LaneEnd } from '../channel.ts'
import { asEnd } from './faults.ts'

/** Files that are proven at the same time: a sink brings many to the disk for little more than one. */
const provingAtOnce = 512

export interface ProvingHandlers {
  /** Compares the hash, and gives the file its name; as `Sink.finish`. */
  finish(file: number, root: Uint8Array): Promise<void>
  proven(file: number): void
  failed(file: number, end: LaneEnd): void
  /** After each file, also when it is all over. */
  looked(): void
}

/** Which files of a transfer can be proven: those that are whole and whose root hash has come. */
export class Proving {
  readonly #handlers: ProvingHandlers
  readonly #roots = new Map<number, Uint8Array>()
  #provable: number[] = []
  #proving = 0
  #isOver = false

  constructor(handlers: ProvingHandlers) {
    this.#handlers = handlers
  }

  get isBusy(): boolean {
    return this.#proving > 0
  }

  hasRoot(file: number): boolean {
    return this.#roots.has(file)
  }

  setRoot(file: number, root: Uint8Array): void {
    this.#roots.set(file, root)
  }

  /** It will not come. */
  forget(file: number): void {
    this.#roots.delete(file)
  }

  /** It is whole and has its root. */
  add(file: number): void {
    this.#provable.push(file)
    this.#next()
  }

  /** Nothing new is begun, and nothing told but `looked`. */
  end(): void {
    this.#isOver = true
    this.#provable = []
    this.#roots.clear()
  }

  #next(): void {
    while (this.#proving < provingAtOnce && !this.#isOver) {
      const file = this.#provable.pop()
      if (file === undefined) return
      const root = this.#roots.get(file)!
      this.#roots.delete(file)
      this.#proving++
      void this.#prove(file, root)
    }
  }

  async #prove(file: number, root: Uint8Array): Promise<void> {
    try {
      await this.#handlers.finish(file, root)
      if (!this.#isOver) this.#handlers.proven(file)
    } catch (error) {
      if (!this.#isOver) this.#handlers.failed(file, asEnd(error))
    } finally {
      this.#proving--
      this.#next()
      this.#handlers.looked()
    }
  }
}
