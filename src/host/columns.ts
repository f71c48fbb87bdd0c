import { linkCounters, linkGauges } from '../contract/bond.ts'
import { ruleCounters, ruleGauges } from '../contract/forward.ts'
import {
  laneGauges,
  receiverCounters,
  receiverGauges,
  type SeriesColumn,
  type SeriesKind,
} from '../contract/history.ts'
import { folderCounters, folderGauges } from '../contract/sync.ts'
import { tubeCounters, tubeGauges } from '../contract/tunnel.ts'

/** How many rows become one; `known`: the average of those that are known. */
export type How = 'average' | 'known' | 'maximum' | 'sum'

/** The numbers that are kept of one kind of thing over time, in their order. */
export interface ColumnSet<Name extends string = string> {
  readonly names: readonly Name[]
  readonly hows: readonly How[]
  /** A row in which none of these is above zero tells of nothing that flowed. */
  readonly flows: readonly boolean[]
}

interface Traits<Gauge, Column> {
  /** Gauges of which the worst matters, not the average. */
  worst?: readonly Gauge[]
  /** Gauges that below zero are not known. */
  measured?: readonly Gauge[]
  /** What is above zero also while nothing flows. */
  still?: readonly Column[]
}

function columnSet<Gauge extends string, Counter extends string>(
  gauges: readonly Gauge[],
  counters: readonly Counter[],
  { worst = [], measured = [], still = [] }: Traits<Gauge, Gauge | Counter>,
): ColumnSet<Gauge | Counter> {
  const ofGauge = (name: Gauge): How =>
    worst.includes(name) ? 'maximum' : measured.includes(name) ? 'known' : 'average'
  const names = [...gauges, ...counters]
  const isStill = (name: Gauge | Counter) =>
    still.includes(name) || (measured as readonly string[]).includes(name)
  return {
    names,
    hows: [...gauges.map(ofGauge), ...counters.map((): How => 'sum')],
    flows: names.map((name) => !isStill(name)),
  }
}

const rule = columnSet(ruleGauges, ruleCounters, {
  worst: ['frameIntervalMs', 'egressDelayMs'],
  measured: ['bufferedKernel'],
})

/** Of every kind, what is kept. */
export const columnSets: { readonly [K in SeriesKind]: ColumnSet<SeriesColumn<K>> } = {
  rules: rule,
  rule,
  bond: columnSet(linkGauges, linkCounters, {
    measured: ['rttMs'],
    still: ['loss', 'window', 'inFlight', 'quality', 'probes'],
  }),
  receiver: columnSet(receiverGauges, receiverCounters, {
    measured: ['rttMs'],
    still: ['senders', 'links', 'jitterMs', 'refused'],
  }),
  folder: columnSet(folderGauges, folderCounters, { still: ['memory', 'streams'] }),
  tube: columnSet(tubeGauges, tubeCounters, {
    worst: ['queuedBytes'],
    measured: ['rttMs'],
    // Frames and bytes also count what keeps a tube alive.
    still: ['bytesIn', 'bytesOut', 'framesIn', 'framesOut', 'wakeups'],
  }),
  transfer: columnSet(laneGauges, [], {
    worst: ['bottleneck'],
    measured: ['rttMs'],
    still: ['inFlight', 'window', 'score'],
  }),
}

/** One number for each column, in their order; counters as the increase since the row before, NaN for what is not known. */
export type Row = Float64Array
export const newRow = ({ names }: ColumnSet): Row => new Float64Array(names.length)

/** Whether anything flowed. */
export function hasFlow({ flows }: ColumnSet, row: ArrayLike<number>): boolean {
  for (let column = 0; column < flows.length; column++) if (flows[column] && row[column]! > 0) return true
  return false
}

/** A row, and of how many it was made. */
export type CountedRow = readonly [key: string, row: Row, samples: number]

/** The numbers of one instant: `value` is that of a column for the key at `index`. */
export interface Sample<Name extends string = string> {
  /** Milliseconds since the Unix epoch. */
  readonly at: number
  readonly keys: readonly string[]
  value(index: number, column: Name): number | undefined
}

/** The key of a part of something, or of the whole where the part is ''. Ids have no spaces; parts may have. */
export const partKey = (id: string, part: string): string => (part === '' ? id : `${id} ${part}`)

export function idOf(key: string): string {
  const space = key.indexOf(' ')
  return space < 0 ? key : key.slice(0, space)
}
export function partOf(key: string): string {
  const space = key.indexOf(' ')
  return space < 0 ? '' : key.slice(space + 1)
}
