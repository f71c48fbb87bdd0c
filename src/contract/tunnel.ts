import { z } from 'zod'
import { changeOf } from './change.ts'
import { engineEventSchema } from './events.ts'
import { deviceIdSchema } from './peers.ts'
import { call, stream } from './procedure.ts'
import { endpointSchema, ruleIdSchema, ruleProblemSchema } from './rule.ts'
import { iceServerSchema, signalSchema } from './transfer.ts'

/** Whether what `allowTargetSchema` has found to be well formed can be: ports, ranges from below, prefixes, parts of an IPv4 address. */
function numbersFit(target: string): boolean {
  const at = target.lastIndexOf(':')
  const [host = '', prefix = '0'] = target.slice(0, at).replace(/[[\]]/g, '').split('/')
  const ranges = target.slice(at + 1).split(',')
  const isPort = (text: string) => text === '*' || Number(text) <= 65_535
  const isIpv4 = /^[\d.]+$/.test(host)
  return (
    Number(prefix) <= (isIpv4 ? 32 : 128) &&
    (!isIpv4 || host.split('.').every((part) => Number(part) <= 255)) &&
    ranges.every((range) => {
      const [from = '', to = from] = range.split('-')
      return isPort(from) && isPort(to) && (from === to || Number(from) <= Number(to))
    })
  )
}

/**
 * What somebody may reach through this machine, or where he may listen on it: hosts and ports, such as `10.0.0.0/24:554,80`,
 * `*.cameras.lan:8000-8100`, `[fd00::/8]:*`; to listen at port 0 means any that is free. A name is resolved first, and each of its addresses must be allowed by name or by network.
 */
export const allowTargetSchema = z
  .string()
  .trim()
  .max(400)
  .regex(
    /^(?:\[[0-9A-Fa-f:.]{2,45}(?:\/\d{1,3})?\]|\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?|\*|(?:\*\.)?[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*):(?:\*|\d{1,5}(?:-\d{1,5})?(?:,\d{1,5}(?:-\d{1,5})?){0,63})$/,
    'Write hosts and ports such as 10.0.0.0/24:554,80 or camera.lan:* or [fd00::/8]:8000-8100.',
  )
  .refine(
    numbersFit,
    'A number is out of range: ports go up to 65535, networks to /32 or /128, parts of an address to 255.',
  )

/** Whom a rule or a way is for: a paired device, or the id of a tube that a code has made, which lasts as long as that. */
const partySchema = z.string().regex(/^[A-Za-z0-9_-]{4,64}$/)

export const allowSettingsSchema = z.object({
  /** A paired device, or `*` for all of them. */
  party: z.union([z.literal('*'), partySchema]),
  /** `connect`: reach this target from here; `listen`: take connections here (a reverse way), at this address of this machine. */
  what: z.enum(['connect', 'listen']).default('connect'),
  target: allowTargetSchema,
  enabled: z.boolean().default(true),
})
export const allowSchema = allowSettingsSchema.extend({ id: ruleIdSchema })
export type Allow = z.output<typeof allowSchema>
export type AllowInput = z.input<typeof allowSettingsSchema>
export const allowChangeSchema = changeOf(allowSettingsSchema)

/**
 * - `forward`: listens here, connects to `target` from the far end
 * - `reverse`: listens at the far end, connects to `target` from here
 * - `socks`: a SOCKS5 server here; the far end connects to whatever is asked for and allowed
 * - `guacd`: as `forward`, to a guacd; Hawser reads along, and with `session` does the handshake with guacd itself
 */
export const wayKinds = ['forward', 'reverse', 'socks', 'guacd'] as const
export type WayKind = (typeof wayKinds)[number]

/** A secret in the settings' file that the system's key store has encrypted: base64 follows. */
export const sealedPrefix = 'sealed:'
/** At most that long, unless it is sealed. */
const secretSchema = (maxChars: number) =>
  z
    .string()
    .max(32_768)
    .refine((text) => text.length <= maxChars || text.startsWith(sealedPrefix), {
      message: `At most ${maxChars} characters are possible.`,
    })

export const waySettingsSchema = z.object({
  name: z.string().trim().min(1, 'Give it a name.').max(80, 'Names have at most 80 characters.'),
  enabled: z.boolean().default(true),
  /** A paired device. */
  party: partySchema,
  kind: z.enum(wayKinds).default('forward'),
  /** Port 0: any that is free. */
  listen: endpointSchema.extend({ port: z.int().min(0).max(65_535) }),
  /** Null for `socks`. */
  target: endpointSchema.nullable().default(null),
  maxConnections: z.int().min(1).max(10_000).default(1000),
  /** Of the SOCKS5 server (RFC 1929); without a user nobody is asked. */
  user: z.string().max(255).default(''),
  password: secretSchema(255).default(''),
  session: z
    .object({
      /** `vnc`, `rdp`, `ssh` … or the id of a connection to join. */
      protocol: z.string().min(1).max(100),
      /** By the names that guacd asks for, such as `hostname`; others are sent empty. */
      parameters: z.record(z.string().max(100), secretSchema(4096)).default({}),
    })
    .nullable()
    .default(null),
})
const targetFits = ({ kind, target }: { kind: WayKind; target: unknown }) =>
  (kind === 'socks') === (target === null)
const targetFitsProblem = {
  path: ['target'],
  message: 'Say where to connect to; a SOCKS5 server needs no target.',
}
export const wayInputSchema = waySettingsSchema.refine(targetFits, targetFitsProblem)
export type WayInput = z.input<typeof wayInputSchema>
export const wayChangeSchema = changeOf(waySettingsSchema)
export type WayChange = z.infer<typeof wayChangeSchema>
/** One way through a tube. */
export const waySchema = waySettingsSchema.extend({ id: ruleIdSchema }).refine(targetFits, targetFitsProblem)
export type Way = z.output<typeof waySchema>

export const logLevels = ['off', 'error', 'info', 'debug'] as const

export const tunnelSettingsSchema = z.object({
  ways: z.array(waySchema).max(1000).default([]),
  allow: z.array(allowSchema).max(1000).default([]),
  /** Which WebRTC stack; `automatic` is the fastest one that proves itself on this machine. */
  stack: z.enum(['automatic', 'node-datachannel', 'werift']).default('automatic'),
  /** Peer connections of one tube; more of them help where packets get lost. */
  maxLanes: z.int().min(1).max(8).default(4),
  /** `debug` tells of each connection, and the counters of a tube at its end. */
  log: z.enum(logLevels).default('info'),
})
export type TunnelSettings = z.output<typeof tunnelSettingsSchema>
export const tunnelSettingsChangeSchema = changeOf(tunnelSettingsSchema.omit({ ways: true, allow: true }))

/**
 * - `calling`: the other host is being asked, or is waited for with a code
 * - `connecting`: a path is being looked for
 * - `open`
 * - `lost`: the path is gone, a new one is looked for; connections wait meanwhile
 * - `waiting`: to be tried again at `retryAt`
 * - `ended`: `problem` says why, unless it was by intent
 */
export const tubeStates = ['calling', 'connecting', 'open', 'lost', 'waiting', 'ended'] as const
export type TubeState = (typeof tubeStates)[number]

/** Rates in bytes/s; `queuedBytes` is everything that waits on this side; `rttMs` -1 while unknown. */
export const tubeGauges = ['rateIn', 'rateOut', 'queuedBytes', 'rttMs', 'connections'] as const
/** `stalls`: a connection had to wait for its reader; `pauses`: TCP reading was paused; `wakeups`: by `bufferedamountlow` or credit. */
export const tubeCounters = [
  'bytesIn',
  'bytesOut',
  'framesIn',
  'framesOut',
  'opened',
  'refused',
  'stalls',
  'pauses',
  'wakeups',
  'droppedDatagrams',
] as const
export type TubeColumn = (typeof tubeGauges)[number] | (typeof tubeCounters)[number]
const tubeFigures = Object.fromEntries(
  [...tubeGauges, ...tubeCounters].map((name) => [name, z.number()]),
) as Record<TubeColumn, z.ZodNumber>

export const tubeSchema = z.object({
  id: z.string(),
  state: z.enum(tubeStates),
  by: z.enum(['code', 'device']),
  /** A paired device's id, or empty. */
  peerId: z.string(),
  peerName: z.string(),
  /** To be compared on both screens; empty until connected. */
  words: z.string(),
  /** Both ends are known to know the secret of their code or pairing. */
  proven: z.boolean(),
  /** While waited for with a code. */
  code: z.string(),
  link: z.string(),
  stack: z.string(),
  path: z.enum(['unknown', 'host', 'reflexive', 'relay']),
  /** The chosen pair in words. */
  pair: z.string(),
  lanes: z.number(),
  /** How often the path was made anew without losing a byte. */
  resumes: z.number(),
  /** Bytes that may be under way, and are. */
  windowBytes: z.number(),
  inFlightBytes: z.number(),
  ...tubeFigures,
  /** ms since the Unix epoch */
  since: z.number(),
  retryAt: z.number(),
  problem: z.string(),
  faultCode: z.string(),
})
export type Tube = z.infer<typeof tubeSchema>

/** What is shown of a tube of which nothing is known yet, besides who it leads to. */
export const idleTube: Readonly<Omit<Tube, 'id' | 'by' | 'peerId' | 'peerName' | 'state' | 'since'>> = {
  words: '',
  proven: false,
  code: '',
  link: '',
  stack: '',
  path: 'unknown',
  pair: '',
  lanes: 0,
  resumes: 0,
  windowBytes: 0,
  inFlightBytes: 0,
  ...(Object.fromEntries([...tubeGauges, ...tubeCounters].map((name) => [name, 0])) as Record<
    TubeColumn,
    number
  >),
  rttMs: -1,
  retryAt: 0,
  problem: '',
  faultCode: '',
}

export const tunnelConnectionSchema = z.object({
  tubeId: z.string(),
  /** The connection number of the protocol. */
  number: z.number(),
  /** Empty at the far end. */
  wayId: z.string(),
  kind: z.enum([...wayKinds, 'udp']),
  /** `out`: it was accepted here and is connected over there. */
  direction: z.enum(['out', 'in']),
  source: z.string(),
  target: z.string(),
  /** `stalled`: nobody reads it at the other end. */
  state: z.enum(['opening', 'open', 'half-closed', 'stalled', 'closing']),
  since: z.number(),
  bytesIn: z.number(),
  bytesOut: z.number(),
  rateIn: z.number(),
  rateOut: z.number(),
  queuedBytes: z.number(),
  /** What may still be sent until the other end has taken more. */
  creditBytes: z.number(),
  stalls: z.number(),
  /** Of Guacamole sessions: instructions each way, the lag of `sync` in ms, the last error. */
  guacamole: z.object({ in: z.number(), out: z.number(), lagMs: z.number(), error: z.string() }).nullable(),
})
export type TunnelConnection = z.infer<typeof tunnelConnectionSchema>

export const wayStates = ['off', 'waiting', 'starting', 'listening', 'failed'] as const
export const wayStatusSchema = z.object({
  id: z.string(),
  /** `waiting`: for a tube. */
  state: z.enum(wayStates),
  /** Where it really listens, `host:port`; at the far end for `reverse`. */
  listening: z.string(),
  connections: z.number(),
  opened: z.number(),
  refused: z.number(),
  problem: z.string(),
  faultCode: z.string(),
})
export type WayStatus = z.infer<typeof wayStatusSchema>

/** Somebody asked for what is not allowed. At most 100 are remembered, the newest. */
export const tunnelRequestSchema = z.object({
  id: z.string(),
  at: z.number(),
  party: z.string(),
  peerName: z.string(),
  what: z.enum(['connect', 'listen']),
  /** `host:port`, as it was asked for; suits `allowTargetSchema`. */
  target: z.string(),
  times: z.number(),
})
export type TunnelRequest = z.infer<typeof tunnelRequestSchema>

export const tunnelSnapshotSchema = z.object({
  at: z.number(),
  tubes: z.array(tubeSchema),
  /** At most 200, the busiest first. */
  connections: z.array(tunnelConnectionSchema),
  connectionsTotal: z.number(),
  ways: z.array(wayStatusSchema),
  requests: z.array(tunnelRequestSchema),
  /** Which stack runs, and why; empty until one is needed. */
  stack: z.string(),
  stackWhy: z.string(),
  loopDelayMs: z.number(),
})
export type TunnelSnapshot = z.infer<typeof tunnelSnapshotSchema>

const tubeId = { tubeId: z.string().max(64) }

/** Asked of the engine and of the host alike. */
const connectionCalls = {
  closeTunnelConnection: call(z.object({ ...tubeId, number: z.int().min(1) }), z.void()),
}

/** What the host asks of the tunnel engine. */
export const tunnelContract = {
  /** All ways and rules, those of codes too: what has not changed is left untouched. */
  apply: call(
    z.object({
      name: z.string(),
      settings: tunnelSettingsSchema,
      iceServers: z.array(iceServerSchema),
      relayOnly: z.boolean(),
    }),
    z.void(),
  ),
  /** Two hosts have met: makes a tube between them. `party` names whose ways and rules hold. */
  openTube: call(
    z.object({
      ...tubeId,
      party: partySchema,
      by: z.enum(['code', 'device']),
      peerId: z.string(),
      peerName: z.string(),
      role: z.enum(['initiator', 'responder']),
      /** base64 of 32 bytes, or empty */
      secret: z.string(),
    }),
    z.void(),
  ),
  /** What the other end says through the hosts. */
  hear: call(z.object({ ...tubeId, signal: signalSchema }), z.void()),
  /** What is to be said to the other ends. */
  signals: stream(z.void(), z.object({ ...tubeId, signal: signalSchema })),
  /** The hosts cannot talk any more; a tube that is open goes on. */
  mute: call(z.object({ ...tubeId, reason: z.string() }), z.void()),
  closeTube: call(z.object({ ...tubeId, reason: z.string().max(200) }), z.void()),
  ...connectionCalls,
  /** Is forgotten: answered by a rule, or declined. */
  forgetRequest: call(z.object({ id: z.string() }), z.void()),
  checkWay: call(
    z.object({ way: wayInputSchema, id: ruleIdSchema.optional() }),
    z.object({ problems: z.array(ruleProblemSchema) }),
  ),
  /** After sleep or a change of network. */
  probe: call(z.void(), z.void()),
  drain: call(z.object({ deadlineMs: z.int().min(0).max(60_000) }), z.void()),
  snapshots: stream(z.object({ intervalMs: z.int().min(50).max(10_000) }), tunnelSnapshotSchema, 2),
  events: stream(z.void(), engineEventSchema),
}

/** Parts of the host's contract. */
export const tunnelCalls = {
  setTunnel: call(tunnelSettingsChangeSchema, tunnelSettingsSchema),
  addWay: call(z.object({ way: wayInputSchema }), waySchema),
  changeWay: call(z.object({ id: ruleIdSchema, change: wayChangeSchema }), waySchema),
  removeWays: call(z.object({ ids: z.array(ruleIdSchema).min(1).max(1000) }), z.void()),
  /** Everything wrong with a way before it is saved. */
  checkWay: tunnelContract.checkWay,
  addAllow: call(z.object({ allow: allowSettingsSchema }), allowSchema),
  changeAllow: call(z.object({ id: ruleIdSchema, change: allowChangeSchema }), allowSchema),
  removeAllow: call(z.object({ ids: z.array(ruleIdSchema).min(1).max(1000) }), z.void()),
  /** `allow`: a rule is made of it, for that party; else it is forgotten. */
  answerTunnelRequest: call(z.object({ id: z.string(), allow: z.boolean() }), z.void()),
  /** Makes a code and waits for somebody to come with it, who may then do what `allow` says as long as the tube lasts. */
  openTunnelCode: call(
    z.object({
      minutes: z.int().min(1).max(1440).default(60),
      allow: z
        .array(z.object({ what: z.enum(['connect', 'listen']), target: allowTargetSchema }))
        .max(100)
        .default([]),
    }),
    tubeSchema,
  ),
  joinTunnelCode: call(
    z.object({ code: z.string().min(1).max(400), at: endpointSchema.optional() }),
    tubeSchema,
  ),
  /** A paired device, whether ways to it are on or not. */
  connectTunnel: call(z.object({ id: deviceIdSchema }), tubeSchema),
  /** By intent; a tube to a device with ways that are on is made again when one of them is switched on, or the device calls. */
  closeTunnels: call(z.object({ ids: z.array(z.string().max(64)).min(1).max(1000) }), z.void()),
  ...connectionCalls,
}
