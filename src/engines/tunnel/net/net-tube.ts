import type { EngineEvent } from '../../../contract/events.ts'
import type { Tube } from '../tube/tube.ts'

/** What listeners and targets need of a tube. */
export type NetTube = Pick<Tube, 'open' | 'associate' | 'askListen' | 'unlisten' | 'answerListen'>

/** For people; date and tube are added on the way. */
export type Tell = (event: Pick<EngineEvent, 'level' | 'code' | 'text'>) => void

const againMs = 10_000
const mostKeys = 200

/** Lets the same thing be told once in ten seconds: who tries a thousand times a second is worth no more. */
export class TellSeldom {
  readonly #tell: Tell
  readonly #told = new Map<string, number>()

  constructor(tell: Tell) {
    this.#tell = tell
  }

  tell(event: Parameters<Tell>[0], now: number): void {
    const key = `${event.code} ${event.text}`
    const before = this.#told.get(key)
    if (before !== undefined && now - before < againMs) return
    this.#told.delete(key)
    this.#told.set(key, now)
    if (this.#told.size > mostKeys) this.#told.delete(this.#told.keys().next().value!)
    this.#tell(event)
  }
}
