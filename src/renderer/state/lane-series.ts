import type { TransferFigures } from '../../contract/history.ts'
import { bottlenecks, type LaneSnapshot, type SessionSnapshot } from '../../transfer/snapshot.ts'
import type { ColumnKind, Row } from './series.ts'

export const laneColumns = ['rate', 'rttMs', 'inFlight', 'window'] as const
export type LaneColumn = (typeof laneColumns)[number]

/** All lanes of a session share one time line: a column for each lane and figure, and those of the session. */
export type LaneKey = `${LaneColumn} ${number}` | 'bottleneck' | 'score'
export const laneKey = (column: LaneColumn, lane: number): LaneKey => `${column} ${lane}`
export const laneKeyKind = (key: LaneKey): ColumnKind => (key === 'bottleneck' ? 'worst' : 'gauge')

const mostShown = 16

/** The lanes that charts have a line for: those that are there, and the newest of those that were. */
export function lanesShown(present: readonly number[], before: readonly number[]): number[] {
  const gone = before.filter((lane) => !present.includes(lane))
  const kept = gone.slice(Math.max(0, gone.length - Math.max(0, mostShown - present.length)))
  return [...kept, ...present].sort((a, b) => a - b)
}

const figure = (lane: LaneSnapshot, column: LaneColumn): number => {
  if (column === 'rate') return lane.sendRate + lane.receiveRate
  // What has not been measured is no figure.
  return column === 'rttMs' && lane.rttMs <= 0 ? Number.NaN : lane[column]
}

/** The figures of every lane of a snapshot as one row. */
export function laneRow({ lanes, quality }: SessionSnapshot): Partial<Row<LaneKey>> {
  const row: Partial<Row<LaneKey>> = {
    bottleneck: bottlenecks.indexOf(quality.bottleneck),
    score: quality.score,
  }
  for (const lane of lanes)
    for (const column of laneColumns) row[laneKey(column, lane.lane)] = figure(lane, column)
  return row
}

/** What is not known is -1. To the hundredth, as it is kept: long fractions are dear to write. */
const told = (value: number): number =>
  Number.isFinite(value) ? Math.max(-1, Math.round(value * 100) / 100) : -1

function laneFigures(lane: LaneSnapshot): Record<LaneColumn, number> {
  const figures = {} as Record<LaneColumn, number>
  for (const column of laneColumns) figures[column] = told(figure(lane, column))
  return figures
}

/** What the host is told of a session. */
export function sessionFigures(
  id: string,
  { lanes, transfers, quality }: SessionSnapshot,
): TransferFigures['samples'][number]['sessions'][number] {
  const rate = (direction: 'sending' | 'receiving') =>
    transfers.reduce(
      (sum, transfer) =>
        sum + (transfer.direction === direction && transfer.state === 'moving' ? transfer.rate : 0),
      0,
    )
  const [downRate, upRate] = [rate('receiving'), rate('sending')]
  return {
    id,
    figures: {
      downRate: told(downRate),
      upRate: told(upRate),
      rate: told(downRate + upRate),
      bottleneck: bottlenecks.indexOf(quality.bottleneck),
      score: told(quality.score),
    },
    lanes: lanes.slice(0, mostShown).map((lane) => ({ lane: lane.lane, figures: laneFigures(lane) })),
  }
}
