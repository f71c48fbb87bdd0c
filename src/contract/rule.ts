import { z } from 'zod'
import { changeOf } from './change.ts'

const port = z
  .int('A port is a whole number.')
  .min(1, 'Ports go from 1 to 65535.')
  .max(65_535, 'Ports go from 1 to 65535.')

/** A name or an IPv4/IPv6 literal without brackets. Anything that could be read as an option, a URL or a path is refused. */
export const hostSchema = z
  .string()
  .trim()
  .min(1, 'Enter a host name or an IP address.')
  .max(253, { error: 'Host names have at most 253 characters.', abort: true })
  .regex(
    /^(?![-.])(?:[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*\.?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%[A-Za-z0-9._-]+)?)$/,
    'Use letters, digits, dots and hyphens, or an IP address; no spaces, no "http://", no port.',
  )

export const endpointSchema = z.object({ host: hostSchema, port })
export type Endpoint = z.infer<typeof endpointSchema>

/** An address or a network. */
export const cidrSchema = z
  .string()
  .trim()
  .max(64, { error: 'Networks have at most 64 characters.', abort: true })
  .regex(
    /^(?:\d{1,3}(?:\.\d{1,3}){3}(?:\/(?:\d|[12]\d|3[0-2]))?|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*(?:\/(?:\d|\d\d|1[01]\d|12[0-8]))?)$/,
    'Write an address or a network such as 10.0.0.0/24 or fd00::/8.',
  )

const milliseconds = (max: number) => z.int().min(0).max(max)

/** What happens to a viewer that cannot keep up with the stream. */
export const slowViewerPolicies = ['wait', 'disconnect', 'drop-to-keyframe'] as const

export const ruleSettingsSchema = z.object({
  name: z.string().trim().min(1, 'Give the rule a name.').max(80, 'Names have at most 80 characters.'),
  group: z.string().trim().max(80, 'Group names have at most 80 characters.').default(''),
  enabled: z.boolean().default(true),
  protocol: z.enum(['tcp', 'udp']).default('tcp'),
  listen: endpointSchema,
  target: endpointSchema,
  /** How many consecutive ports the rule maps, one to one, starting at `listen.port` and `target.port`. */
  portCount: z.int().min(1, 'At least one port.').max(1000, 'At most 1000 ports in one rule.').default(1),
  /** Tried in order when the target before it is unhealthy. */
  failover: z.array(endpointSchema).max(8, 'At most 8 failover targets.').default([]),
  /** Milliseconds between TCP health checks of the targets; 0 checks only by connecting. */
  healthCheckMs: milliseconds(3_600_000).default(0),
  slowViewer: z.enum(slowViewerPolicies).default('wait'),
  /** How long queued bytes may make no progress before the viewer counts as stalled. */
  stallLimitMs: z.int().min(250).max(600_000).default(5000),
  /** How long a viewer's connection is held while the target is away; 0 gives up at once. */
  holdMs: milliseconds(600_000).default(10_000),
  connectTimeoutMs: z.int().min(100).max(120_000).default(5000),
  /** 0 is off. */
  idleTimeoutMs: milliseconds(86_400_000).default(0),
  /** Empty allows every source that can reach the listening address. */
  allowedSources: z.array(cidrSchema).max(256, 'At most 256 networks.').default([]),
  maxConnections: z.int().min(1).max(20_000).default(1000),
  /** 0 is no limit. */
  maxConnectionsPerSource: z.int().min(0).max(20_000).default(0),
  /** Bytes a second towards the viewers, over all connections of the rule; 0 is no limit. */
  rateLimit: z.int().min(0).max(100_000_000_000).default(0),
  proxyProtocol: z.enum(['off', 'v1', 'v2']).default('off'),
  /** Whether the frame monitor looks into the stream. */
  monitor: z.boolean().default(true),
})

const lastPort = (rule: { portCount: number }, endpoint: Endpoint) => endpoint.port + rule.portCount - 1
const portsFit = (rule: { portCount: number; listen: Endpoint; target: Endpoint; failover: Endpoint[] }) =>
  [rule.listen, rule.target, ...rule.failover].every((endpoint) => lastPort(rule, endpoint) <= 65_535)
const portsFitProblem = { path: ['portCount'], message: 'The range runs past port 65535.' }

/** A rule as a person writes it; everything but name, listen and target has a default. */
export const ruleInputSchema = ruleSettingsSchema.refine(portsFit, portsFitProblem)
export type RuleInput = z.input<typeof ruleInputSchema>

/** Fields left out stay as they are. Whether the ports still fit is checked on the whole changed rule. */
export const ruleChangeSchema = changeOf(ruleSettingsSchema)
export type RuleChange = z.infer<typeof ruleChangeSchema>

export const ruleIdSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)

/** A rule as it is stored. */
export const ruleSchema = ruleSettingsSchema.extend({ id: ruleIdSchema }).refine(portsFit, portsFitProblem)
export type Rule = z.output<typeof ruleSchema>

/** The file that export writes and import reads. */
export const rulesFileSchema = z.object({
  hawserRules: z.literal(1),
  rules: z
    .array(ruleSettingsSchema.extend({ id: ruleIdSchema.optional() }).refine(portsFit, portsFitProblem))
    .max(10_000),
})
export type RulesFile = z.infer<typeof rulesFileSchema>

/** What is wrong, or will be, with a rule: `path` names the field, `suggestion` a value that would do. */
export const ruleProblemSchema = z.object({
  path: z.string(),
  level: z.enum(['error', 'warning']),
  code: z.string(),
  message: z.string(),
  suggestion: z.union([z.string(), z.number()]).optional(),
})
export type RuleProblem = z.infer<typeof ruleProblemSchema>
