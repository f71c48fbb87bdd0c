import { counter, gauge, type Tell, unit } from '../metric.ts'

export const webMetrics = {
  refused: counter('hawser.web.refused', '{request}', 'Requests to the web shell that were refused, by why.'),
  ended: counter(
    'hawser.web.ended',
    unit.connections,
    'Connections to the web shell that it ended: of strangers, to make room; of clients that did not read; over the limit.',
  ),
  sockets: gauge('hawser.web.sockets', unit.connections, 'WebSockets that are open, by what they are for.'),
}

/** `name`: the request came for another host; `origin`: from a foreign page; `session`: it had none; `token`: a wrong one; `pace`: too many of those; `full`: there are as many pages as may be. */
export type Refused = 'name' | 'origin' | 'session' | 'token' | 'pace' | 'full'
export type Ended = 'stranger' | 'unread' | 'limit'

/** What the doors of the web shell have kept out. */
export class WebFigures {
  readonly #refused: Record<Refused, number> = { name: 0, origin: 0, session: 0, token: 0, pace: 0, full: 0 }
  readonly #ended: Record<Ended, number> = { stranger: 0, unread: 0, limit: 0 }
  readonly #since: number
  readonly #open: () => Readonly<Record<string, number>>

  /** `open`: WebSockets at the moment, by what they are for. */
  constructor(since: number, open: () => Readonly<Record<string, number>>) {
    this.#since = since
    this.#open = open
  }

  refused(why: Refused): void {
    this.#refused[why]++
  }

  ended(why: Ended): void {
    this.#ended[why]++
  }

  tell(tell: Tell): void {
    const since = this.#since
    for (const [why, value] of Object.entries(this.#refused))
      tell(webMetrics.refused, { value, attributes: { 'hawser.reason': why }, since })
    for (const [why, value] of Object.entries(this.#ended))
      tell(webMetrics.ended, { value, attributes: { 'hawser.reason': why }, since })
    for (const [what, value] of Object.entries(this.#open()))
      tell(webMetrics.sockets, { value, attributes: { 'hawser.socket': what }, since })
  }
}
