import { z } from 'zod'
import { call } from './procedure.ts'

/** From harmless to bad. */
export const eventLevels = ['info', 'warning', 'error'] as const
export const eventSources = ['host', 'forward', 'bond', 'sync', 'transfer', 'tunnel', 'diagnose'] as const

/** Something that happened, for people: never one for each packet. */
export const eventSchema = z.object({
  /** Rises by one with each event of a host; a client that reconnects asks for what came after the last it saw. */
  seq: z.int(),
  /** Milliseconds since the Unix epoch. */
  at: z.number(),
  level: z.enum(eventLevels),
  source: z.enum(eventSources),
  /** Stable: a fault code, or a word for a good thing such as `target-back`. */
  code: z.string(),
  text: z.string(),
  ruleId: z.string().optional(),
  /** A bond or a receiver, and one of the bond's links. */
  bondId: z.string().optional(),
  link: z.string().optional(),
  /** A synced folder, and a paired device. */
  folderId: z.string().optional(),
  peerId: z.string().optional(),
  /** A tube of a tunnel. */
  tubeId: z.string().optional(),
})
export type HawserEvent = z.infer<typeof eventSchema>

/** An event as an engine tells it; the host numbers and dates it. */
export const engineEventSchema = eventSchema.omit({ seq: true, source: true })
export type EngineEvent = z.infer<typeof engineEventSchema>

/** Which events are meant: those for which all of it holds. */
export const eventFilterSchema = z.object({
  /** Words that stand in the text or the code, whatever their case. */
  text: z.string().max(200, 'A search has at most 200 characters.').default(''),
  /** This bad or worse. */
  level: z.enum(eventLevels).default('info'),
  /** Every source if it is empty. */
  sources: z.array(z.enum(eventSources)).max(eventSources.length).default([]),
  /** The id of a rule, bond, receiver, folder, device or tube that they are about. */
  subject: z.string().max(200).default(''),
  /** ms since the Unix epoch, both included. */
  from: z.number().min(0).default(0),
  to: z.number().min(0).default(Number.MAX_SAFE_INTEGER),
})
export type EventFilter = z.output<typeof eventFilterSchema>

/** Parts of the host's contract, about all events that are kept. Both throw `range-reversed`. */
export const eventCalls = {
  /** The newest first; `before` is the number of the last one that is known already. `total` counts all pages. */
  findEvents: call(
    eventFilterSchema.extend({
      before: z.int().min(1).optional(),
      limit: z.int().min(1).max(1000).default(200),
    }),
    z.object({ events: z.array(eventSchema), total: z.int() }),
  ),
  /** All that are found, as a file for others: without what is secret. */
  exportEvents: call(
    eventFilterSchema.extend({ form: z.enum(['csv', 'json']) }),
    z.object({ text: z.string(), name: z.string() }),
  ),
}
