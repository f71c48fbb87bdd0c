import { z } from 'zod'
import { changeOf } from './change.ts'
import { engineEventSchema } from './events.ts'
import { call, snapshotWindow, stream } from './procedure.ts'
import { cidrSchema, endpointSchema, hostSchema, ruleIdSchema, ruleProblemSchema } from './rule.ts'

/** Links of one bond, and of one group at a receiver. */
export const maxLinks = 16

/** Which way packets leave: the name of an interface, or a local address. It is the link's name within its bond. */
export const uplinkSchema = z
  .string()
  .trim()
  .regex(/^[^\p{C},=/\\]{1,64}$/u, 'Write the name of an interface such as wwan0, or one of its addresses.')

const bytes = z.int().min(0).max(Number.MAX_SAFE_INTEGER)

/** What a person sets of one link. */
export const linkSettingsSchema = z.object({
  uplink: uplinkSchema,
  /** For people; empty shows the interface. */
  label: z.string().trim().max(40, 'Labels have at most 40 characters.').default(''),
  /** Priority in percent: 100 carries all it can, 50 counts half when links are compared, 0 is off. */
  weight: z.int().min(0).max(100).default(100),
  /** Used only while the links that are not metered cannot carry the stream. */
  metered: z.boolean().default(false),
  /** Bytes that may go by this link, both ways, in a calendar day and month; 0 is no cap. A warning at 80 %, at 100 % the link is switched off. */
  dailyCap: bytes.default(0),
  monthlyCap: bytes.default(0),
})
export type LinkSettings = z.output<typeof linkSettingsSchema>

export const bondSettingsSchema = z.object({
  name: z.string().trim().min(1, 'Give the bond a name.').max(80, 'Names have at most 80 characters.'),
  enabled: z.boolean().default(true),
  /** Where the SRT caller (camera, encoder) sends to. */
  listen: endpointSchema,
  /** The SRTLA receiver. */
  receiver: endpointSchema,
  mode: z.enum(['enhanced', 'classic']).default('enhanced'),
  /** Enhanced mode: weigh links by how recently they lost packets. */
  qualityScoring: z.boolean().default(true),
  /** Enhanced mode: try the second-best link now and then. */
  exploration: z.boolean().default(false),
  /** Both modes: take data off a link that no longer delivers it. */
  stallGuard: z.boolean().default(true),
  /** `automatic`: every interface that can carry traffic, also those that come later; `listed`: those in `links`; `file`: addresses in `uplinksFile`. */
  uplinks: z.enum(['automatic', 'listed', 'file']).default('automatic'),
  links: z.array(linkSettingsSchema).max(maxLinks, `At most ${maxLinks} links.`).default([]),
  /** A text file with one local address a line, read again when it changes. */
  uplinksFile: z.string().max(4096).default(''),
  /** A link that receives nothing for so long is down. */
  linkTimeoutMs: z.int().min(1000).max(60_000).default(5000),
  /** `automatic` batches system calls where the system offers it; `dgram` is what works everywhere. */
  datagrams: z.enum(['automatic', 'dgram']).default('automatic'),
})

const uniqueLinks = ({ links }: { links: { uplink: string }[] }) =>
  new Set(links.map(({ uplink }) => uplink)).size === links.length
const uniqueLinksProblem = { path: ['links'], message: 'An uplink is listed twice.' }

/** A bond as a person writes it: name, listen and receiver; the rest has defaults. */
export const bondInputSchema = bondSettingsSchema.refine(uniqueLinks, uniqueLinksProblem)
export type BondInput = z.input<typeof bondInputSchema>
export const bondChangeSchema = changeOf(bondSettingsSchema)
export type BondChange = z.infer<typeof bondChangeSchema>
export const bondSchema = bondSettingsSchema
  .extend({ id: ruleIdSchema })
  .refine(uniqueLinks, uniqueLinksProblem)
export type Bond = z.output<typeof bondSchema>

export const receiverSettingsSchema = z.object({
  name: z.string().trim().min(1, 'Give the receiver a name.').max(80, 'Names have at most 80 characters.'),
  enabled: z.boolean().default(true),
  /** Where SRTLA senders send to. */
  listen: endpointSchema,
  /** The SRT listener that gets each stream. */
  target: endpointSchema,
  maxGroups: z.int().min(1).max(1000).default(200),
  maxLinksPerGroup: z.int().min(1).max(maxLinks).default(16),
  maxGroupsPerSource: z.int().min(1).max(1000).default(16),
  /** Empty allows every source. */
  allowedSources: z.array(cidrSchema).max(256, 'At most 256 networks.').default([]),
  datagrams: z.enum(['automatic', 'dgram']).default('automatic'),
})
export const receiverInputSchema = receiverSettingsSchema
export type ReceiverInput = z.input<typeof receiverInputSchema>
export const receiverChangeSchema = changeOf(receiverSettingsSchema)
export type ReceiverChange = z.infer<typeof receiverChangeSchema>
export const receiverSchema = receiverSettingsSchema.extend({ id: ruleIdSchema })
export type Receiver = z.output<typeof receiverSchema>

/** A way out of this machine, as the system describes it. */
export const uplinkInfoSchema = z.object({
  interface: z.string(),
  kind: z.enum(['ethernet', 'wifi', 'cellular', 'vpn', 'loopback', 'other']),
  address: z.string(),
  /** Empty where there is none, or where the system does not tell. */
  gateway: z.string(),
})
export type UplinkInfo = z.infer<typeof uplinkInfoSchema>

/** Whether packets with a link's source address really leave by its interface. */
export const routingSchema = z.object({
  uplink: z.string(),
  result: z.enum(['ok', 'wrong', 'unknown']),
  /** A sentence for people. */
  text: z.string(),
  /** What to run, as an administrator, to mend it; one command each. */
  commands: z.array(z.string()),
})
export type Routing = z.infer<typeof routingSchema>

/**
 * - `off`: weight 0
 * - `absent`: the interface or address is not there at the moment
 * - `registering`: not yet accepted by the receiver
 * - `warming`: accepted, not yet measured
 * - `live`: carries its share
 * - `degraded`: loses packets in bursts
 * - `stalled`: takes packets that nobody acknowledges; only probes go by it
 * - `down`: nothing is heard by it
 * - `capped`: its data cap is reached
 */
export const linkStates = [
  'off',
  'absent',
  'registering',
  'warming',
  'live',
  'degraded',
  'stalled',
  'down',
  'capped',
] as const
export type LinkState = (typeof linkStates)[number]

/** What is kept of each link over time. Rates and gauges are of this instant; counters only rise until the engine restarts. */
export const linkGauges = [
  /** bytes/s of data packets sent */
  'bitrate',
  /** smoothed round trip, ms; 0: not measured yet */
  'rttMs',
  /** of the data packets sent by this link in the last 2 s, the part that was reported lost, 0…1 */
  'loss',
  /** packets */
  'window',
  'inFlight',
  /** the multiplier of enhanced mode, about 0.3…1.13 */
  'quality',
] as const
export const linkCounters = ['packets', 'bytes', 'naks', 'retransmits', 'drops', 'probes'] as const
export type LinkGauge = (typeof linkGauges)[number]
export type LinkCounter = (typeof linkCounters)[number]
export type LinkColumn = LinkGauge | LinkCounter
export const linkColumns: readonly LinkColumn[] = [...linkGauges, ...linkCounters]

/** What the other end, when it is a Hawser, says of a link: what arrived. */
export const farLinkSchema = z.object({
  packets: z.number(),
  bytes: z.number(),
  /** bytes/s */
  bitrate: z.number(),
  /** Variation of the time between packets, ms (RFC 3550 §6.4.1). */
  jitterMs: z.number(),
})
export type FarLink = z.infer<typeof farLinkSchema>

/** A test that an operator runs on a link: what happens to its packets, both ways, inside Hawser. */
export const impairmentSchema = z.object({
  /** Nothing passes. */
  cut: z.boolean(),
  /** 0…1 */
  loss: z.number().min(0).max(1),
  /** Added each way. */
  delayMs: z.int().min(0).max(2000),
  /** bytes/s; 0 is no limit */
  rate: z.number().min(0).max(1e10),
})
export type Impairment = z.infer<typeof impairmentSchema>

export const linkSnapshotSchema = z.object({
  /** The link's uplink: a name of an interface or an address, unique in its bond. */
  id: z.string(),
  label: z.string(),
  ...uplinkInfoSchema.shape,
  state: z.enum(linkStates),
  /** Since when, ms since the Unix epoch. */
  since: z.number(),
  weight: z.number(),
  metered: z.boolean(),
  /** Part of the data bytes of the last second, 0…1. */
  share: z.number(),
  ...(Object.fromEntries([...linkGauges, ...linkCounters].map((name) => [name, z.number()])) as Record<
    LinkColumn,
    z.ZodNumber
  >),
  rttMinMs: z.number(),
  dayBytes: z.number(),
  monthBytes: z.number(),
  dailyCap: z.number(),
  monthlyCap: z.number(),
  routing: z.enum(['ok', 'wrong', 'unknown']),
  /** The test that runs on this link, until `until` (ms since the Unix epoch). */
  impairment: impairmentSchema.extend({ until: z.number() }).nullable(),
  far: farLinkSchema.nullable(),
})
export type LinkSnapshot = z.infer<typeof linkSnapshotSchema>

/** The sentence at the top of a page, and what it rests on. */
export const bondVerdictSchema = z.object({
  level: z.enum(['good', 'warning', 'bad']),
  text: z.string(),
  evidence: z.array(z.string()),
})
export type BondVerdict = z.infer<typeof bondVerdictSchema>

/**
 * - `off`: switched off
 * - `starting`: sockets are being opened
 * - `registering`: no link is accepted by the receiver yet
 * - `ready`: links are up, no stream arrives
 * - `live`: the stream flows
 * - `degraded`: the stream flows and a link is in trouble
 * - `down`: every link is lost
 * - `failed`: cannot listen, or the settings cannot work
 */
export const bondStates = [
  'off',
  'starting',
  'registering',
  'ready',
  'live',
  'degraded',
  'down',
  'failed',
] as const
export type BondState = (typeof bondStates)[number]

export const bondSnapshotSchema = z.object({
  id: z.string(),
  state: z.enum(bondStates),
  /** Why the bond is in state `failed`; else empty. */
  problem: z.string(),
  verdict: bondVerdictSchema,
  /** Address and port of the SRT caller, and of the receiver in use; empty when there is none. */
  caller: z.string(),
  receiver: z.string(),
  /** True when the receiver is a Hawser. */
  farIsHawser: z.boolean(),
  /** How datagrams are read and written. */
  datagrams: z.enum(['native', 'dgram']),
  /** Why they are not batched though that is wanted; else empty. */
  datagramsReason: z.string(),
  /** bytes/s of the caller's data */
  bitrate: z.number(),
  /** Counters: the caller's data packets and bytes, its retransmissions, and packets reported lost. */
  packets: z.number(),
  bytes: z.number(),
  retransmits: z.number(),
  naks: z.number(),
  /** Packets that had no link to go by; copies of ACKs and NAKs that were not passed on; packets of strangers or malformed. */
  noLink: z.number(),
  copies: z.number(),
  refused: z.number(),
  /** Retransmissions held back: the copy before is still under way, or every link is full. */
  spared: z.number(),
  links: z.array(linkSnapshotSchema),
})
export type BondSnapshot = z.infer<typeof bondSnapshotSchema>

export const groupLinkSchema = z.object({
  /** Address and port of the link as seen here. */
  address: z.string(),
  /** ms since a packet came */
  silentMs: z.number(),
  share: z.number(),
  bitrate: z.number(),
  packets: z.number(),
  bytes: z.number(),
  jitterMs: z.number(),
  /** What the sender tells of the link in its keepalives; 0 where it tells nothing. */
  rttMs: z.number(),
  window: z.number(),
  inFlight: z.number(),
  naks: z.number(),
})
export type GroupLink = z.infer<typeof groupLinkSchema>

export const groupSchema = z.object({
  /** The first 8 hexadecimal digits of a hash of the group's id. */
  id: z.string(),
  since: z.number(),
  bitrate: z.number(),
  packets: z.number(),
  bytes: z.number(),
  /** Packets that arrived by more than one link, and sequence numbers that never arrived. */
  duplicates: z.number(),
  missing: z.number(),
  links: z.array(groupLinkSchema),
})
export type Group = z.infer<typeof groupSchema>

export const receiverSnapshotSchema = z.object({
  id: z.string(),
  state: z.enum(['off', 'starting', 'ready', 'live', 'failed']),
  problem: z.string(),
  datagrams: z.enum(['native', 'dgram']),
  bitrate: z.number(),
  /** Registrations refused: over a limit, too many from one source, source not allowed; and packets of strangers or malformed. */
  refusedLimit: z.number(),
  refusedFlood: z.number(),
  refusedSource: z.number(),
  refusedPackets: z.number(),
  drops: z.number(),
  groupsTotal: z.number(),
  /** At most 50, the busiest first. */
  groups: z.array(groupSchema),
})
export type ReceiverSnapshot = z.infer<typeof receiverSnapshotSchema>

export const bondsSnapshotSchema = z.object({
  /** Milliseconds since the Unix epoch. */
  at: z.number(),
  bonds: z.array(bondSnapshotSchema),
  receivers: z.array(receiverSnapshotSchema),
  /** How late the engine's own timer came of late, ms: how busy this machine is. */
  loopDelayMs: z.number(),
  /** Events that were not told because nobody read them. */
  eventsLost: z.number(),
})
export type BondsSnapshot = z.infer<typeof bondsSnapshotSchema>

/** What a link has sent so far in a day (`2026-11-21`, local time) and in that day's month, the day included. */
export const linkUsageSchema = z.object({
  bondId: ruleIdSchema,
  link: z.string().max(64),
  day: z.string().regex(/^\d{4}-\d\d-\d\d$/),
  dayBytes: z.number().min(0),
  monthBytes: z.number().min(0),
})
export type LinkUsage = z.infer<typeof linkUsageSchema>

const problems = z.object({ problems: z.array(ruleProblemSchema) })

/** What the host asks of the bond worker. */
export const bondContract = {
  /** The whole lists; what did not change is left untouched. `usage` counts for links the engine does not know yet. */
  apply: call(
    z.object({
      bonds: z.array(bondSchema),
      receivers: z.array(receiverSchema),
      usage: z.array(linkUsageSchema).default([]),
    }),
    z.void(),
  ),
  /** What only the system knows of a bond that is being written. */
  checkBond: call(z.object({ bond: bondInputSchema, id: ruleIdSchema.optional() }), problems),
  checkReceiver: call(z.object({ receiver: receiverInputSchema, id: ruleIdSchema.optional() }), problems),
  /** The ways out of this machine. */
  uplinks: call(z.void(), z.object({ uplinks: z.array(uplinkInfoSchema) })),
  /** Looks for each uplink whether packets to `receiver` leave by it. */
  checkRouting: call(
    z.object({ receiver: hostSchema, uplinks: z.array(uplinkSchema).max(maxLinks) }),
    z.object({ routings: z.array(routingSchema) }),
  ),
  /** Begins a test on a link, or ends it with `null`. Throws `bond-unknown` or `link-unknown`. */
  impair: call(
    z.object({
      bondId: ruleIdSchema,
      link: uplinkSchema,
      impairment: impairmentSchema.nullable(),
      /** The test ends by itself. */
      seconds: z.int().min(1).max(3600).default(60),
    }),
    z.void(),
  ),
  /** After sleep or a change of network: look at interfaces again and try every link now. */
  probe: call(z.void(), z.void()),
  /** Tells callers and receivers nothing; sends what is queued and closes. */
  drain: call(z.object({ deadlineMs: z.int().min(0).max(60_000) }), z.void()),
  snapshots: stream(
    z.object({ intervalMs: z.int().min(100).max(60_000).default(100) }),
    bondsSnapshotSchema,
    snapshotWindow,
  ),
  events: stream(z.void(), engineEventSchema),
}
