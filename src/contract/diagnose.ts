import { z } from 'zod'
import { changeOf } from './change.ts'
import { engineEventSchema } from './events.ts'
import { deviceIdSchema } from './peers.ts'
import { call, stream } from './procedure.ts'
import { endpointSchema } from './rule.ts'
import { iceServerSchema } from './transfer.ts'

/** What is looked at, in the order in which people read it. */
export const checkNames = [
  'interfaces',
  'routes',
  'tunnel-interface',
  'dns',
  'captive-portal',
  'ipv6',
  'tcp-connect',
  'ping',
  'path-mtu',
  'black-hole',
  'nat',
  'turn',
  'inbound',
  'throughput',
  'latency-under-load',
  'clock',
  'wireguard',
  'rtsp',
  'system-limits',
  'own-health',
] as const
export type CheckName = (typeof checkNames)[number]

/** What checks are called in front of people. */
export const checkTitles: Readonly<Record<CheckName, string>> = {
  interfaces: 'Network interfaces',
  routes: 'Routes',
  'tunnel-interface': 'VPN interface',
  dns: 'DNS',
  'captive-portal': 'Captive portal',
  ipv6: 'IPv6',
  'tcp-connect': 'Connecting to the target',
  ping: 'Loss and jitter',
  'path-mtu': 'Path MTU',
  'black-hole': 'Large packets',
  nat: 'NAT and UDP',
  turn: 'TURN relays',
  inbound: 'Reachable from outside',
  throughput: 'Throughput',
  'latency-under-load': 'Latency under load',
  clock: 'Clock',
  wireguard: 'WireGuard configuration',
  rtsp: 'RTSP target',
  'system-limits': 'Limits of the system',
  'own-health': 'Health of this machine',
}

/**
 * - `waiting`, `running`
 * - `good`, `poor`, `bad`: by the thresholds of the check
 * - `unknown`: could not be told here; `summary` says why, such as what the system does not permit
 * - `skipped`: there is nothing to look at, such as no target
 */
export const checkStates = ['waiting', 'running', 'good', 'poor', 'bad', 'unknown', 'skipped'] as const
export type CheckState = (typeof checkStates)[number]

export const checkResultSchema = z.object({
  name: z.enum(checkNames),
  state: z.enum(checkStates),
  /** One sentence. */
  summary: z.string(),
  /** What was measured, one short line each. */
  evidence: z.array(z.string()),
  /** The same for programs; units are in the names. */
  figures: z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.array(z.string())])),
  ms: z.number(),
})
export type CheckResult = z.infer<typeof checkResultSchema>

/** Something that is wrong, and what to do about it. */
export const causeSchema = z.object({
  /** Stable, such as `mtu-black-hole`. */
  code: z.string(),
  /** 0…1: how much it explains what is seen; causes are ranked by it. */
  weight: z.number(),
  /** What is wrong, one sentence. */
  text: z.string(),
  evidence: z.array(z.string()),
  /** What to do, in steps that can be followed. */
  fix: z.string(),
  /** A command or a piece of configuration to copy, or empty. */
  command: z.string(),
  checks: z.array(z.enum(checkNames)),
})
export type Cause = z.infer<typeof causeSchema>

/** What a stream measures of its own way, for the doctor to judge; -1 where it does not know. */
export const streamFactsSchema = z.object({
  /** Whatever names it for who asks. */
  id: z.string().max(200),
  /** The other end, as people call it. */
  name: z.string().max(300),
  rttMs: z.number(),
  /** The shortest round trip seen on this way: a longer one now is a queue. */
  baseRttMs: z.number(),
  jitterMs: z.number(),
  lossPercent: z.number(),
  /** How late the engine that carries it comes to its work. */
  loopDelayMs: z.number(),
})
export type StreamFacts = z.infer<typeof streamFactsSchema>

/** What holds a stream back, by the same rules as in a report. */
export const bottleneckSchema = z.object({ id: z.string(), cause: causeSchema })
export type Bottleneck = z.infer<typeof bottleneckSchema>

const judgeStreams = call(
  z.object({ streams: z.array(streamFactsSchema).min(1).max(64) }),
  z.object({ bottlenecks: z.array(bottleneckSchema) }),
)

/** What is planned, to be told whether this network carries it. */
export const planSchema = z.object({
  /** Bits a second that must go up, and down. */
  upBitrate: z.number().min(0).max(1e11).default(0),
  downBitrate: z.number().min(0).max(1e11).default(0),
  /** Rules and bonds by their ids. */
  rules: z.array(z.string().max(64)).max(100).default([]),
  bonds: z.array(z.string().max(64)).max(20).default([]),
})
export type Plan = z.output<typeof planSchema>

/** One line of the list before a session. */
export const planLineSchema = z.object({
  text: z.string(),
  verdict: z.enum(['go', 'risk', 'no-go', 'unknown']),
  /** How much room is left, such as 1.8 for 180 % of what is needed; -1 where there is no such number. */
  margin: z.number(),
  reason: z.string(),
})
export type PlanLine = z.infer<typeof planLineSchema>

export const diagnosisSchema = z.object({
  hawserReport: z.literal(1),
  /** ms since the Unix epoch */
  startedAt: z.number(),
  endedAt: z.number(),
  deep: z.boolean(),
  version: z.string(),
  platform: z.string(),
  target: z.string(),
  peer: z.string(),
  /** First of all: one sentence. */
  verdict: z.string(),
  state: z.enum(['running', 'good', 'poor', 'bad', 'unknown']),
  causes: z.array(causeSchema),
  checks: z.array(checkResultSchema),
  plan: z.array(planLineSchema),
})
export type Diagnosis = z.infer<typeof diagnosisSchema>

export const diagnoseInputSchema = z.object({
  target: endpointSchema.optional(),
  /** A paired device, for what needs another end. */
  peer: deviceIdSchema.optional(),
  /** Up to 60 s instead of 15. */
  deep: z.boolean().default(false),
  /** Only these; all that apply without. */
  only: z.array(z.enum(checkNames)).max(checkNames.length).default([]),
  plan: planSchema.optional(),
})
export type DiagnoseInput = z.input<typeof diagnoseInputSchema>

export const diagnoseSettingsSchema = z.object({
  /** Asked for the address that this network shows; nobody is asked without. The STUN servers of transfers count too. */
  stunServers: z.array(iceServerSchema).max(8).default([]),
  /** SNTP servers; those that the system uses where it tells them. */
  timeServers: z.array(z.string().max(253)).max(8).default([]),
  /** A page without encryption whose content is known (`Success` …), to notice portals; nobody is asked without. */
  portalUrl: z.string().max(500).default(''),
  portalText: z.string().max(200).default(''),
  /** WireGuard configurations to look at. */
  wireguardFiles: z.array(z.string().max(4096)).max(16).default([]),
  /** Other devices may measure against this one, once they are paired. */
  answerPeers: z.boolean().default(true),
})
export type DiagnoseSettings = z.output<typeof diagnoseSettingsSchema>
export const diagnoseSettingsChangeSchema = changeOf(diagnoseSettingsSchema)

/** What the host knows and the engine needs: nothing of it leaves the machine. */
export const diagnoseContextSchema = z.object({
  settings: diagnoseSettingsSchema,
  iceServers: z.array(iceServerSchema),
  version: z.string(),
  /** Rules and bonds of the plan, with what they need. */
  needs: z.array(
    z.object({
      text: z.string(),
      upBitrate: z.number(),
      downBitrate: z.number(),
      targets: z.array(endpointSchema),
      uplinks: z.array(z.string()),
      /** Its targets answer no TCP. */
      udp: z.boolean().optional(),
    }),
  ),
  /** A way to the peer's own doctor: where it answers, and the token that it gave for this once. */
  peer: z.object({ name: z.string(), host: z.string(), port: z.number(), token: z.string() }).nullable(),
  /** Why there is no such way, where one was wished for. */
  peerProblem: z.string().optional(),
})
export type DiagnoseContext = z.output<typeof diagnoseContextSchema>

/** What the diagnose engine tells of itself. */
export const diagnoseSnapshotSchema = z.object({ at: z.number(), running: z.boolean() })
export type DiagnoseSnapshot = z.infer<typeof diagnoseSnapshotSchema>

/** What the host asks of the diagnose engine. */
export const diagnoseContract = {
  /** The whole report again with each change; ends when all is known. */
  run: stream(z.object({ input: diagnoseInputSchema, context: diagnoseContextSchema }), diagnosisSchema, 2),
  /** Lets one paired device measure against this machine: a listener for it alone, until it is done or a minute has passed. */
  answer: call(z.object({ from: z.string() }), z.object({ port: z.number(), token: z.string() })),
  /** Looks on while streams run: what would be said of the network now, from what costs nothing. */
  watch: stream(
    z.object({ intervalMs: z.int().min(1000).max(600_000) }),
    z.object({ checks: z.array(checkResultSchema), causes: z.array(causeSchema) }),
    2,
  ),
  /** Names what holds each stream back, from its own figures and from what was seen of the machine; nothing of those that are well. */
  judge: judgeStreams,
  drain: call(z.object({ deadlineMs: z.int().min(0).max(60_000) }), z.void()),
  events: stream(z.void(), engineEventSchema),
  snapshots: stream(z.object({ intervalMs: z.int().min(50).max(10_000) }), diagnoseSnapshotSchema, 2),
}

/** Parts of the host's contract. */
export const diagnoseCalls = {
  /** To be asked of streams that run now, by who shows them. Throws `engine-unavailable`. */
  judgeStreams,
  diagnose: stream(diagnoseInputSchema, diagnosisSchema, 2),
  setDiagnose: call(diagnoseSettingsChangeSchema, diagnoseSettingsSchema),
  /** Without what is secret: addresses of the machine stay unless `addresses` is false, passwords and keys never do. */
  diagnosisText: call(
    z.object({
      report: diagnosisSchema,
      form: z.enum(['json', 'html', 'text']),
      addresses: z.boolean().default(true),
    }),
    z.object({ text: z.string(), name: z.string() }),
  ),
  /** Reads a saved report. Throws `report-invalid`. */
  readDiagnosis: call(z.object({ text: z.string().max(4_000_000) }), diagnosisSchema),
  /** The newest report of this host, if there was one. */
  lastDiagnosis: call(z.void(), z.object({ report: diagnosisSchema.nullable() })),
}
