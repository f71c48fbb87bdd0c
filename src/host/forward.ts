import type { EngineEvent } from '../contract/events.ts'
import { type ForwardSnapshot, forwardContract } from '../contract/forward.ts'
import type { Client } from '../contract/procedure.ts'
import type { Rule } from '../contract/rule.ts'
import { connect } from '../wire/connect.ts'
import { Fault } from '../wire/fault.ts'
import type { Link } from '../wire/frames.ts'
import { type Clock, sleep } from './clock.ts'

type ForwardClient = Client<typeof forwardContract>

/** An engine tells ten snapshots a second; one that tells more is read no faster than this. */
const snapshotPaceMs = 80

export interface ForwardListener {
  snapshot(snapshot: ForwardSnapshot): void
  event(event: EngineEvent): void
}

/** What the host wants of the forward engine, told to whichever engine runs at the moment. */
export class Forward {
  readonly #listener: ForwardListener
  readonly #clock: Clock
  #client: ForwardClient | undefined
  #rules: readonly Rule[] = []
  #looking: readonly string[] = []

  constructor(listener: ForwardListener, clock: Clock) {
    this.#listener = listener
    this.#clock = clock
  }

  /** The engine that runs; throws a fault of code `engine-unavailable` when none does. */
  get client(): ForwardClient {
    if (this.#client) return this.#client
    throw unavailable()
  }

  /** Asks the engine that runs. A call that is cut short by the engine's end fails with `engine-unavailable`. */
  async ask<T>(question: (client: ForwardClient) => Promise<T>): Promise<T> {
    try {
      return await question(this.client)
    } catch (error) {
      throw error instanceof Fault && error.code === 'closed' ? unavailable() : error
    }
  }

  /** Sets the rules; resolves when the running engine has them. Without one, the next gets them when it starts. */
  async apply(rules: readonly Rule[]): Promise<void> {
    this.#rules = rules
    await this.#tellIfRunning((client) => client.apply({ rules: [...rules] }))
  }

  async look(ruleIds: readonly string[]): Promise<void> {
    this.#looking = ruleIds
    await this.#tellIfRunning((client) => client.look({ ruleIds: [...ruleIds] }))
  }

  /** The supervisor's `converse`. */
  async converse(link: Link, alive: () => void, signal: AbortSignal): Promise<void> {
    const client = connect(forwardContract, link)
    try {
      // Events are asked for first, so that those of the first `apply` are not lost.
      const events = this.#readEvents(client, signal)
      const prepared = this.#prepare(client).then(() => this.#readSnapshots(client, alive, signal))
      await Promise.race([events, prepared])
    } finally {
      this.#client = undefined
    }
  }

  async #prepare(client: ForwardClient): Promise<void> {
    this.#client = client
    await client.apply({ rules: [...this.#rules] })
    await client.look({ ruleIds: [...this.#looking] })
  }

  async #readEvents(client: ForwardClient, signal: AbortSignal): Promise<void> {
    for await (const event of client.events(undefined, signal)) this.#listener.event(event)
  }

  async #readSnapshots(client: ForwardClient, alive: () => void, signal: AbortSignal): Promise<void> {
    for await (const snapshot of client.snapshots(undefined, signal)) {
      alive()
      this.#listener.snapshot(snapshot)
      await sleep(this.#clock, snapshotPaceMs, signal)
    }
  }

  async #tellIfRunning(tell: (client: ForwardClient) => Promise<void>): Promise<void> {
    if (this.#client === undefined) return
    try {
      await tell(this.#client)
    } catch (error) {
      if (!(error instanceof Fault && error.code === 'closed')) throw error
    }
  }
}

const unavailable = () =>
  new Fault(
    'engine-unavailable',
    'The forwarding engine is not running at the moment; it is being restarted.',
  )
