import { create } from 'zustand'
import type { Bond, BondVerdict, Receiver } from '../../contract/bond.ts'
import type { HawserEvent } from '../../contract/events.ts'
import type { RuleDetail, RuleState } from '../../contract/forward.ts'
import type { About, EngineName, EngineStatus } from '../../contract/host.ts'
import type { Rule } from '../../contract/rule.ts'
import type { Preferences } from '../../contract/settings.ts'
import type { BondView, ReceiverView } from './bond-view.ts'

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
  bonds: readonly Bond[] | undefined
  receivers: readonly Receiver[] | undefined
  preferences: Preferences | undefined
  engines: Readonly<Partial<Record<EngineName, EngineStatus>>>
  /** Whether snapshots of each engine arrive. */
  flowing: Readonly<Record<EngineName, boolean>>
  states: Readonly<Record<string, RuleState>>
  details: Readonly<Record<string, RuleDetail>>
  /** By the id of the bond or receiver: what of its snapshot is not a number that moves. */
  bondViews: Readonly<Record<string, BondView>>
  receiverViews: Readonly<Record<string, ReceiverView>>
  verdicts: Readonly<Record<string, BondVerdict>>
  /** Oldest first; the last 2000. */
  events: readonly HawserEvent[]
}

export const useSlow = create<Slow>(() => ({
  link: { is: 'connecting' },
  about: undefined,
  rules: undefined,
  bonds: undefined,
  receivers: undefined,
  preferences: undefined,
  engines: {},
  flowing: { forward: false, bond: false },
  states: {},
  details: {},
  bondViews: {},
  receiverViews: {},
  verdicts: {},
  events: [],
}))

export const slow = useSlow.getState
export const setSlow = useSlow.setState

const noRules: readonly Rule[] = []
export const useRules = () => useSlow((state) => state.rules ?? noRules)
export const findRule = (id: string) => slow().rules?.find((rule) => rule.id === id)

const noBonds: readonly Bond[] = []
const noReceivers: readonly Receiver[] = []
export const useBonds = () => useSlow((state) => state.bonds ?? noBonds)
export const useReceivers = () => useSlow((state) => state.receivers ?? noReceivers)
export const findBond = (id: string) => slow().bonds?.find((bond) => bond.id === id)
export const findReceiver = (id: string) => slow().receivers?.find((receiver) => receiver.id === id)

const eventsKept = 2000
/** Adds events that arrived together; known ones are left out. */
export function addEvents(arrived: readonly HawserEvent[]): void {
  const { events } = slow()
  const last = events.at(-1)?.seq ?? 0
  const fresh = arrived.filter(({ seq }) => seq > last)
  if (fresh.length > 0) setSlow({ events: [...events, ...fresh].slice(-eventsKept) })
}
