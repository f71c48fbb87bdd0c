import type { RuleDetail } from '../../contract/forward.ts'
import type { Endpoint, Rule } from '../../contract/rule.ts'
import { endpointText } from '../kit/endpoint.ts'

type Health = RuleDetail['targets'][number]['health']

/** Without health checks, a target that was down is given another chance after so long. */
const doubtMs = 5000

const isPromising = ({ health, downUntil }: { health: Health; downUntil: number }, now: number) =>
  health !== 'down' || now >= downUntil

/** The targets of a rule, in order of preference, and what is known of each. */
export class Targets {
  readonly #list: { endpoint: Endpoint; health: Health; downUntil: number }[]

  constructor({ target, failover }: Pick<Rule, 'target' | 'failover'>) {
    this.#list = [target, ...failover].map((endpoint) => ({ endpoint, health: 'unknown', downUntil: 0 }))
  }

  /** The first target not known to be down, else the next one after `last`, so that all get their turn. */
  choose(last: Endpoint | undefined, now: number): Endpoint {
    const promising = this.#list.find((entry) => isPromising(entry, now))
    if (promising) return promising.endpoint
    const index = this.#list.findIndex(({ endpoint }) => endpoint === last)
    return this.#list[(index + 1) % this.#list.length]!.endpoint
  }

  /** Whether any target may well answer. */
  hasPromising(now: number): boolean {
    return this.#list.some((entry) => isPromising(entry, now))
  }

  /** True when this is news. */
  mark(endpoint: Endpoint, health: Health, now: number): boolean {
    const entry = this.#list.find((each) => each.endpoint === endpoint)
    if (entry === undefined) return false
    entry.downUntil = now + doubtMs
    if (entry.health === health) return false
    entry.health = health
    return true
  }

  /** Nothing is known any more, as after sleep. */
  forget(): void {
    for (const entry of this.#list) entry.health = 'unknown'
  }

  get endpoints(): Endpoint[] {
    return this.#list.map(({ endpoint }) => endpoint)
  }

  isDown(endpoint: Endpoint): boolean {
    return this.#list.some((each) => each.endpoint === endpoint && each.health === 'down')
  }

  describe(): RuleDetail['targets'] {
    return this.#list.map(({ endpoint, health }) => ({ target: endpointText(endpoint), health }))
  }
}
