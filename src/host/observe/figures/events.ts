import type { HawserEvent } from '../../../contract/events.ts'
import { type Attributes, counter, type Tell } from '../metric.ts'

export const eventMetrics = {
  events: counter('hawser.events', '{event}', 'Things that happened, by source, level and code.'),
}

/** Codes are words of a list; should one ever be made of what others say, they do not become more than this. */
const seriesLimit = 500

/** Events, by their code. */
export class EventFigures {
  readonly #counts = new Map<string, { attributes: Attributes; value: number; since: number }>()
  #leftOut = 0

  /** Events whose code was not counted by itself. */
  get leftOut(): number {
    return this.#leftOut
  }

  happened({ source, level, code, at }: Pick<HawserEvent, 'source' | 'level' | 'code' | 'at'>): void {
    const key = `${source} ${level} ${code}`
    const known = this.#counts.get(key)
    if (known) known.value++
    else if (this.#counts.size >= seriesLimit) this.#leftOut++
    else {
      const attributes = {
        'hawser.event.source': source,
        'hawser.event.level': level,
        'hawser.event.code': code,
      }
      this.#counts.set(key, { attributes, value: 1, since: at })
    }
  }

  tell(tell: Tell): void {
    for (const point of this.#counts.values()) tell(eventMetrics.events, point)
  }
}
