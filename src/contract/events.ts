import { z } from 'zod'

/** Something that happened, for people: never one for each packet. */
export const eventSchema = z.object({
  /** Rises by one with each event of a host; a client that reconnects asks for what came after the last it saw. */
  seq: z.int(),
  /** Milliseconds since the Unix epoch. */
  at: z.number(),
  level: z.enum(['info', 'warning', 'error']),
  source: z.enum(['host', 'forward', 'bond', 'sync', 'transfer', 'tunnel', 'diagnose']),
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
