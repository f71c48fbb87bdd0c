import type { ReceiverSnapshot } from '../../contract/bond.ts'
import { type ReceiverColumn, receiverCounters } from '../../contract/history.ts'
import type { ColumnKind, Row } from './series.ts'

/** A receiver and the links of its senders share one time line: figures of the whole, and of each link by its address. */
export type ReceiverKey = ReceiverColumn | `${ReceiverColumn} ${string}`
export const receiverKey = (column: ReceiverColumn, link: string): ReceiverKey => `${column} ${link}`

const counters: ReadonlySet<string> = new Set(receiverCounters)
export const receiverKeyKind = (key: ReceiverKey): ColumnKind =>
  counters.has(key.split(' ', 1)[0]!) ? 'counter' : 'gauge'

/** The figures of a snapshot as one row. */
export function receiverRow({ bitrate, drops, groups }: ReceiverSnapshot): Partial<Row<ReceiverKey>> {
  const sum = (column: 'packets' | 'bytes' | 'missing' | 'duplicates') =>
    groups.reduce((all, group) => all + group[column], 0)
  const row: Partial<Row<ReceiverKey>> = {
    bitrate,
    senders: groups.length,
    packets: sum('packets'),
    bytes: sum('bytes'),
    missing: sum('missing'),
    duplicates: sum('duplicates'),
    drops,
  }
  for (const { links } of groups)
    for (const link of links) {
      row[receiverKey('bitrate', link.address)] = link.bitrate
      row[receiverKey('jitterMs', link.address)] = link.jitterMs
    }
  return row
}
