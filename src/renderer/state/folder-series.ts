import { type FolderSnapshot, folderCounters, folderGauges } from '../../contract/sync.ts'
import type { ColumnKind, Row } from './series.ts'

export const folderColumns = [...folderGauges, ...folderCounters] as const
export type FolderColumn = (typeof folderColumns)[number]

const counters: ReadonlySet<FolderColumn> = new Set(folderCounters)
export const folderColumnKind = (column: FolderColumn): ColumnKind =>
  counters.has(column) ? 'counter' : 'gauge'

export const folderRow = (folder: FolderSnapshot): Row<FolderColumn> =>
  Object.fromEntries(folderColumns.map((name) => [name, folder[name]])) as Row<FolderColumn>
