import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '../contract/procedure.ts'
import type { Allow, TunnelSettings, tunnelContract, Way } from '../contract/tunnel.ts'
import { systemClock } from '../host/clock.ts'
import type { JoinedCall } from '../host/rendezvous/code-signalling.ts'
import { newRuleId } from '../host/rule-list.ts'
import { TubeTalk } from '../host/tunnels/tube-talk.ts'
import type { AllowDraft, WayDraft } from './tunnel-options.ts'

type TunnelClient = Client<typeof tunnelContract>
type Work = Parameters<TunnelClient['apply']>[0]

/** What every engine of a command works by, whoever is at the other end. */
export interface TubeSettings extends Pick<Work, 'name' | 'iceServers' | 'relayOnly'> {
  settings: Omit<TunnelSettings, 'ways' | 'allow'>
}

interface CodeTube {
  talk: TubeTalk
  ways: Way[]
  allow: Allow[]
}

/** How long telling the other ends that it is over may take. */
const farewellMs = 500

/** Tubes of one engine that codes have made. Each has ways and rules of its own, as long as it lasts. */
export class CodeTubes {
  readonly #client: TunnelClient
  readonly #base: TubeSettings
  readonly #tubes = new Map<string, CodeTube>()

  constructor(client: TunnelClient, base: TubeSettings) {
    this.#client = client
    this.#base = base
  }

  /** Before there is a tube. */
  async begin(): Promise<void> {
    await this.#apply()
  }

  /** Passes on what the engine wants said, until the signal aborts. */
  async passSignals(until: AbortSignal): Promise<void> {
    for await (const { tubeId, signal } of this.#client.signals(undefined, until))
      this.#tubes.get(tubeId)?.talk.say(signal.text)
  }

  /** Both ends are there: makes a tube between them. Returns its id, and the ways by theirs. */
  async open(
    { signalling, peer }: JoinedCall,
    ways: readonly WayDraft[],
    allow: readonly AllowDraft[],
  ): Promise<{ tubeId: string; ways: Map<string, WayDraft> }> {
    const tubeId = randomBytes(12).toString('base64url')
    const own = ways.map((way) => ({ ...way, id: newRuleId(), party: tubeId }) as Way)
    const talk = new TubeTalk({
      tubeId,
      party: tubeId,
      by: 'code',
      peer: { id: '', name: peer },
      signalling,
      tell: (telling) => telling(this.#client),
      clock: systemClock,
      // The engine is gone, which ends the command, or the tube is over, which is told of in its own words.
      report: () => {},
    })
    this.#tubes.set(tubeId, { talk, ways: own, allow: allow.map((rule) => ruleFor(tubeId, rule)) })
    await this.#apply()
    talk.start()
    return { tubeId, ways: new Map(own.map((way) => [way.id, way])) }
  }

  /** What else somebody may do from now on. */
  async allow(tubeId: string, allow: AllowDraft): Promise<void> {
    this.#tubes.get(tubeId)?.allow.push(ruleFor(tubeId, allow))
    await this.#apply()
  }

  /** A tube is over: what was only for it goes with it. */
  async forget(tubeId: string): Promise<void> {
    const tube = this.#tubes.get(tubeId)
    this.#tubes.delete(tubeId)
    await tube?.talk.close('', false)
    await this.#apply()
  }

  /** Tells the other ends that it is over. */
  async close(): Promise<void> {
    const closing = [...this.#tubes.values()].map(({ talk }) => talk.close('', true))
    await Promise.race([Promise.all(closing), sleep(farewellMs, undefined, { ref: false })])
  }

  async #apply(): Promise<void> {
    const { settings, ...rest } = this.#base
    const tubes = [...this.#tubes.values()]
    await this.#client.apply({
      ...rest,
      settings: {
        ...settings,
        ways: tubes.flatMap(({ ways }) => ways),
        allow: tubes.flatMap(({ allow }) => allow),
      },
    })
  }
}

const ruleFor = (party: string, rule: AllowDraft): Allow => ({
  ...rule,
  id: newRuleId(),
  party,
  enabled: true,
})
