import { z } from 'zod'
import { diagnosisSchema } from './diagnose.ts'
import { eventSchema } from './events.ts'
import { call, stream } from './procedure.ts'
import { transferRecordSchema } from './transfer.ts'

/** One that was forgotten ends after this long, and none is longer, ms. */
export const longestSessionMs = 7 * 24 * 3_600_000
export const sessionLimit = 500

const name = z
  .string()
  .trim()
  .min(1, 'Give the session a name.')
  .max(120, 'Names of sessions have at most 120 characters.')
const note = z.string().trim().max(4000, 'Notes have at most 4000 characters.')
/** ms since the Unix epoch */
const time = z.int('A time is a whole number of milliseconds.').min(0, 'That time is none.').max(8.64e15)

export const sessionIdSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)

/** A stretch of time to which people gave a name, such as "Saturday's match". Several may overlap. */
export const sessionSchema = z.object({
  id: sessionIdSchema,
  name: z.string(),
  note: z.string(),
  startedAt: z.number(),
  /** 0 while it runs. */
  endedAt: z.number(),
})
export type Session = z.infer<typeof sessionSchema>

export const sessionChangeSchema = z.strictObject({
  name: name.optional(),
  note: note.optional(),
  startedAt: time.optional(),
  endedAt: time.optional(),
})
export type SessionChange = z.infer<typeof sessionChangeSchema>

export const subjectKinds = ['rule', 'bond', 'link', 'receiver', 'folder', 'tube'] as const
export type SubjectKind = (typeof subjectKinds)[number]

/** What one thing did in a session. -1 stands for what is not known of its kind. */
export const subjectFiguresSchema = z.object({
  kind: z.enum(subjectKinds),
  /** Of a link: its uplink, unique in its bond. */
  id: z.string(),
  /** The bond of a link, else empty. */
  of: z.string(),
  name: z.string(),
  /** Minutes in which anything flowed, and those without between them. */
  activeMinutes: z.number(),
  silentMinutes: z.number(),
  /** Towards viewers or into this machine, and the other way. */
  bytesDown: z.number(),
  bytesUp: z.number(),
  /** bytes/s, both ways together: over all active minutes, of the best and of the poorest whole minute. */
  averageRate: z.number(),
  highestRate: z.number(),
  lowestRate: z.number(),
  frames: z.number(),
  lateFrames: z.number(),
  veryLateFrames: z.number(),
  missingFrames: z.number(),
  droppedFrames: z.number(),
  stalls: z.number(),
  /** From the event that told of it to the one that told its end. */
  interruptions: z.number(),
  longestInterruptionMs: z.number(),
  interruptedMs: z.number(),
  /** Of the packets sent, the part that was reported lost, 0…1. */
  loss: z.number(),
  /** ms: the mean of the active minutes, and of the worst one. */
  averageRttMs: z.number(),
  highestRttMs: z.number(),
})
export type SubjectFigures = z.infer<typeof subjectFiguresSchema>

/** A minute in which something went wrong. */
export const worstMinuteSchema = z.object({
  at: z.number(),
  /** How bad it was, only to be compared with other minutes. */
  badness: z.number(),
  reasons: z.array(z.string()),
})
export type WorstMinute = z.infer<typeof worstMinuteSchema>

const sessionDiagnosisSchema = z.object({
  startedAt: z.number(),
  state: diagnosisSchema.shape.state,
  verdict: z.string(),
  target: z.string(),
})

/** What a session was like, from the minutes, events and reports that are kept. */
export const sessionSummarySchema = z.object({
  hawserSession: z.literal(1),
  session: sessionSchema,
  /** Until when figures are counted; now, while it runs. */
  until: z.number(),
  /** Empty unless something is not told, such as minutes that are no longer kept. */
  missing: z.string(),
  bytes: z.number(),
  /** Streams before folders, of each kind the busiest first. */
  subjects: z.array(subjectFiguresSchema),
  worst: z.array(worstMinuteSchema),
  events: z.object({
    info: z.number(),
    warning: z.number(),
    error: z.number(),
    /** Errors and warnings before the rest, at most 200, in the order in which they happened. */
    list: z.array(eventSchema),
  }),
  diagnoses: z.array(sessionDiagnosisSchema),
  transfers: z.array(
    transferRecordSchema.pick({ name: true, direction: true, bytes: true, at: true, result: true }),
  ),
  /** bytes/s over the span in equal steps; `at` in ms since the Unix epoch. */
  chart: z.object({
    stepMs: z.number(),
    at: z.array(z.number()),
    lines: z.array(z.object({ kind: z.enum(subjectKinds), values: z.array(z.number()) })),
  }),
})
export type SessionSummary = z.infer<typeof sessionSummarySchema>

export const sessionForms = ['html', 'json', 'csv'] as const
export type SessionForm = (typeof sessionForms)[number]

const one = z.object({ id: sessionIdSchema })

/** Parts of the host's contract. All but the first throw `session-unknown`. */
export const sessionCalls = {
  /** All of them at once, the newest first, then again after each change. */
  sessions: stream(z.void(), z.object({ sessions: z.array(sessionSchema) }), 2),
  /**
   * Without times it begins now; with both it is made of a stretch of the past. Throws `session-times`,
   * `session-limit`.
   */
  addSession: call(
    z.object({ name, note: note.default(''), startedAt: time.optional(), endedAt: time.optional() }),
    sessionSchema,
  ),
  /** Throws `session-times`. */
  changeSession: call(z.object({ id: sessionIdSchema, change: sessionChangeSchema }), sessionSchema),
  /** One that is over stays as it is. */
  endSession: call(one, sessionSchema),
  removeSession: call(one, z.void()),
  /** Takes back that it was removed, for a day. */
  restoreSession: call(one, sessionSchema),
  sessionSummary: call(one, sessionSummarySchema),
  /** A report of the doctor that is kept, by when it was begun. */
  keptDiagnosis: call(z.object({ startedAt: z.number() }), z.object({ report: diagnosisSchema.nullable() })),
  /**
   * For others: without what is secret, addresses only if wished. `csv` holds every minute of every subject. Throws
   * `session-minutes-gone` where these are no longer kept.
   */
  exportSession: call(
    z.object({ id: sessionIdSchema, form: z.enum(sessionForms), addresses: z.boolean().default(true) }),
    z.object({ text: z.string(), name: z.string() }),
  ),
}
