import type { EngineEvent, HawserEvent } from '../contract/events.ts'
import type { Clock } from './clock.ts'
import { Bell } from './latest.ts'
import { RateGate } from './rate-gate.ts'

const remembered = 1000
const batch = 200

/** Where events outlive the host. */
export interface EventStore {
  lastSeq(): number
  addEvent(event: HawserEvent): void
  eventsAfter(seq: number, limit: number): HawserEvent[]
}

/**
 * Everything that happened, numbered without gaps across restarts of the host. The last thousand are in memory, more
 * on disk. A source that floods is held back, and the log says how much of it is missing.
 */
export class EventLog {
  readonly #store: EventStore
  readonly #clock: Pick<Clock, 'now'>
  readonly #gates = new Map<HawserEvent['source'], RateGate>()
  readonly #bell = new Bell()
  readonly #heard: (event: HawserEvent) => void
  #ring: HawserEvent[] = []
  #seq: number

  /** `heard` gets each event as soon as it is numbered. */
  constructor(store: EventStore, clock: Pick<Clock, 'now'>, heard: (event: HawserEvent) => void = () => {}) {
    this.#store = store
    this.#heard = heard
    this.#clock = clock
    this.#seq = store.lastSeq()
  }

  add(source: HawserEvent['source'], event: EngineEvent): void {
    let gate = this.#gates.get(source)
    if (gate === undefined) {
      gate = new RateGate(200, 20, this.#clock)
      this.#gates.set(source, gate)
    }
    if (!gate.pass()) return
    const missing = gate.takeHeldBack()
    if (missing > 0)
      this.#append(source, {
        at: this.#clock.now(),
        level: 'warning',
        code: 'events-left-out',
        text: `${missing} events came too fast and were left out.`,
      })
    this.#append(source, event)
  }

  /** Everything after `after` that is still remembered, then each new one until the signal aborts. */
  async *watch(after: number, signal: AbortSignal): AsyncGenerator<HawserEvent, void, undefined> {
    // A client may remember more than we do, if somebody emptied the user-data folder.
    for (let seen = after > this.#seq ? 0 : after; !signal.aborted; ) {
      const events = this.#after(seen)
      if (events.length === 0) await this.#bell.heard(signal)
      for (const event of events) {
        if (signal.aborted) return
        seen = event.seq
        yield event
      }
    }
  }

  #append(source: HawserEvent['source'], event: EngineEvent): void {
    const numbered: HawserEvent = { seq: ++this.#seq, ...event, source }
    this.#ring.push(numbered)
    if (this.#ring.length > remembered) this.#ring = this.#ring.slice(-remembered / 2)
    this.#store.addEvent(numbered)
    this.#heard(numbered)
    this.#bell.ring()
  }

  #after(seen: number): HawserEvent[] {
    if (seen >= this.#seq) return []
    const first = this.#ring[0]?.seq ?? this.#seq + 1
    const stored = seen < first - 1 ? this.#store.eventsAfter(seen, batch) : []
    return stored.length > 0 ? stored : this.#ring.slice(Math.max(0, seen + 1 - first)).slice(0, batch)
  }
}
