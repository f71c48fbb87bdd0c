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
import { SnapshotPace } from './snapshot-pace.ts'

type BondClient = Client<typeof bondContract>

/** What the host wants of the bond engine. */
export class Bonds {
  readonly engine: EngineClient<typeof bondContract, BondsSnapshot>
  readonly #usage: () => LinkUsage[]
  #bonds: readonly Bond[] = []
  #receivers: readonly Receiver[] = []
  readonly #pace = new SnapshotPace(() => [...this.#bonds, ...this.#receivers].some(({ enabled }) => enabled))

  /** `usage` tells what the links have sent so far today; `wake`: see `EngineSubject`. */
  constructor(
    usage: () => LinkUsage[],
    listener: EngineListener<BondsSnapshot>,
    clock: Clock,
    wake: () => Promise<void>,
  ) {
    this.#usage = usage
    const subject = {
      contract: bondContract,
      name: 'bonding',
      wake,
      prepare: (client: BondClient) => this.#give(client),
      snapshots: (client: BondClient, signal: AbortSignal) =>
        this.#pace.read((intervalMs, until) => client.snapshots({ intervalMs }, until), signal),
    }
    this.engine = new EngineClient(subject, listener, clock)
  }

  /** Sets the lists; resolves when the running engine has them. Without one, the next gets them when it starts. */
  async apply(bonds: readonly Bond[], receivers: readonly Receiver[]): Promise<void> {
    this.#bonds = bonds
    this.#receivers = receivers
    await this.engine.tell((client) => this.#give(client))
    this.#pace.look()
  }

  #give = (client: BondClient) =>
    client.apply({ bonds: [...this.#bonds], receivers: [...this.#receivers], usage: this.#usage() })
}
