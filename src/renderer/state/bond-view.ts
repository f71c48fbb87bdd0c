import type {
  BondSnapshot,
  BondState,
  Impairment,
  LinkSnapshot,
  LinkState,
  ReceiverSnapshot,
} from '../../contract/bond.ts'

/** What of a link stays as it is from one snapshot to the next. */
export interface LinkView
  extends Pick<
    LinkSnapshot,
    | 'id'
    | 'label'
    | 'interface'
    | 'kind'
    | 'address'
    | 'gateway'
    | 'weight'
    | 'metered'
    | 'since'
    | 'dailyCap'
    | 'monthlyCap'
    | 'routing'
  > {
  state: LinkState
  impairment: (Impairment & { until: number }) | null
  /** The other end tells what arrives by it. */
  hasFar: boolean
}

export interface BondView {
  state: BondState
  problem: string
  caller: string
  receiver: string
  farIsHawser: boolean
  datagrams: BondSnapshot['datagrams']
  datagramsReason: string
  links: readonly LinkView[]
}

export interface ReceiverView {
  state: ReceiverSnapshot['state']
  problem: string
  datagrams: ReceiverSnapshot['datagrams']
  groups: readonly { id: string; since: number; links: readonly string[] }[]
}

const linkView = (link: LinkSnapshot): LinkView => ({
  id: link.id,
  label: link.label,
  interface: link.interface,
  kind: link.kind,
  address: link.address,
  gateway: link.gateway,
  state: link.state,
  since: link.since,
  weight: link.weight,
  metered: link.metered,
  dailyCap: link.dailyCap,
  monthlyCap: link.monthlyCap,
  routing: link.routing,
  impairment: link.impairment,
  hasFar: link.far !== null,
})

export const bondView = (bond: BondSnapshot): BondView => ({
  state: bond.state,
  problem: bond.problem,
  caller: bond.caller,
  receiver: bond.receiver,
  farIsHawser: bond.farIsHawser,
  datagrams: bond.datagrams,
  datagramsReason: bond.datagramsReason,
  links: bond.links.map(linkView),
})

export const receiverView = ({ state, problem, datagrams, groups }: ReceiverSnapshot): ReceiverView => ({
  state,
  problem,
  datagrams,
  // The busiest come first, which changes all the time.
  groups: groups
    .map(({ id, since, links }) => ({ id, since, links: links.map(({ address }) => address).sort() }))
    .sort((a, b) => a.since - b.since || a.id.localeCompare(b.id)),
})

/** What people call a link: its label, else what names it in the settings, which no other link of the bond has. */
export const linkName = ({ label, id }: Pick<LinkView, 'label' | 'id'>) => label || id

const troubled: ReadonlySet<LinkState> = new Set(['degraded', 'stalled', 'down', 'absent', 'capped'])
/** The links somebody should look at. */
export const inTrouble = (links: readonly LinkView[]): LinkView[] =>
  links.filter(({ state, routing }) => troubled.has(state) || (state !== 'off' && routing === 'wrong'))

/** Whether two things made of plain objects, lists and values are equal. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const [keys, others] = [Object.keys(a), Object.keys(b)]
  return (
    keys.length === others.length &&
    keys.every(
      (key) =>
        Object.hasOwn(b, key) &&
        same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
    )
  )
}

/** The next record, with every entry that did not change as it was; `known` itself when none did. */
export function nextRecord<T>(known: Readonly<Record<string, T>>, next: Record<string, T>) {
  let changed = Object.keys(known).length !== Object.keys(next).length
  for (const [id, value] of Object.entries(next)) {
    const old = known[id]
    if (old !== undefined && same(old, value)) next[id] = old
    else changed = true
  }
  return changed ? next : known
}
