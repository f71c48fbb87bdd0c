import type { Preferences } from '../../contract/settings.ts'
import type { Clock } from '../../host/clock.ts'
import { RateGate } from '../../host/rate-gate.ts'
import { t } from '../../language/t.ts'
import type { News } from './news.ts'

/** What comes and goes again and again is told ever more seldom, until it is calm for as long as the last pause. */
const pause = { firstMs: 10_000, limitMs: 600_000 }
/** All subjects together: so many at once, then one in so many seconds. */
const overall = { burst: 5, everySeconds: 20 }
/** Things that something is remembered of; who has more than that in trouble looks at the window. */
const subjectLimit = 500

export interface NotificationsOptions {
  clock: Clock
  wanted(): Preferences['notifications']
  /** Somebody asked for quiet, for now. */
  isQuiet(): boolean
  /** Somebody looks at that page. */
  isWatched(path: string): boolean
  show(notification: { title: string; text: string; path: string }): void
}

/** `flaps`: how often trouble came and was over before it was told. */
type Pausing = { held: News | undefined; flaps: number }
/** So often in one pause, and it is no accident. */
const flapsTold = 3

/**
 * What of all news is told: nothing that somebody sees anyway, recovery only from trouble that was told, one subject
 * not again and again, and all of them together not without end. What was left out is counted, and told of with the next.
 */
export class Notifications {
  readonly #options: NotificationsOptions
  readonly #gate: RateGate
  readonly #pausing = new Map<string, Pausing>()
  /** By subject, the parts that are in trouble as far as was told. */
  readonly #told = new Map<string, Set<string>>()
  #leftOut = 0

  constructor(options: NotificationsOptions) {
    this.#options = options
    this.#gate = new RateGate(overall.burst, 1 / overall.everySeconds, options.clock)
  }

  take(news: News): void {
    const { wanted, isWatched } = this.#options
    const pausing = this.#pausing.get(news.subject)
    if (news.kind === 'recovered') {
      if (!this.#isKnownOf(news, pausing?.held)) return
      if (pausing?.held && isSettledBy(pausing.held, news)) {
        pausing.held = undefined
        pausing.flaps++
      }
    }
    if (wanted() === 'off') return
    if (wanted() === 'trouble' && (news.kind === 'recovered' || news.kind === 'ended'))
      return this.#settle(news)
    if (isWatched(news.path)) {
      if (pausing) pausing.held = undefined
      return this.#settle(news)
    }
    if (pausing === undefined) this.#tell(news, pause.firstMs)
    else this.#hold(pausing, news)
  }

  #hold(pausing: Pausing, news: News): void {
    const { held } = pausing
    // That all links are down is not displaced by word of one of them.
    const outweighs = held && news.kind !== 'recovered' && held.weight > news.weight
    if (held && held.kind !== 'recovered') this.#leftOut++
    if (!outweighs) pausing.held = news
  }

  #tell(news: News, pauseMs: number): void {
    const { isQuiet, show } = this.#options
    if (isQuiet() || !this.#gate.pass()) {
      this.#leftOut++
      return
    }
    // Those that the gate held back are among them.
    const more = this.#leftOut
    this.#leftOut = 0
    const { title, text, path } = news
    show({
      title,
      path,
      text: more > 0 ? `${text}\n${t('{{count}} more were left out before.', { count: more })}` : text,
    })
    this.#remember(news)
    this.#pauseFor(news.subject, pauseMs)
  }

  #pauseFor(subject: string, ms: number): void {
    if (this.#pausing.size >= subjectLimit) return
    this.#pausing.set(subject, { held: undefined, flaps: 0 })
    this.#options.clock.after(ms, () => {
      const { held, flaps } = this.#pausing.get(subject)!
      this.#pausing.delete(subject)
      if (held === undefined) return
      const next = Math.min(ms * 2, pause.limitMs)
      if (this.#options.isWatched(held.path)) this.#settle(held)
      else if (flaps >= flapsTold) this.#tell(withFlaps(held, flaps), next)
      else if (held.kind !== 'recovered' || this.#isKnownOf(held, undefined)) this.#tell(held, next)
      // It came and went within this pause: nothing to tell, but no calm either.
      else this.#pauseFor(subject, next)
    })
  }

  /** Whether trouble was told, or is about to be, from which this is the recovery. */
  #isKnownOf({ subject, part }: News, held: News | undefined): boolean {
    const parts = this.#told.get(subject)
    return parts?.has(part) || parts?.has('') || held?.kind === 'trouble'
  }

  #remember(news: News): void {
    const { kind, subject, part } = news
    if (kind !== 'trouble') return this.#settle(news)
    const parts = this.#told.get(subject) ?? new Set()
    this.#told.delete(subject)
    this.#told.set(subject, parts.add(part))
    const [oldest] = this.#told.keys()
    if (this.#told.size > subjectLimit && oldest !== undefined) this.#told.delete(oldest)
  }

  /** What has recovered, or is seen by somebody, needs no word of recovery. */
  #settle({ subject, part }: News): void {
    const parts = this.#told.get(subject)
    if (parts === undefined) return
    parts.delete(part)
    parts.delete('')
    if (part === '' || parts.size === 0) this.#told.delete(subject)
  }
}

const isSettledBy = (trouble: News, { part }: News): boolean =>
  trouble.kind === 'trouble' && (part === '' || trouble.part === '' || trouble.part === part)

const withFlaps = (news: News, count: number): News => ({
  ...news,
  text: `${news.text} ${t('Meanwhile it came and went {{count}} times.', { count })}`,
})
