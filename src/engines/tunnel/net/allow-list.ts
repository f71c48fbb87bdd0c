import { isIP } from 'node:net'
import type { Allow } from '../../../contract/tunnel.ts'
import { type AllowTarget, parseAllowTarget, plainAddress, plainName } from './allow-target.ts'

/** `connect`: from here to somewhere; `listen`: on this machine, for the other end of a tube. */
export type AllowedAct = Allow['what']

/** Whose requests are judged: all paired devices share the rules for `*`, who came with a code does not. */
export interface Party {
  readonly id: string
  readonly by: 'code' | 'device'
}

/** What one party may do through this machine. An empty list allows nothing. */
export class AllowList {
  readonly #targets: Record<AllowedAct, AllowTarget[]> = { connect: [], listen: [] }

  /** Rules that cannot be read allow nothing. */
  constructor(rules: readonly Allow[], party: Party) {
    for (const { party: whom, what, target, enabled } of rules) {
      if (!enabled || (whom !== party.id && (whom !== '*' || party.by === 'code'))) continue
      const parsed = readable(target)
      if (parsed) this.#targets[what].push(parsed)
    }
  }

  /**
   * Whether all `addresses` that `host` stands for may be reached, each by name or by network. Only those addresses may be
   * used then, not the name: it could lead elsewhere a moment later.
   */
  allows(what: AllowedAct, host: string, addresses: readonly string[], port: number): boolean {
    const targets = this.#targets[what].filter((target) => target.matchesPort(port))
    if (targets.length === 0 || addresses.length === 0) return false
    const isName = isIP(host.split('%')[0]!) === 0
    if (isName && targets.some((target) => target.matchesName(plainName(host)))) return true
    return addresses.every((address) => {
      const bytes = plainAddress(address)
      return targets.some((target) => target.matchesAddress(bytes))
    })
  }

  /**
   * Whether a name could be allowed at all, before it is looked up: otherwise whoever asks could have any name looked up,
   * and learn from the answer's time what this network knows.
   */
  allowsSomeOn(what: AllowedAct, port: number): boolean {
    return this.#targets[what].some((target) => target.matchesPort(port))
  }
}

function readable(target: string): AllowTarget | undefined {
  try {
    return parseAllowTarget(target)
  } catch {
    return undefined
  }
}
