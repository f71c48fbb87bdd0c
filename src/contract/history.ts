import { z } from 'zod'
import { linkCounters, linkGauges } from './bond.ts'
import { ruleCounters, ruleGauges } from './forward.ts'
import { call } from './procedure.ts'
import { folderCounters, folderGauges } from './sync.ts'
import { tubeCounters, tubeGauges } from './tunnel.ts'

/** So long everything is kept as it was measured (up to ten times a second), in memory. */
export const inFullMs = 30 * 60_000
/** So long a row a minute is kept, on disk. */
export const minutesMs = 30 * 24 * 60 * 60_000

/** Of a receiver as a whole, and of each link by which senders reach it. */
export const receiverGauges = [
  /** bytes/s */
  'bitrate',
  'senders',
  'links',
  /** Of a link alone: variation of the time between packets, and the round trip that its sender tells of (-1: none), ms. */
  'jitterMs',
  'rttMs',
] as const
export const receiverCounters = ['packets', 'bytes', 'missing', 'duplicates', 'drops', 'refused'] as const
export type ReceiverColumn = (typeof receiverGauges)[number] | (typeof receiverCounters)[number]

/** Of a session of transfers as a whole, and of each of its lanes. */
export const laneGauges = [
  /** bytes/s of payload: into this machine, out of it, and both */
  'downRate',
  'upRate',
  'rate',
  /** ms; -1: not measured */
  'rttMs',
  /** bytes */
  'inFlight',
  'window',
  /** Of the session alone: the place in `bottlenecks`, and 0…100. */
  'bottleneck',
  'score',
] as const
export type LaneColumn = (typeof laneGauges)[number]

/**
 * What is kept over time, and its columns: gauges first, then counters. Its parts:
 * - `rules`: all forwarding rules together, under the id `all`; `rule`: each of them
 * - `bond`: a part for each link, by its uplink
 * - `receiver`: the part '' is the whole; in memory also a part for each link, by its address
 * - `folder`
 * - `tube`: by the paired device's id, or the tube's own where a code made it
 * - `transfer`: a session, by its id, with the part '' as the whole and one for each lane, in memory; `all` of this machine
 */
export const seriesColumns = {
  rules: [...ruleGauges, ...ruleCounters],
  rule: [...ruleGauges, ...ruleCounters],
  bond: [...linkGauges, ...linkCounters],
  receiver: [...receiverGauges, ...receiverCounters],
  folder: [...folderGauges, ...folderCounters],
  tube: [...tubeGauges, ...tubeCounters],
  transfer: [...laneGauges],
} as const
export type SeriesKind = keyof typeof seriesColumns
export type SeriesColumn<K extends SeriesKind = SeriesKind> = (typeof seriesColumns)[K][number]
export const seriesKinds = Object.keys(seriesColumns) as [SeriesKind, ...SeriesKind[]]

/** The id under which the sum of all is kept, of kinds that have one. */
export const allOfThem = 'all'

const values = z.array(z.number().nullable())

/**
 * One subject over time. `at` are ms since the Unix epoch, rising: moments of measurement, or where steps of `stepMs` begin.
 * Every column is as long as `at`; gauges are averages over the step (the worst where that matters), counters the
 * increase within it, null what is not known: Hawser did not run, or there was nothing to be measured.
 */
export const seriesSchema = z.object({
  id: z.string(),
  /** 100 as measured, 1000, or whole minutes. */
  stepMs: z.number(),
  at: z.array(z.number()),
  parts: z.array(z.object({ id: z.string(), columns: z.record(z.string(), values) })),
})
export type Series = z.infer<typeof seriesSchema>

export const seriesQuestionSchema = z.object({
  kind: z.enum(seriesKinds),
  ids: z.array(z.string().max(200)).min(1).max(64),
  /** ms since the Unix epoch, both included. */
  from: z.number(),
  to: z.number(),
  /** Without, all. Those that the kind does not have are left out. */
  columns: z.array(z.string().max(40)).max(40).optional(),
  /** At most about so many moments: the finest steps are chosen that keep to it and reach back to `from`. */
  points: z.int().min(10).max(5000).default(2000),
})
export type SeriesQuestion = z.output<typeof seriesQuestionSchema>

/** What the memory of half an hour takes, and what it could not hold. */
export const historyStateSchema = z.object({
  /** Subjects and their parts, and how many there were no room for. */
  subjects: z.number(),
  leftOut: z.number(),
  /** Bytes of measured values, and at most. */
  bytes: z.number(),
  limit: z.number(),
  /** How far back everything is there as it was measured, ms; half an hour unless memory runs out. */
  inFullMs: z.number(),
  /** Rows of minutes that wait for room on the disk, and that were given up. */
  unwritten: z.number(),
  lost: z.number(),
})
export type HistoryState = z.infer<typeof historyStateSchema>

const lane = z.number().min(-1).max(1e15)

/** What a window measured of its transfers since it last told, oldest first. */
export const transferFiguresSchema = z.object({
  samples: z
    .array(
      z.object({
        at: z.number(),
        sessions: z
          .array(
            z.object({
              id: z.string().regex(/^[\w-]{1,64}$/),
              figures: z.partialRecord(z.enum(laneGauges), lane),
              lanes: z
                .array(
                  z.object({
                    lane: z.int().min(0).max(99),
                    figures: z.partialRecord(z.enum(laneGauges), lane),
                  }),
                )
                .max(16),
            }),
          )
          .max(16),
      }),
    )
    .max(30),
})
export type TransferFigures = z.infer<typeof transferFiguresSchema>

/** Parts of the host's contract. */
export const historyCalls = {
  /** In the order of `ids`; of one that nothing is known of, no parts. */
  series: call(seriesQuestionSchema, z.object({ series: z.array(seriesSchema) })),
  historyState: call(z.void(), historyStateSchema),
  /** Windows make transfers by themselves, and tell the host how they go while they do. */
  noteTransfers: call(transferFiguresSchema, z.void()),
}
