import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '../contract/procedure.ts'
import { type TunnelSettings, type TunnelSnapshot, tunnelContract } from '../contract/tunnel.ts'
import { systemClock } from '../host/clock.ts'
import { EngineClient, type EngineListener } from '../host/engine-client.ts'
import { CodeTube, type CodeTubeOptions } from './code-tube.ts'
import type { AllowDraft } from './tunnel-options.ts'

type TunnelClient = Client<typeof tunnelContract>
type Work = Parameters<TunnelClient['apply']>[0]

/** What every engine of a command works by, whoever is at the other end. */
export interface TubeSettings extends Pick<Work, 'name' | 'iceServers' | 'relayOnly'> {
  settings: Omit<TunnelSettings, 'ways' | 'allow'>
}

/** How often the engine is looked at. */
const lookMs = 100
/** How long telling the other ends that it is over may take, and what was told then needs to leave. */
const farewellMs = 500
const leavingMs = 100

/** The tubes that codes have made, and the engine that carries them, whichever runs at the moment. */
export class CodeTubes {
  readonly engine: EngineClient<typeof tunnelContract, TunnelSnapshot>
  readonly #base: TubeSettings
  readonly #tubes = new Map<string, CodeTube>()

  constructor(base: TubeSettings, listener: EngineListener<TunnelSnapshot>) {
    this.#base = base
    this.engine = new EngineClient(
      {
        contract: tunnelContract,
        name: 'tunnel',
        prepare: (client: TunnelClient) => this.#prepare(client),
        snapshots: (client: TunnelClient, signal: AbortSignal) =>
          client.snapshots({ intervalMs: lookMs }, signal),
      },
      listener,
      systemClock,
    )
  }

  get all(): readonly CodeTube[] {
    return [...this.#tubes.values()]
  }

  /** Both ends are there: makes a tube between them. */
  async open(options: Omit<CodeTubeOptions, 'tell'>): Promise<CodeTube> {
    const tube = new CodeTube({ ...options, tell: (telling) => this.engine.tell(telling) })
    this.#tubes.set(tube.id, tube)
    await this.#apply()
    tube.start()
    return tube
  }

  /** What else everybody may do from now on. */
  async allow(rule: AllowDraft): Promise<void> {
    for (const tube of this.all) tube.add(rule)
    await this.#apply()
  }

  /** A tube is over: what was only for it goes with it. */
  async forget(tube: CodeTube): Promise<void> {
    this.#tubes.delete(tube.id)
    await tube.close(false)
    await this.#apply()
  }

  /** Tells the other ends that it is over. */
  async close(): Promise<void> {
    if (this.#tubes.size === 0) return
    const closing = this.all.map((tube) => tube.close(true))
    // An engine that hangs must not keep the command from stopping.
    await Promise.race([Promise.all(closing), sleep(farewellMs)])
    await sleep(leavingMs)
  }

  async #prepare(client: TunnelClient): Promise<void> {
    await client.apply(this.#work)
    this.#passSignals(client).catch(() => {
      // The engine has ended.
    })
    for (const tube of this.all) tube.engineStarted()
  }

  async #passSignals(client: TunnelClient): Promise<void> {
    for await (const { tubeId, signal } of client.signals(undefined))
      this.#tubes.get(tubeId)?.say(signal.text)
  }

  #apply(): Promise<void> {
    return this.engine.tell((client) => client.apply(this.#work))
  }

  get #work(): Work {
    const { settings, ...rest } = this.#base
    return {
      ...rest,
      settings: {
        ...settings,
        ways: this.all.flatMap(({ ways }) => ways),
        allow: this.all.flatMap(({ allow }) => allow),
      },
    }
  }
}
