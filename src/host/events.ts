import type { EngineEvent, HawserEvent } from '../contract/events.ts'
import { Bell } from './latest.ts'

const remembered = 1000

/** Everything that happened, numbered. */
export class EventLog {
  readonly #ring: HawserEvent[] = []
  readonly #bell = new Bell()
  #seq = 0

  add(source: HawserEvent['source'], event: EngineEvent): void {
    this.#ring.push({ ...event, source, seq: ++this.#seq })
    if (this.#ring.length > remembered) this.#ring.shift()
    this.#bell.ring()
  }

  async *watch(after: number, signal: AbortSignal): AsyncGenerator<HawserEvent, void, undefined> {
    for (let seen = after; !signal.aborted; ) {
      const next = this.#ring.find(({ seq }) => seq > seen)
      if (next) {
        seen = next.seq
        yield next
      } else await this.#bell.heard(signal)
    }
  }
}
