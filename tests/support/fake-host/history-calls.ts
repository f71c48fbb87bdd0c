import { type historyCalls, type SeriesKind, seriesColumns } from '../../../src/contract/history.ts'
import type { hostContract } from '../../../src/contract/host.ts'
import type { Server } from '../../../src/contract/procedure.ts'

type HistoryCalls = Pick<Server<typeof hostContract>, keyof typeof historyCalls>
/** The figures of each part at one instant, counters as the increase in `stepMs`; none of what there is not. */
export type RowsAt = (
  kind: SeriesKind,
  id: string,
  at: number,
  stepMs: number,
) => ReadonlyMap<string, Readonly<Record<string, number>>> | undefined

const [second, minute, hour] = [1000, 60_000, 3_600_000]
const steps = [100, second, minute, 5 * minute, 10 * minute, 30 * minute, hour]
const measured: ReadonlySet<string> = new Set(['rttMs', 'bufferedKernel'])

/** A night in which nobody's machine ran. */
const began = Date.now()
const wasOff = (at: number) => at > began - 26 * hour && at < began - 19 * hour

/** What a host without engines remembers: the same figures as are told live, for as long as one asks. */
export const fakeHistory = (rowsAt: RowsAt): HistoryCalls => ({
  series: ({ kind, ids, from, to, columns, points }) => {
    const stepMs = steps.find((step) => (to - from) / step <= points) ?? steps.at(-1)!
    const at: number[] = []
    for (let time = Math.ceil(from / stepMs) * stepMs; time <= to; time += stepMs) at.push(time)
    const names = seriesColumns[kind].filter((name) => columns?.includes(name) ?? true)
    const value = (row: Readonly<Record<string, number>> | undefined, name: string) => {
      const known = row?.[name]
      return known === undefined || (measured.has(name) && known <= 0 && name === 'rttMs') ? null : known
    }
    return {
      series: ids.map((id) => {
        const rows = at.map((time) => (wasOff(time) ? undefined : rowsAt(kind, id, time, stepMs)))
        const parts = [...(rows.findLast((row) => row !== undefined)?.keys() ?? [])]
        return {
          id,
          stepMs,
          at: parts.length > 0 ? at : [],
          parts: parts.map((part) => ({
            id: part,
            columns: Object.fromEntries(
              names.map((name) => [name, rows.map((row) => value(row?.get(part), name))]),
            ),
          })),
        }
      }),
    }
  },
  historyState: () => ({
    subjects: 24,
    leftOut: 0,
    bytes: 9_400_000,
    limit: 88_000_000,
    inFullMs: 1_800_000,
    unwritten: 0,
    lost: 0,
  }),
  noteTransfers() {},
})

/** Figures of several as one. */
export const together = (rows: readonly Readonly<Record<string, number>>[]) => {
  const sum: Record<string, number> = {}
  for (const row of rows)
    for (const [name, value] of Object.entries(row))
      sum[name] = name.endsWith('Ms')
        ? Math.max(sum[name] ?? 0, value)
        : (sum[name] ?? 0) + Math.max(0, value)
  return new Map([['', sum]])
}
