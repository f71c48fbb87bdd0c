import { Fault } from '../../wire/fault.ts'

/** Postponed work of the store, a little in each turn of the event loop. */
export class Tidying {
  readonly #store: () => { tidy(): boolean } | undefined
  readonly #done: () => void
  #isRunning = false
  #isEnded = false

  /** `done` is called when nothing is left. */
  constructor(store: () => { tidy(): boolean } | undefined, done: () => void) {
    this.#store = store
    this.#done = done
  }

  /** Does what there is, unless it is at it already. */
  begin(): void {
    if (this.#isRunning || !this.#some()) return
    this.#isRunning = true
    const goOn = () => {
      if (this.#some()) return void setImmediate(goOn)
      this.#isRunning = false
      this.#done()
    }
    setImmediate(goOn)
  }

  end(): void {
    this.#isEnded = true
  }

  /** False when nothing is left, or nothing can be done now. */
  #some(): boolean {
    if (this.#isEnded) return false
    try {
      return this.#store()?.tidy() ?? false
    } catch (error) {
      if (error instanceof Fault && error.code !== 'sync-store-damaged') return false
      throw error
    }
  }
}
