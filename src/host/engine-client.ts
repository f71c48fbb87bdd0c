import type { EngineEvent } from '../contract/events.ts'
import type { Client, Contract, Stream } from '../contract/procedure.ts'
import { connect } from '../wire/connect.ts'
import { Fault } from '../wire/fault.ts'
import type { Link } from '../wire/frames.ts'
import { type Clock, sleep } from './clock.ts'

/** An engine tells ten snapshots a second; one that tells more is read no faster than this. */
const snapshotPaceMs = 80
const quietMs = 500

/** What every engine's contract has. */
type EngineContract = Contract & { events: Stream }

/** What is particular to the conversation with one kind of engine. */
export interface EngineSubject<C extends EngineContract, S> {
  readonly contract: C
  /** As people call it, such as "forwarding". */
  readonly name: string
  /** Gives a fresh engine everything that it must know. */
  prepare(client: Client<C>): Promise<void>
  snapshots(client: Client<C>, signal: AbortSignal): AsyncIterable<S>
  /** Has one started that waits until it is needed; resolves when it can be asked, or has come to nothing. */
  wake?(): Promise<void>
}

export interface EngineListener<S> {
  snapshot(snapshot: S): void
  event(event: EngineEvent): void
}

/** What the host wants of one engine, told to whichever worker runs at the moment. */
export class EngineClient<C extends EngineContract, S> {
  readonly #subject: EngineSubject<C, S>
  readonly #listener: EngineListener<S>
  readonly #clock: Clock
  #client: Client<C> | undefined

  constructor(subject: EngineSubject<C, S>, listener: EngineListener<S>, clock: Clock) {
    this.#subject = subject
    this.#listener = listener
    this.#clock = clock
  }

  /**
   * Asks the engine that runs. Throws a fault of code `engine-unavailable` when none does, also when the engine ends
   * before it has answered.
   */
  async ask<T>(question: (client: Client<C>) => Promise<T>): Promise<T> {
    if (this.#client === undefined) await this.#subject.wake?.()
    if (this.#client === undefined) throw this.#unavailable()
    try {
      return await question(this.#client)
    } catch (error) {
      throw isGone(error) ? this.#unavailable() : error
    }
  }

  /** Tells the engine that runs. Without one nothing is lost: `prepare` tells the next. */
  async tell(telling: (client: Client<C>) => Promise<void>): Promise<void> {
    if (this.#client === undefined) return
    try {
      await telling(this.#client)
    } catch (error) {
      if (!isGone(error)) throw error
    }
  }

  /** The supervisor's `converse`. */
  async converse(link: Link, alive: () => void, signal: AbortSignal): Promise<void> {
    const client = connect(this.#subject.contract, link)
    try {
      // Events are asked for first, so that those of the first settings are not lost.
      const events = this.#readEvents(client, signal)
      this.#client = client
      const prepared = this.#subject.prepare(client).then(() => this.#readSnapshots(client, alive, signal))
      await Promise.race([events, prepared])
    } finally {
      this.#client = undefined
    }
  }

  async #readEvents(client: Client<C>, signal: AbortSignal): Promise<void> {
    const events = (client.events as Client<EngineContract>['events'])(undefined, signal)
    for await (const event of events) this.#listener.event(event as EngineEvent)
  }

  async #readSnapshots(client: Client<C>, alive: () => void, signal: AbortSignal): Promise<void> {
    let cameAt = Number.NEGATIVE_INFINITY
    for await (const snapshot of this.#subject.snapshots(client, signal)) {
      alive()
      this.#listener.snapshot(snapshot)
      // One that tells seldom is not waited for besides.
      const now = this.#clock.now()
      const isOften = now - cameAt < quietMs
      cameAt = now
      if (isOften) await sleep(this.#clock, snapshotPaceMs, signal)
    }
  }

  #unavailable(): Fault {
    const { name } = this.#subject
    return new Fault(
      'engine-unavailable',
      `The ${name} engine is not running at the moment; it is being restarted.`,
    )
  }
}

const isGone = (error: unknown) => error instanceof Fault && error.code === 'closed'
