import {
  type BondSnapshot,
  type LinkColumn,
  type LinkCounter,
  linkColumns,
  linkCounters,
} from '../../contract/bond.ts'
import type { ColumnKind, Row } from './series.ts'

/** All links of a bond share one time line: a column for each link and figure. */
export type LinkKey = `${LinkColumn} ${string}`
export const linkKey = (column: LinkColumn, link: string): LinkKey => `${column} ${link}`

const counters: ReadonlySet<string> = new Set<LinkCounter>(linkCounters)
export const linkKeyKind = (key: LinkKey): ColumnKind =>
  counters.has(key.slice(0, key.indexOf(' '))) ? 'counter' : 'gauge'

/** The figures of every link of a snapshot as one row. A round trip of 0 has not been measured. */
export function linkRow({ links }: Pick<BondSnapshot, 'links'>): Partial<Row<LinkKey>> {
  const row: Partial<Row<LinkKey>> = {}
  for (const link of links)
    for (const column of linkColumns)
      row[linkKey(column, link.id)] = column === 'rttMs' && link.rttMs === 0 ? Number.NaN : link[column]
  return row
}
