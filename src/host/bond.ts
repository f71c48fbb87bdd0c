import {
  type Bond,
  type BondsSnapshot,
  bondContract,
  type LinkUsage,
  type Receiver,
} from '../contract/bond.ts'
import type { Client } from '../contract/procedure.ts'
import type { Clock } from './clock.ts'
import { EngineClient, type EngineListener } from './engine-client.ts'

type BondClient = Client<typeof bondContract>

/** Time between two snapshots: of an engine that works, and of one that has nothing to do. */
const paceMs = { busy: 100, idle: 1000 }

/** What the host wants of the bond engine. */
export class Bonds {
  readonly engine: EngineClient<typeof bondContract, BondsSnapshot>
  readonly #usage: () => LinkUsage[]
  #bonds: readonly Bond[] = []
  #receivers: readonly Receiver[] = []
  /** Aborts when snapshots are to come at another pace. */
  #pace = new AbortController()

  /** `usage` tells what the links have sent so far today. */
  constructor(usage: () => LinkUsage[], listener: EngineListener<BondsSnapshot>, clock: Clock) {
    this.#usage = usage
    const subject = {
      contract: bondContract,
      name: 'bonding',
      prepare: (client: BondClient) => this.#give(client),
      snapshots: (client: BondClient, signal: AbortSignal) => this.#snapshots(client, signal),
    }
    this.engine = new EngineClient(subject, listener, clock)
  }

  /** Sets the lists; resolves when the running engine has them. Without one, the next gets them when it starts. */
  async apply(bonds: readonly Bond[], receivers: readonly Receiver[]): Promise<void> {
    const before = this.#intervalMs
    this.#bonds = bonds
    this.#receivers = receivers
    await this.engine.tell((client) => this.#give(client))
    if (this.#intervalMs !== before) this.#pace.abort()
  }

  get #intervalMs(): number {
    const busy = [...this.#bonds, ...this.#receivers].some(({ enabled }) => enabled)
    return busy ? paceMs.busy : paceMs.idle
  }

  #give = (client: BondClient) =>
    client.apply({ bonds: [...this.#bonds], receivers: [...this.#receivers], usage: this.#usage() })

  async *#snapshots(client: BondClient, signal: AbortSignal): AsyncGenerator<BondsSnapshot, void, undefined> {
    while (!signal.aborted) {
      this.#pace = new AbortController()
      const changed = this.#pace.signal
      try {
        yield* client.snapshots({ intervalMs: this.#intervalMs }, AbortSignal.any([signal, changed]))
        return
      } catch (error) {
        if (!changed.aborted) throw error
      }
    }
  }
}
