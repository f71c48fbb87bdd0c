import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '../contract/procedure.ts'
import type { Allow, TunnelSettings, tunnelContract, Way } from '../contract/tunnel.ts'
import type { JoinedCall } from '../host/rendezvous/code-signalling.ts'
import { newRuleId } from '../host/rule-list.ts'
import type { Signalling } from '../transfer/signalling.ts'
import type { AllowDraft, WayDraft } from './tunnel-options.ts'

type TunnelClient = Client<typeof tunnelContract>
type Work = Parameters<TunnelClient['apply']>[0]

/** What every engine of a command works by, whoever is at the other end. */
export interface TubeSettings extends Pick<Work, 'name' | 'iceServers' | 'relayOnly'> {
  settings: Omit<TunnelSettings, 'ways' | 'allow'>
}

/** How long telling the other end that a tube is over may take. */
const farewellMs = 500

/** Tubes of one engine that codes have made. Each has ways and rules of its own, as long as it lasts. */
export class CodeTubes {
  readonly #client: TunnelClient
  readonly #base: TubeSettings
  readonly #tubes = new Map<string, { signalling: Signalling; ways: Way[]; allow: Allow[] }>()

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
      this.#tubes.get(tubeId)?.signalling.send(signal.text)
  }

  /** Both ends are there: makes a tube between them. Returns its id, and the ways by theirs. */
  async open(
    { signalling, peer }: JoinedCall,
    ways: readonly WayDraft[],
    allow: readonly AllowDraft[],
  ): Promise<{ tubeId: string; ways: Map<string, WayDraft> }> {
    const tubeId = randomBytes(12).toString('base64url')
    const own = ways.map((way) => ({ ...way, id: newRuleId(), party: tubeId }) as Way)
    const rules = allow.map((rule) => ({ ...rule, id: newRuleId(), party: tubeId, enabled: true }))
    this.#tubes.set(tubeId, { signalling, ways: own, allow: rules })
    await this.#apply()
    await this.#client.openTube({
      tubeId,
      party: tubeId,
      by: 'code',
      peerId: '',
      peerName: peer,
      role: signalling.role,
      secret: Buffer.from(signalling.secret).toString('base64'),
    })
    // One after the other, whenever the engine takes them.
    let last: Promise<unknown> = Promise.resolve()
    const tell = (step: () => Promise<unknown>) => {
      last = last.then(step).catch(() => {})
    }
    signalling.onMessage = (text) => tell(() => this.#client.hear({ tubeId, signal: { text } }))
    void signalling.closed.then(({ text }) => tell(() => this.#client.mute({ tubeId, reason: text })))
    return { tubeId, ways: new Map(own.map((way) => [way.id, way])) }
  }

  /** What else somebody may do from now on. Throws the faults of the engine. */
  async allow(tubeId: string, allow: AllowDraft): Promise<void> {
    const tube = this.#tubes.get(tubeId)
    if (tube === undefined) return
    tube.allow.push({ ...allow, id: newRuleId(), party: tubeId, enabled: true })
    await this.#apply()
  }

  /** A tube is over: what was only for it goes with it. */
  async forget(tubeId: string): Promise<void> {
    const tube = this.#tubes.get(tubeId)
    this.#tubes.delete(tubeId)
    tube?.signalling.close()
    await this.#apply()
  }

  /** Tells the other ends. */
  async close(): Promise<void> {
    const closing = [...this.#tubes.keys()].map((tubeId) => this.#client.closeTube({ tubeId, reason: '' }))
    await Promise.race([Promise.allSettled(closing), sleep(farewellMs, undefined, { ref: false })])
    for (const { signalling } of this.#tubes.values()) signalling.close()
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
