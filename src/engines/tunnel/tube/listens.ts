import type { Endpoint } from '../../../contract/rule.ts'
import type { ListenOutcome, TubeHandlers } from './options.ts'
import { knownCode, type TubeText } from './texts.ts'

/** That the other end may wish for at once. */
const most = 1000

/** Who listens for whom: what this end asks of the other, and the other way about. */
export class Listens {
  readonly #say: (text: TubeText) => void
  readonly #handlers: Pick<TubeHandlers, 'listen' | 'unlisten' | 'listened'>
  readonly #asked = new Set<string>()
  readonly #theirs = new Set<string>()

  constructor(
    say: (text: TubeText) => void,
    handlers: Pick<TubeHandlers, 'listen' | 'unlisten' | 'listened'>,
  ) {
    this.#say = say
    this.#handlers = handlers
  }

  ask(id: string, at: Endpoint): void {
    this.#asked.add(id)
    this.#say({ type: 'listen', id, host: at.host, port: at.port })
  }

  unlisten(id: string): void {
    if (this.#asked.delete(id)) this.#say({ type: 'unlisten', id })
  }

  answer(id: string, outcome: ListenOutcome): void {
    if (!this.#theirs.has(id)) return
    if (outcome.at) this.#say({ type: 'listening', id, host: outcome.at.host, port: outcome.at.port })
    else this.#say({ type: 'refused', id, code: outcome.code, text: outcome.text.slice(0, 1000) })
  }

  take(text: Extract<TubeText, { id: string }>): void {
    const { id } = text
    if (text.type === 'listen') {
      if (this.#theirs.size >= most && !this.#theirs.has(id))
        return this.#say({
          type: 'refused',
          id,
          code: 'tunnel-limit',
          text: `No more than ${most} listeners for one tube.`,
        })
      this.#theirs.add(id)
      this.#handlers.listen(id, { host: text.host, port: text.port })
    } else if (text.type === 'unlisten') {
      if (this.#theirs.delete(id)) this.#handlers.unlisten(id)
    } else if (!this.#asked.has(id)) return
    else if (text.type === 'listening')
      this.#handlers.listened(id, { at: { host: text.host, port: text.port } })
    else this.#handlers.listened(id, { code: knownCode(text.code), text: text.text })
  }
}
