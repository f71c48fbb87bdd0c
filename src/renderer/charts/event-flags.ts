import type uPlot from 'uplot'
import type { HawserEvent } from '../../contract/events.ts'
import { t } from '../../language/t.ts'
import { translated } from '../../language/table.ts'
import { formatTime } from '../format.ts'
import { markedEvent } from '../state/marked.ts'
import { paths } from '../state/router.ts'

/** Flags that stand closer together than this are one, px. */
const apart = 11
/** More than a chart has room for. */
const flagsAtOnce = 80

const badness = { info: 0, warning: 1, error: 2 }
/** Which of several at one place is opened: the worst, of equally bad ones the newest. */
export const worstOf = (events: readonly HawserEvent[]): HawserEvent =>
  events.reduce((worst, event) => (badness[event.level] >= badness[worst.level] ? event : worst))

export type Flag = { x: number; event: HawserEvent; count: number }

/** Events as flags, the newest first: `place` tells where each stands, in px. */
export function flagsOf(events: readonly HawserEvent[], place: (event: HawserEvent) => number): Flag[] {
  const flags: { x: number; events: HawserEvent[] }[] = []
  for (const event of events.toReversed()) {
    const x = place(event)
    const near = flags.at(-1)
    if (near && near.x - x < apart) near.events.push(event)
    else if (flags.length === flagsAtOnce) break
    else flags.push({ x, events: [event] })
  }
  return flags.map(({ x, events: some }) => ({
    x,
    event: worstOf(some.toReversed()),
    count: some.length,
  }))
}

const words = translated({ info: 'Information', warning: 'Warning', error: 'Error' })

function labelOf({ event: { at, level, text }, count }: Flag): string {
  const one = `${formatTime(at)} ${words[level]}: ${text}`
  return count > 1 ? `${t('{{count}} events, the worst', { count })}: ${one}` : one
}

/**
 * Makes the flags of a chart links to their events in the log, for pointers and keyboards: Tab reaches the newest, the
 * arrow keys go to the others. Of charts that share their cursor one has them.
 */
export class EventFlags {
  readonly #plot: uPlot
  readonly #layer = document.createElement('div')
  readonly #links = new Map<number, HTMLAnchorElement>()
  readonly #isFirst: boolean

  constructor(plot: uPlot) {
    this.#plot = plot
    const key = plot.cursor.sync?.key ?? ''
    this.#isFirst = document.querySelector(`[data-event-flags="${CSS.escape(key)}"]`) === null
    if (!this.#isFirst) return
    const layer = this.#layer
    layer.className = 'event-flags'
    layer.dataset['eventFlags'] = key
    layer.setAttribute('role', 'group')
    layer.setAttribute('aria-label', t('Events in the charts'))
    layer.hidden = true
    layer.addEventListener('keydown', (event) => this.#step(event))
    plot.over.append(layer)
  }

  /** To be called when the chart was drawn; `events` are those in sight, oldest first. */
  show(events: readonly HawserEvent[]): void {
    if (!this.#isFirst || (events.length === 0 && this.#links.size === 0)) return
    const flags = flagsOf(events, ({ at }) => this.#plot.valToPos(at / 1000, 'x'))
    const shown = new Set(flags.map(({ event }) => event.seq))
    for (const [seq, link] of this.#links) {
      if (shown.has(seq)) continue
      link.remove()
      this.#links.delete(seq)
    }
    const marked = markedEvent()?.seq
    for (const flag of flags) {
      const link = this.#linkTo(flag)
      link.style.transform = `translateX(${Math.round(flag.x)}px)`
      const label = labelOf(flag)
      if (link.ariaLabel !== label) link.ariaLabel = label
      link.toggleAttribute('data-marked', flag.event.seq === marked)
    }
    this.#layer.hidden = flags.length === 0
    const [newest] = flags
    const reached = [...this.#links.values()].some((link) => link === document.activeElement)
    if (newest && !reached)
      for (const [seq, link] of this.#links) link.tabIndex = seq === newest.event.seq ? 0 : -1
  }

  #linkTo({ event }: Flag): HTMLAnchorElement {
    const known = this.#links.get(event.seq)
    if (known) return known
    const link = document.createElement('a')
    link.href = paths.event(event.seq)
    link.tabIndex = -1
    link.className = 'event-flag'
    this.#links.set(event.seq, link)
    this.#layer.append(link)
    return link
  }

  #step(event: KeyboardEvent): void {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
    event.preventDefault()
    event.stopPropagation()
    const seqs = [...this.#links.keys()].sort((a, b) => a - b)
    const now = seqs.findIndex((seq) => this.#links.get(seq) === document.activeElement)
    const next = seqs[now + (event.key === 'ArrowRight' ? 1 : -1)]
    if (next === undefined) return
    for (const [seq, link] of this.#links) link.tabIndex = seq === next ? 0 : -1
    this.#links.get(next)?.focus()
  }
}
