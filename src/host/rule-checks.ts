import { isIP } from 'node:net'
import type { RuleProblem } from '../contract/rule.ts'
import { Fault, isFaultCode } from '../wire/fault.ts'
import { canonicalHost, isLoopback, type Machine } from './addresses.ts'
import { type Checked, findLoops, type Node, overlaps, PortIndex, targetField, toNode } from './rule-graph.ts'

/** Everything wrong with `rule` among `others` that can be told without asking the system. */
export function checkRule(
  rule: Checked & { allowedSources: readonly string[] },
  others: readonly Checked[],
  machine: Machine,
): RuleProblem[] {
  return [...checkListener(rule, others, machine), ...checkExposure(rule)]
}

/** What may be wrong with anything that listens on a port and sends to another. */
export function checkListener(rule: Checked, others: readonly Checked[], machine: Machine): RuleProblem[] {
  const node = toNode(rule, machine)
  const nodes = others.map((other) => toNode(other, machine))
  return [
    ...checkAddress(node),
    ...checkOverlap(node, nodes),
    ...checkLoop(node, nodes),
    ...checkName(node, others),
  ]
}

/** A rule among many that cannot stay as it is. */
export type Conflict = RuleProblem & { rule: Checked }

/** Every loop and overlap among the enabled of these rules, each once. */
export function findConflicts(rules: readonly Checked[], machine: Machine): Conflict[] {
  const nodes = rules.filter(({ enabled }) => enabled).map((rule) => toNode(rule, machine))
  const index = new PortIndex()
  const overlapping: Conflict[] = []
  for (const node of nodes) {
    for (const earlier of index.overlapping(node))
      overlapping.push({ rule: node.rule, ...overlapProblem(node, earlier) })
    index.add(node)
  }
  return [...overlapping, ...loopsAmong(nodes, index)]
}

/** The loops alone. Where several share a rule, not each of them is told. */
export function findLoopConflicts(rules: readonly Checked[], machine: Machine): Conflict[] {
  const nodes = rules.filter(({ enabled }) => enabled).map((rule) => toNode(rule, machine))
  return loopsAmong(nodes, new PortIndex(nodes))
}

const loopsAmong = (nodes: readonly Node[], index: PortIndex): Conflict[] =>
  findLoops(nodes, index).map(({ nodes: [first, ...through], path }) => ({
    rule: first!.rule,
    ...loopProblem(through, path),
  }))

/** Throws a fault whose detail is the list of problems when one of them is an error. */
export function refuseErrors(problems: readonly RuleProblem[]): void {
  const error = problems.find(({ level }) => level === 'error')
  if (error === undefined) return
  throw new Fault(isFaultCode(error.code) ? error.code : 'invalid', error.message, problems)
}

function checkAddress({ rule }: Node): RuleProblem[] {
  const endpoints = [
    ['listen.host', rule.listen.host],
    [`${targetField(rule)}.host`, rule.target.host],
    ...rule.failover.map(({ host }, n) => [`failover.${n}.host`, host]),
  ] as const
  return endpoints.flatMap(([path, host]) => {
    // Only what looks like an address but is none; names are the resolver's business.
    if (!/^[\d.]+$|:/.test(host!) || isIP(canonicalHost(host!))) return []
    return [
      { path: path!, level: 'error' as const, code: 'invalid', message: `${host} is not an IP address.` },
    ]
  })
}

function checkOverlap(node: Node, others: readonly Node[]): RuleProblem[] {
  return others
    .filter((other) => overlaps(node, other))
    .map((other) => {
      const suggestion = freePort(node, others)
      return { ...overlapProblem(node, other), ...(suggestion === undefined ? {} : { suggestion }) }
    })
}

function overlapProblem(node: Node, other: Node): RuleProblem {
  const first = Math.max(node.first, other.first)
  const last = Math.min(node.last, other.last)
  const both = node.rule.enabled && other.rule.enabled
  const what = first === last ? `port ${first}` : `ports ${first} to ${last}`
  return {
    path: 'listen.port',
    level: both ? 'error' : 'warning',
    code: 'rule-overlap',
    message: both
      ? `The ${nounOf(other.rule)} "${other.rule.name}" already listens on ${what}.`
      : `The ${nounOf(other.rule)} "${other.rule.name}" also listens on ${what}; only one of the two can be on.`,
  }
}

/** The next range of ports that no rule listens on. */
function freePort(node: Node, others: readonly Node[]): number | undefined {
  const length = node.last - node.first
  const same = others
    .filter((other) => overlaps({ ...node, first: 1, last: 65_535 }, other))
    .sort((a, b) => a.first - b.first)
  let first = node.first
  for (const other of same) if (first <= other.last && other.first <= first + length) first = other.last + 1
  return first + length <= 65_535 ? first : undefined
}

function checkLoop(node: Node, others: readonly Node[]): RuleProblem[] {
  if (node.inward.length === 0) return []
  const [loop] = findLoops([node], new PortIndex([node, ...others.filter(({ rule }) => rule.enabled)]))
  if (loop === undefined) return []
  const start = Math.max(loop.nodes.indexOf(node), 0)
  const through = [...loop.nodes.slice(start + 1), ...loop.nodes.slice(0, start)]
  const problem = loopProblem(through, loop.path)
  // Off, it does no harm yet; forwarding to itself it never makes sense.
  return [node.rule.enabled || loop.nodes.length === 1 ? problem : { ...problem, level: 'warning' }]
}

function loopProblem(through: readonly Node[], path: string): RuleProblem {
  const names = through.map(({ rule }) => `"${rule.name}"`).filter((name, n, all) => all.indexOf(name) === n)
  const shown = names.slice(0, 5).join(', ') + (names.length > 5 ? ' and others' : '')
  return {
    path,
    level: 'error',
    code: 'rule-loop',
    message:
      names.length > 0 ? `This would forward to itself through ${shown}.` : 'This would forward to itself.',
  }
}

function checkName({ rule }: Node, others: readonly Checked[]): RuleProblem[] {
  const name = rule.name.toLowerCase()
  return others.some((other) => other.kind === rule.kind && other.name.toLowerCase() === name)
    ? [
        {
          path: 'name',
          level: 'warning',
          code: 'name-used',
          message: `Another ${nounOf(rule)} is called "${rule.name}" too.`,
        },
      ]
    : []
}

const nounOf = (checked: Checked) => checked.kind ?? 'rule'

function checkExposure(rule: Checked & { allowedSources: readonly string[] }): RuleProblem[] {
  if (rule.allowedSources.length > 0 || isLoopback(canonicalHost(rule.listen.host))) return []
  return [
    {
      path: 'allowedSources',
      level: 'warning',
      code: 'open-to-all',
      message: `Everybody who can reach ${rule.listen.host} can use this rule. Name the allowed sources, or listen on 127.0.0.1.`,
    },
  ]
}
