import type { HawserEvent } from '../contract/events.ts'
import type { Clock } from '../host/clock.ts'

/** What a person should hear of, by code. */
const titles: Readonly<Record<string, string>> = {
  'link-down': 'A link is down',
  'link-up': 'A link is up',
  'all-links-down': 'Every link is down',
  'receiver-silent': 'The receiver does not answer',
  'link-capped': 'A data cap is reached',
}

/** A bond with a link that comes and goes must not bury the desktop. */
const pauseMs = 10_000

export interface BondNotificationOptions {
  clock: Clock
  /** Whoever looks at the window sees it anyway. */
  looking(): boolean
  show(title: string, body: string): void
}

/** Chooses the events of bonds that a person should hear of: one in ten seconds a bond, the newest at the end of them. */
export class BondNotifications {
  readonly #options: BondNotificationOptions
  /** Bonds that were told of a moment ago, with what came since. */
  readonly #pausing = new Map<string, HawserEvent | undefined>()

  constructor(options: BondNotificationOptions) {
    this.#options = options
  }

  event(event: HawserEvent): void {
    const { source, bondId, code } = event
    if (source !== 'bond' || bondId === undefined || !Object.hasOwn(titles, code)) return
    if (!this.#pausing.has(bondId)) this.#tell(bondId, event)
    else if (!outweighs(this.#pausing.get(bondId), event)) this.#pausing.set(bondId, event)
  }

  #tell(bondId: string, event: HawserEvent): void {
    if (this.#options.looking()) return
    this.#options.show(titles[event.code]!, event.text)
    this.#pausing.set(bondId, undefined)
    this.#options.clock.after(pauseMs, () => {
      const held = this.#pausing.get(bondId)
      this.#pausing.delete(bondId)
      if (held) this.#tell(bondId, held)
    })
  }
}

/** That all links are down is not displaced by word of one of them, unless it is up again. */
const outweighs = (held: HawserEvent | undefined, next: HawserEvent) =>
  held?.code === 'all-links-down' && next.code !== 'link-up'
