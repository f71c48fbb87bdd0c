import { type BondsSnapshot, type LinkColumn, linkCounters, linkGauges } from '../contract/bond.ts'
import { type ForwardSnapshot, type RuleColumn, ruleCounters, ruleGauges } from '../contract/forward.ts'
import { type FolderColumn, folderCounters, folderGauges, type SyncSnapshot } from '../contract/sync.ts'
import { type TubeColumn, type TunnelSnapshot, tubeCounters, tubeGauges } from '../contract/tunnel.ts'

/** How many rows become one. */
export type How = 'average' | 'maximum' | 'sum'

/** The numbers that are kept of one kind of thing over time, in their order. */
export interface ColumnSet<Name extends string = string> {
  readonly names: readonly Name[]
  readonly hows: readonly How[]
}

/** `worst`: gauges of which the worst matters, not the average. Counters are summed. */
function columnSet<Gauge extends string, Counter extends string>(
  gauges: readonly Gauge[],
  counters: readonly Counter[],
  worst: readonly Gauge[],
): ColumnSet<Gauge | Counter> {
  const ofGauge = (name: Gauge): How => (worst.includes(name) ? 'maximum' : 'average')
  return {
    names: [...gauges, ...counters],
    hows: [...gauges.map(ofGauge), ...counters.map((): How => 'sum')],
  }
}

export const ruleColumnSet: ColumnSet<RuleColumn> = columnSet(ruleGauges, ruleCounters, [
  'frameIntervalMs',
  'egressDelayMs',
])
export const linkColumnSet: ColumnSet<LinkColumn> = columnSet(linkGauges, linkCounters, [])

export const folderColumnSet: ColumnSet<FolderColumn> = columnSet(folderGauges, folderCounters, [])

export const tubeColumnSet: ColumnSet<TubeColumn> = columnSet(tubeGauges, tubeCounters, ['queuedBytes'])

/** One number for each column, in their order; counters as the increase since the row before. */
export type Row = Float64Array
export const newRow = ({ names }: ColumnSet): Row => new Float64Array(names.length)

/** The numbers of one instant: `value` is that of a column for the key at `index`. */
export interface Sample<Name extends string> {
  /** Milliseconds since the Unix epoch. */
  readonly at: number
  readonly keys: readonly string[]
  value(index: number, column: Name): number | undefined
}

/** The rules of a snapshot, by their ids. */
export const rulesIn = ({ at, ids, columns }: ForwardSnapshot): Sample<RuleColumn> => ({
  at,
  keys: ids,
  value: (index, column) => columns[column]?.[index],
})

/** The folders of a snapshot, by their ids. */
export const foldersIn = ({ at, folders }: SyncSnapshot): Sample<FolderColumn> => ({
  at,
  keys: folders.map(({ id }) => id),
  value: (index, column) => folders[index]?.[column],
})

/** The tubes of a snapshot, by their ids. */
export const tubesIn = ({ at, tubes }: TunnelSnapshot): Sample<TubeColumn> => ({
  at,
  keys: tubes.map(({ id }) => id),
  value: (index, column) => tubes[index]?.[column],
})

/** The key of a link, from which those of one bond can be told: ids have no spaces. */
export const linkKey = (bondId: string, link: string): string => `${bondId} ${link}`

export const bondOf = (key: string): string => key.slice(0, key.indexOf(' '))

/** The links of all bonds of a snapshot, by `linkKey`. */
export function linksIn({ at, bonds }: BondsSnapshot): Sample<LinkColumn> {
  const links = bonds.flatMap((bond) => bond.links)
  return {
    at,
    keys: bonds.flatMap((bond) => bond.links.map((link) => linkKey(bond.id, link.id))),
    value: (index, column) => links[index]?.[column],
  }
}
