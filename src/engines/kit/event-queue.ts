import type { EngineEvent } from '../../contract/events.ts'

/** So many events wait for a host that does not read; of later ones only their number is told. */
const limit = 1000

/** What an engine has to tell, in order, for the one host that reads it. */
export class EventQueue {
  lost = 0
  readonly #added: () => void
  #waiting: EngineEvent[] = []
  #lostTold = 0
  #wake = () => {}

  /** `added` is called with each event, before it is read. */
  constructor(added: () => void = () => {}) {
    this.#added = added
  }

  readonly add = (event: EngineEvent): void => {
    if (this.#waiting.length < limit) this.#waiting.push(event)
    else this.lost++
    this.#added()
    this.#wake()
  }

  /** Everything there is, then each new one, until the signal aborts. */
  async *read(signal: AbortSignal): AsyncGenerator<EngineEvent, void, undefined> {
    signal.addEventListener('abort', () => this.#wake())
    while (!signal.aborted) {
      const events = this.#waiting
      const lost = this.lost - this.#lostTold
      this.#waiting = []
      this.#lostTold = this.lost
      yield* events
      if (lost > 0) yield overrun(lost)
      if (this.#waiting.length > 0 || signal.aborted) continue
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}

const overrun = (lost: number): EngineEvent => ({
  at: Date.now(),
  level: 'warning',
  code: 'engine-overrun',
  text: `So much happened at once that ${lost} further events were not told.`,
})
