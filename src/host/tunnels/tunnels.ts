import type { Client } from '../../contract/procedure.ts'
import type { TransferSettings } from '../../contract/transfer.ts'
import { type TunnelSettings, type TunnelSnapshot, tunnelContract } from '../../contract/tunnel.ts'
import type { Clock } from '../clock.ts'
import { EngineClient, type EngineListener } from '../engine-client.ts'

type TunnelClient = Client<typeof tunnelContract>

/** Everything that the tunnel engine works by. */
export interface TunnelWork {
  /** Of this device, as others see it. */
  name: string
  settings: TunnelSettings
  iceServers: TransferSettings['iceServers']
  relayOnly: boolean
}

const snapshotIntervalMs = 100

/** What the host wants of the tunnel engine. */
export class Tunnels {
  readonly engine: EngineClient<typeof tunnelContract, TunnelSnapshot>
  #work: TunnelWork | undefined

  constructor(listener: EngineListener<TunnelSnapshot>, clock: Clock) {
    const subject = {
      contract: tunnelContract,
      name: 'tunnel',
      prepare: (client: TunnelClient) => this.#give(client),
      snapshots: (client: TunnelClient, signal: AbortSignal) =>
        client.snapshots({ intervalMs: snapshotIntervalMs }, signal),
    }
    this.engine = new EngineClient(subject, listener, clock)
  }

  /** Resolves when the running engine has it. Without one, the next gets it when it starts. */
  async apply(work: TunnelWork): Promise<void> {
    this.#work = work
    await this.engine.tell((client) => this.#give(client))
  }

  #give = async (client: TunnelClient) => {
    if (this.#work) await client.apply(this.#work)
  }
}
