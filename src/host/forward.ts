import { type ForwardSnapshot, forwardContract } from '../contract/forward.ts'
import type { Client } from '../contract/procedure.ts'
import type { Rule } from '../contract/rule.ts'
import type { Clock } from './clock.ts'
import { EngineClient, type EngineListener } from './engine-client.ts'

type ForwardClient = Client<typeof forwardContract>

/** What the host wants of the forward engine. */
export class Forward {
  readonly engine: EngineClient<typeof forwardContract, ForwardSnapshot>
  #rules: readonly Rule[] = []
  #looking: readonly string[] = []

  constructor(listener: EngineListener<ForwardSnapshot>, clock: Clock) {
    const subject = {
      contract: forwardContract,
      name: 'forwarding',
      prepare: async (client: ForwardClient) => {
        await this.#giveRules(client)
        await this.#giveLook(client)
      },
      snapshots: (client: ForwardClient, signal: AbortSignal) => client.snapshots(undefined, signal),
    }
    this.engine = new EngineClient(subject, listener, clock)
  }

  /** Sets the rules; resolves when the running engine has them. Without one, the next gets them when it starts. */
  async apply(rules: readonly Rule[]): Promise<void> {
    this.#rules = rules
    await this.engine.tell((client) => this.#giveRules(client))
  }

  async look(ruleIds: readonly string[]): Promise<void> {
    this.#looking = ruleIds
    await this.engine.tell((client) => this.#giveLook(client))
  }

  #giveRules = (client: ForwardClient) => client.apply({ rules: [...this.#rules] })
  #giveLook = (client: ForwardClient) => client.look({ ruleIds: [...this.#looking] })
}
