import { create } from 'zustand'
import type { HawserEvent } from '../../contract/events.ts'
import type { RuleDetail, RuleState } from '../../contract/forward.ts'
import type { About, EngineStatus } from '../../contract/host.ts'
import type { Rule } from '../../contract/rule.ts'
import type { Preferences } from '../../contract/settings.ts'

/** `lost`: to be tried again at `retryAt`. */
export type LinkState =
  | { is: 'connecting' }
  | { is: 'open' }
  | { is: 'lost'; attempt: number; retryAt: number; reason: string }

/** What changes slowly enough for React. Numbers that move ten times a second live in `live.ts`. */
export interface Slow {
  link: LinkState
  about: About | undefined
  /** Undefined until the first settings arrive. */
  rules: readonly Rule[] | undefined
  preferences: Preferences | undefined
  engine: EngineStatus | undefined
  /** Whether snapshots of the forward engine arrive. */
  flowing: boolean
  states: Readonly<Record<string, RuleState>>
  details: Readonly<Record<string, RuleDetail>>
  /** Oldest first; the last 2000. */
  events: readonly HawserEvent[]
}

export const useSlow = create<Slow>(() => ({
  link: { is: 'connecting' },
  about: undefined,
  rules: undefined,
  preferences: undefined,
  engine: undefined,
  flowing: false,
  states: {},
  details: {},
  events: [],
}))

export const slow = useSlow.getState
export const setSlow = useSlow.setState

const noRules: readonly Rule[] = []
export const useRules = () => useSlow((state) => state.rules ?? noRules)
export const findRule = (id: string) => slow().rules?.find((rule) => rule.id === id)

const eventsKept = 2000
/** Adds events that arrived together; known ones are left out. */
export function addEvents(arrived: readonly HawserEvent[]): void {
  const { events } = slow()
  const last = events.at(-1)?.seq ?? 0
  const fresh = arrived.filter(({ seq }) => seq > last)
  if (fresh.length > 0) setSlow({ events: [...events, ...fresh].slice(-eventsKept) })
}
