import type { Endpoint } from '../../contract/rule.ts'
import { listenFault } from '../kit/socket-fault.ts'
import type { Tell } from './rule-events.ts'

/** Why a rule cannot listen: what goes wrong at one of its ports is told once, however often it is tried again. */
export class ListenTroubles {
  /** The last of them; empty when there are none. */
  problem = ''
  readonly #told = new Set<string>()

  add(tell: Tell, ruleName: string, error: NodeJS.ErrnoException, where: Endpoint): void {
    const { code, message } = listenFault(error, where)
    this.problem = message
    if (this.#told.has(message)) return
    this.#told.add(message)
    tell({ level: 'error', code, text: `"${ruleName}" does not work: ${message}` })
  }

  /** It listens, or is to listen elsewhere or not at all. */
  clear(): void {
    this.problem = ''
    this.#told.clear()
  }
}
