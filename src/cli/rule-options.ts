import { type Command, Option } from 'commander'
import {
  type Endpoint,
  type RuleInput,
  ruleInputSchema,
  ruleSettingsSchema,
  slowViewerPolicies,
} from '../contract/rule.ts'
import { formatEndpoint, parseEndpoint } from '../web/endpoint.ts'
import { Fault } from '../wire/fault.ts'
import { asArgument, collect, parseDuration, parseRate, parseWhole } from './quantities.ts'

const endpoint = asArgument(parseEndpoint)

export interface RuleOptions {
  listen: Endpoint
  target: Endpoint
  name?: string
  group?: string
  udp?: true
  ports?: number
  failover?: Endpoint[]
  healthCheck?: number
  slowViewer?: (typeof slowViewerPolicies)[number]
  stallLimit?: number
  hold?: number
  connectTimeout?: number
  idleTimeout?: number
  allow?: string[]
  maxConnections?: number
  maxPerSource?: number
  rateLimit?: number
  proxyProtocol?: 'off' | 'v1' | 'v2'
  monitor: boolean
}

const { shape } = ruleSettingsSchema
const byDefault = (field: { parse(value: undefined): unknown }) => field.parse(undefined)
const seconds = (field: { parse(value: undefined): unknown }) => `${Number(byDefault(field)) / 1000}s`

/** Gives a command every setting of a rule as an option. */
export function addRuleOptions(command: Command): Command {
  return command
    .addOption(
      new Option('-l, --listen <address:port>', 'where viewers connect; IPv6 in brackets')
        .argParser(endpoint)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('-t, --target <host:port>', 'the camera, or whatever the viewers want to reach')
        .argParser(endpoint)
        .makeOptionMandatory(),
    )
    .option('-n, --name <text>', "the rule's name (default: made from the target)")
    .option('-g, --group <text>', 'the group that it is shown in')
    .option('--udp', 'forward UDP instead of TCP')
    .option('--ports <count>', 'map that many consecutive ports, one to one', parseWhole)
    .option(
      '--failover <host:port>',
      'next target when the one before is down; repeatable',
      collect(endpoint),
    )
    .option(
      '--health-check <time>',
      'how often targets are probed (default: only by connecting)',
      parseDuration,
    )
    .addOption(
      new Option(
        '--slow-viewer <policy>',
        `for a viewer that cannot keep up (default: ${byDefault(shape.slowViewer)})`,
      ).choices(slowViewerPolicies),
    )
    .option(
      '--stall-limit <time>',
      `no progress for this long is a stall (default: ${seconds(shape.stallLimitMs)})`,
      parseDuration,
    )
    .option(
      '--hold <time>',
      `hold viewers while the target is away (default: ${seconds(shape.holdMs)})`,
      parseDuration,
    )
    .option(
      '--connect-timeout <time>',
      `give up connecting to the target (default: ${seconds(shape.connectTimeoutMs)})`,
      parseDuration,
    )
    .option(
      '--idle-timeout <time>',
      'end connections without any byte for this long (default: off)',
      parseDuration,
    )
    .option(
      '--allow <network>',
      'let in only these sources, such as 10.0.0.0/24; repeatable',
      collect(String),
    )
    .option(
      '--max-connections <count>',
      `at once, over all viewers (default: ${byDefault(shape.maxConnections)})`,
      parseWhole,
    )
    .option('--max-per-source <count>', 'at once, from one address (default: no limit)', parseWhole)
    .option('--rate-limit <rate>', 'towards the viewers, such as 20Mbit (default: no limit)', parseRate)
    .addOption(
      new Option('--proxy-protocol <version>', "tell the target the viewer's address (default: off)").choices(
        ['off', 'v1', 'v2'],
      ),
    )
    .option('--no-monitor', 'do not look for frames inside the streams')
}

/** The rule that the options describe. Throws a fault of code `usage` for what does not fit. */
export function ruleFromOptions(options: RuleOptions): RuleInput {
  const rule = withoutUndefined({
    name: options.name ?? formatEndpoint(options.target).slice(0, 80),
    group: options.group,
    protocol: options.udp ? 'udp' : undefined,
    listen: options.listen,
    target: options.target,
    portCount: options.ports,
    failover: options.failover,
    healthCheckMs: options.healthCheck,
    slowViewer: options.slowViewer,
    stallLimitMs: options.stallLimit,
    holdMs: options.hold,
    connectTimeoutMs: options.connectTimeout,
    idleTimeoutMs: options.idleTimeout,
    allowedSources: options.allow,
    maxConnections: options.maxConnections,
    maxConnectionsPerSource: options.maxPerSource,
    rateLimit: options.rateLimit,
    proxyProtocol: options.proxyProtocol,
    monitor: options.monitor,
  })
  const read = ruleInputSchema.safeParse(rule)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new Fault('usage', `${optionOf(String(issue?.path[0]))}: ${issue?.message}`)
}

export const withoutUndefined = (fields: object) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

const renamed: Record<string, string> = {
  portCount: 'ports',
  allowedSources: 'allow',
  maxConnectionsPerSource: 'max-per-source',
  protocol: 'udp',
}

/** The option that a field is set by. */
export function optionOf(field: string): string {
  const words =
    renamed[field] ?? field.replace(/Ms$/, '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  return `--${words}`
}
