import { type Tube, type TubeColumn, tubeCounters, tubeGauges } from '../../contract/tunnel.ts'
import type { ColumnKind, Row } from './series.ts'

export const tubeColumns = [...tubeGauges, ...tubeCounters] as const

const counters: ReadonlySet<TubeColumn> = new Set(tubeCounters)
export const tubeColumnKind = (column: TubeColumn): ColumnKind => (counters.has(column) ? 'counter' : 'gauge')

/** What has not been measured is no figure. */
const known = (column: TubeColumn, value: number) => (column === 'rttMs' && value < 0 ? Number.NaN : value)

export const tubeRow = (tube: Tube): Row<TubeColumn> =>
  Object.fromEntries(tubeColumns.map((name) => [name, known(name, tube[name])])) as Row<TubeColumn>
