import { z } from 'zod'
import { engineEventSchema } from './events.ts'
import { call, snapshotWindow, stream } from './procedure.ts'
import { ruleIdSchema, ruleInputSchema, ruleProblemSchema, ruleSchema } from './rule.ts'

/**
 * - `off`: switched off
 * - `starting`: the listening socket is being opened
 * - `ready`: listening, nobody connected
 * - `active`: connections flow
 * - `holding`: a viewer is held while the target is away
 * - `slow`: a viewer, the tunnel or the camera cannot keep up
 * - `failed`: cannot listen
 */
export const ruleStates = ['off', 'starting', 'ready', 'active', 'holding', 'slow', 'failed'] as const
export type RuleState = (typeof ruleStates)[number]

/** The numbers kept for each rule. Rates and gauges are of this instant; counters only rise until the engine restarts. */
export const ruleGauges = [
  'connections',
  /** bytes/s from target to viewers, and back */
  'rateDown',
  'rateUp',
  /** bytes waiting for viewers in this process, and in the kernel (-1: the system does not tell) */
  'bufferedProcess',
  'bufferedKernel',
  /** frames a second over all monitored streams of the rule */
  'fps',
  /** longest gap between two frames since the last snapshot, ms; 0: no frame ended */
  'frameIntervalMs',
  /** slowest frame's time inside Hawser and the send queue, ms */
  'egressDelayMs',
] as const
export const ruleCounters = [
  'bytesDown',
  'bytesUp',
  'accepted',
  'rejected',
  'frames',
  /** frames later than one, and than three, nominal intervals: TCP delayed them */
  'lateFrames',
  'veryLateFrames',
  /** frames the camera or an upstream relay never sent: gaps in sequence numbers, timestamps or continuity counters */
  'missingFrames',
  /** frames that Hawser's own policy discarded */
  'droppedFrames',
  'stalls',
] as const
export type RuleGauge = (typeof ruleGauges)[number]
export type RuleCounter = (typeof ruleCounters)[number]
export type RuleColumn = RuleGauge | RuleCounter
export const ruleColumns: readonly RuleColumn[] = [...ruleGauges, ...ruleCounters]

const columns = z.record(z.enum([...ruleGauges, ...ruleCounters]), z.array(z.number()))

/** Where a fault lies, and the sentence under the chart. */
export const verdictSchema = z.object({
  side: z.enum(['none', 'camera', 'tunnel', 'viewer', 'hawser']),
  text: z.string(),
  /** What was measured, one short line each. */
  evidence: z.array(z.string()),
})
export type Verdict = z.infer<typeof verdictSchema>

/** What the frame monitor knows of one stream. Lengths in ms, sizes in bytes, rates in bytes/s. */
export const streamSchema = z.object({
  protocol: z.enum(['rtsp', 'mpeg-ts', 'mjpeg', 'rtmp', 'flv', 'rtp', 'opaque', 'tls', 'unknown']),
  /** Such as `H.264`, `H.265`, `MJPEG`, `AAC`; empty where unknown. */
  codec: z.string(),
  /** True where frames are guessed from bursts. */
  estimated: z.boolean(),
  fps: z.number(),
  nominalFps: z.number(),
  bitrate: z.number(),
  keyframeIntervalMs: z.number(),
  sinceKeyframeMs: z.number(),
  frames: z.number(),
  keyframes: z.number(),
  lateFrames: z.number(),
  veryLateFrames: z.number(),
  missingFrames: z.number(),
  droppedFrames: z.number(),
  stalls: z.number(),
  longestStallMs: z.number(),
  ingressLatenessMs: z.number(),
  egressDelayMs: z.number(),
  /** How often the parser lost its place, and whether it was switched off after throwing. */
  resyncs: z.number(),
  tapFailed: z.boolean(),
})
export type StreamStats = z.infer<typeof streamSchema>

export const connectionSchema = z.object({
  id: z.number(),
  /** Address and port of the viewer, and of the target in use. */
  source: z.string(),
  target: z.string(),
  state: z.enum(['connecting', 'open', 'holding', 'half-closed', 'stalled']),
  /** Milliseconds since the Unix epoch. */
  since: z.number(),
  bytesDown: z.number(),
  bytesUp: z.number(),
  rateDown: z.number(),
  bufferedProcess: z.number(),
  bufferedKernel: z.number(),
  /** How much video time waits for this viewer, ms; 0 where the bitrate is not known. */
  behindMs: z.number(),
  stream: streamSchema.nullable(),
})
export type Connection = z.infer<typeof connectionSchema>

/** What a client that looks at one rule gets on top. At most 200 connections travel, the busiest first. */
export const ruleDetailSchema = z.object({
  ruleId: z.string(),
  verdict: verdictSchema,
  connections: z.array(connectionSchema),
  connectionsTotal: z.number(),
  targets: z.array(z.object({ target: z.string(), health: z.enum(['unknown', 'up', 'down']) })),
  /** Why the rule is in state `failed`, or empty. */
  problem: z.string(),
})
export type RuleDetail = z.infer<typeof ruleDetailSchema>

/** Ten times a second: one row a rule, column by column, in the order of `ids`. */
export const forwardSnapshotSchema = z.object({
  /** Milliseconds since the Unix epoch. */
  at: z.number(),
  ids: z.array(z.string()),
  states: z.array(z.enum(ruleStates)),
  columns,
  /** Details of the rules being looked at. */
  details: z.array(ruleDetailSchema),
  /** How this engine does: how late its own timer came of late, and whether the kernel's unsent queue can be capped here. */
  loopDelayMs: z.number(),
  unsentCap: z.enum(['on', 'unavailable']),
  /** Frame taps that threw and were switched off. */
  tapsFailed: z.number(),
})
export type ForwardSnapshot = z.infer<typeof forwardSnapshotSchema>

/** What the host asks of the forward worker. */
export const forwardContract = {
  /** The whole list of rules; those that did not change are left untouched. */
  apply: call(z.object({ rules: z.array(ruleSchema) }), z.void()),
  /** Tries what only the system knows: whether the ports are free, who holds them, and the next free one. */
  check: call(
    z.object({ rule: ruleInputSchema, id: ruleIdSchema.optional() }),
    z.object({ problems: z.array(ruleProblemSchema) }),
  ),
  disconnect: call(z.object({ ruleId: ruleIdSchema, connectionId: z.int() }), z.void()),
  /** Which rules snapshots carry details of. */
  look: call(z.object({ ruleIds: z.array(ruleIdSchema).max(64) }), z.void()),
  /** After sleep or a change of network: forget what was known of targets and try again now. */
  probe: call(z.void(), z.void()),
  /** Stops listening, lets connections finish for at most `deadlineMs`, then ends them. */
  drain: call(z.object({ deadlineMs: z.int().min(0).max(60_000) }), z.void()),
  snapshots: stream(z.void(), forwardSnapshotSchema, snapshotWindow),
  events: stream(z.void(), engineEventSchema),
}
