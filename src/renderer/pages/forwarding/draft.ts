import {
  type Rule,
  type RuleInput,
  type RuleProblem,
  ruleInputSchema,
  ruleSettingsSchema,
} from '../../../contract/rule.ts'
import { t } from '../../../language/t.ts'
import { formatPorts, parsePorts, splitAddress } from '../../forms/ports.ts'
import { type DraftProblem, endpointPaths, fieldFinder, hostProblems } from '../../forms/problems.ts'
import { bareHost, limitText, lines, parseNumber } from '../../forms/text.ts'

/** A rule as it is being typed: text as in the fields, times in seconds, rates in Mbit/s. */
export interface RuleDraft {
  name: string
  group: string
  enabled: boolean
  protocol: Rule['protocol']
  listenHost: string
  listenPorts: string
  targetHost: string
  targetPorts: string
  failover: string
  healthCheck: string
  slowViewer: Rule['slowViewer']
  stallLimit: string
  hold: string
  connectTimeout: string
  idleTimeout: string
  allowedSources: string
  maxConnections: string
  maxConnectionsPerSource: string
  rateLimit: string
  proxyProtocol: Rule['proxyProtocol']
  monitor: boolean
}
export type DraftField = keyof RuleDraft
type RuleDraftProblem = DraftProblem<DraftField>

const bytesPerMbit = 125_000
const seconds = (ms: number) => String(ms / 1000)

const defaults = ruleSettingsSchema.parse({
  name: 'new',
  listen: { host: '127.0.0.1', port: 1 },
  target: { host: 'new', port: 1 },
})

/** The fields for a stored rule. */
export function toDraft(rule: Omit<Rule, 'id'>): RuleDraft {
  return {
    name: rule.name,
    group: rule.group,
    enabled: rule.enabled,
    protocol: rule.protocol,
    listenHost: rule.listen.host,
    listenPorts: formatPorts(rule.listen.port, rule.portCount),
    targetHost: rule.target.host,
    targetPorts: formatPorts(rule.target.port, rule.portCount),
    failover: rule.failover
      .map(({ host, port }) => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`))
      .join('\n'),
    healthCheck: seconds(rule.healthCheckMs),
    slowViewer: rule.slowViewer,
    stallLimit: seconds(rule.stallLimitMs),
    hold: seconds(rule.holdMs),
    connectTimeout: seconds(rule.connectTimeoutMs),
    idleTimeout: seconds(rule.idleTimeoutMs),
    allowedSources: rule.allowedSources.join('\n'),
    maxConnections: String(rule.maxConnections),
    maxConnectionsPerSource: String(rule.maxConnectionsPerSource),
    rateLimit: String(rule.rateLimit / bytesPerMbit),
    proxyProtocol: rule.proxyProtocol,
    monitor: rule.monitor,
  }
}

/** An empty form: only what cannot be guessed is left to type. */
export function newDraft(rules: readonly Pick<Rule, 'listen' | 'portCount' | 'group'>[]): RuleDraft {
  let port = 8554
  const taken = (wanted: number) =>
    rules.some(({ listen, portCount }) => wanted >= listen.port && wanted < listen.port + portCount)
  while (taken(port)) port++
  return { ...toDraft(defaults), name: '', targetHost: '', targetPorts: '554', listenPorts: String(port) }
}

/** Another rule like this one, on the next free ports. */
export function duplicateDraft(rule: Rule, rules: readonly Rule[]): RuleDraft {
  const draft = toDraft(rule)
  const overlaps = (first: number) =>
    rules.some(
      ({ listen, portCount }) => first < listen.port + portCount && listen.port < first + rule.portCount,
    )
  let first = rule.listen.port
  while (overlaps(first) && first + rule.portCount <= 65_535) first++
  return {
    ...draft,
    name: t('{{name}} copy', { name: rule.name }).slice(0, 80),
    listenPorts: formatPorts(first, rule.portCount),
  }
}

/** What the name is when none is typed. */
export const nameFor = ({ name, targetHost }: RuleDraft) => name.trim() || targetHost.trim()

/** The rule that the fields describe, or what is wrong with each of them. */
export function fromDraft(draft: RuleDraft): { rule?: RuleInput; problems: RuleDraftProblem[] } {
  const problems: RuleDraftProblem[] = []
  const wrong = (field: DraftField, message: string) => problems.push({ field, level: 'error', message })
  const number = (field: DraftField, factor = 1) => {
    const value = parseNumber(String(draft[field]))
    if (!Number.isFinite(value)) wrong(field, t('Write a number.'))
    return Number.isFinite(value) ? Math.round(value * factor) : 0
  }
  const ports = (field: 'listenPorts' | 'targetPorts') => {
    const parsed = parsePorts(draft[field])
    if (typeof parsed !== 'string') return parsed
    wrong(field, parsed)
    return { first: 1, count: 1 }
  }
  const listen = ports('listenPorts')
  const target = ports('targetPorts')
  const badPorts = problems.length > 0
  // A single target port beside a range begins a range of the same length.
  if (!badPorts && target.count > 1 && target.count !== listen.count)
    wrong(
      'targetPorts',
      t('The target range has {{target}} ports, the listening one {{listen}}.', {
        target: target.count,
        listen: listen.count,
      }),
    )
  const failover = lines(draft.failover).map((line) => {
    const endpoint = splitAddress(line)
    if (endpoint?.port === undefined)
      wrong('failover', t('"{{line}}" needs a port, such as 10.0.0.6:554.', { line }))
    return { host: endpoint?.host ?? 'invalid', port: endpoint?.port ?? 1 }
  })
  const rule = {
    name: nameFor(draft),
    group: draft.group,
    enabled: draft.enabled,
    protocol: draft.protocol,
    listen: { host: bareHost(draft.listenHost), port: listen.first },
    target: { host: bareHost(draft.targetHost), port: target.first },
    portCount: listen.count,
    failover,
    healthCheckMs: number('healthCheck', 1000),
    slowViewer: draft.slowViewer,
    stallLimitMs: number('stallLimit', 1000),
    holdMs: number('hold', 1000),
    connectTimeoutMs: number('connectTimeout', 1000),
    idleTimeoutMs: number('idleTimeout', 1000),
    allowedSources: lines(draft.allowedSources),
    maxConnections: number('maxConnections'),
    maxConnectionsPerSource: number('maxConnectionsPerSource'),
    rateLimit: number('rateLimit', bytesPerMbit),
    proxyProtocol: draft.proxyProtocol,
    monitor: draft.monitor,
  }
  const checked = ruleInputSchema.safeParse(rule)
  for (const { path, message } of checked.error?.issues ?? []) {
    const field = fieldOf(path.join('.'))
    // Without a target there is no name either, and one problem is enough.
    if (field === 'name' && draft.name.trim() === '') continue
    if (!problems.some((known) => known.field === field)) wrong(field, plain(field, message))
  }
  return problems.length === 0 ? { rule, problems } : { problems }
}

/** The field that shows a problem with `path` of a rule. */
export const fieldOf = fieldFinder<DraftField>(toDraft(defaults), {
  ...endpointPaths<DraftField>('listen', 'listenHost', 'listenPorts'),
  ...endpointPaths<DraftField>('target', 'targetHost', 'targetPorts'),
  portCount: 'listenPorts',
  healthCheckMs: 'healthCheck',
  stallLimitMs: 'stallLimit',
  holdMs: 'hold',
  connectTimeoutMs: 'connectTimeout',
  idleTimeoutMs: 'idleTimeout',
})

const inSeconds = new Set<DraftField>(['healthCheck', 'stallLimit', 'hold', 'connectTimeout', 'idleTimeout'])
/** The schema counts in milliseconds, the form in seconds. */
const plain = (field: DraftField, message: string) =>
  limitText(message, inSeconds.has(field) ? 1000 : field === 'rateLimit' ? bytesPerMbit : 1)

/** What the host found, as problems of fields. */
export function fromRuleProblems(problems: readonly RuleProblem[], portCount: number): RuleDraftProblem[] {
  return hostProblems(problems, fieldOf).map((problem) => {
    const { field, suggestion } = problem
    const isPort = field === 'listenPorts' || field === 'targetPorts'
    return suggestion !== undefined && isPort
      ? { ...problem, suggestion: formatPorts(Number(suggestion), portCount) }
      : problem
  })
}
