import type { LinkUsage } from '../../../contract/bond.ts'

export type Usage = Omit<LinkUsage, 'bondId' | 'link'>

export interface Caps {
  /** Bytes; 0 is no cap. */
  dailyCap: number
  monthlyCap: number
}

export type CapState = 'ok' | 'near' | 'capped'

/** Told when a link comes to another state. */
export interface CapChange {
  state: CapState
  /** The cap that decides; for `ok`, the one that is used most. */
  period: 'day' | 'month'
  /** Bytes. */
  used: number
  cap: number
}

const nearPart = 0.8
const states: readonly CapState[] = ['ok', 'near', 'capped']
/** Days and months that are remembered, for a clock that goes back and forth. */
const remembered = 8

/**
 * What a link has sent in a day and a month of local time, against its caps. Every byte counts once, on the day that
 * the clock shows when it is counted; a clock that is set back finds the earlier day as it was left.
 */
export class DataCap {
  readonly #days = new Map<string, number>()
  readonly #months = new Map<string, number>()
  #caps: Caps
  #day: string
  #counter = 0
  #state: CapState

  /** `start` is what was kept of an earlier run. */
  constructor(caps: Caps, start: Usage | undefined, now: Date) {
    this.#caps = caps
    this.#day = dayOf(now)
    if (start) {
      this.#days.set(start.day, start.dayBytes)
      this.#months.set(monthOf(start.day), start.monthBytes)
    }
    this.#state = this.#judge().state
  }

  get state(): CapState {
    return this.#state
  }

  /** Other caps count at once, for what was sent before too. */
  change(caps: Caps): CapChange | undefined {
    this.#caps = caps
    return this.#news()
  }

  /** `counter`: bytes sent as a rising number; a smaller one than last time is one that began anew. */
  count(counter: number, now: Date): CapChange | undefined {
    if (!Number.isFinite(counter) || counter < 0) return undefined
    const more = counter >= this.#counter ? counter - this.#counter : counter
    this.#counter = counter
    const day = dayOf(now)
    if (more === 0 && day === this.#day) return undefined
    this.#day = day
    add(this.#days, day, more)
    add(this.#months, monthOf(day), more)
    return this.#news()
  }

  /** To be kept for the next run. */
  usage(): Usage {
    const dayBytes = this.#days.get(this.#day) ?? 0
    return { day: this.#day, dayBytes, monthBytes: this.#months.get(monthOf(this.#day)) ?? 0 }
  }

  #news(): CapChange | undefined {
    const change = this.#judge()
    if (change.state === this.#state) return undefined
    this.#state = change.state
    return change
  }

  #judge(): CapChange {
    const { dayBytes, monthBytes } = this.usage()
    const day = judge('day', dayBytes, this.#caps.dailyCap)
    const month = judge('month', monthBytes, this.#caps.monthlyCap)
    return part(month) > part(day) ? month : day
  }
}

function judge(period: CapChange['period'], used: number, cap: number): CapChange {
  const filled = part({ used, cap })
  return { state: states[filled >= 1 ? 2 : filled >= nearPart ? 1 : 0]!, period, used, cap }
}

const part = ({ used, cap }: { used: number; cap: number }): number => (cap > 0 ? used / cap : 0)

/** What was touched longest ago is forgotten first. */
function add(table: Map<string, number>, key: string, bytes: number): void {
  const sum = (table.get(key) ?? 0) + bytes
  table.delete(key)
  table.set(key, sum)
  if (table.size > remembered) table.delete(table.keys().next().value!)
}

const two = (number: number) => String(number).padStart(2, '0')

/** `2026-11-21`, in local time. */
const dayOf = (date: Date): string =>
  `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`

const monthOf = (day: string): string => day.slice(0, 7)
