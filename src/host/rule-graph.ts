import type { Endpoint, Rule } from '../contract/rule.ts'
import {
  accepts,
  canonicalHost,
  collide,
  type Listening,
  listeningAt,
  type Machine,
  ownDestinations,
} from './addresses.ts'

/**
 * What of a rule, or of something else that listens, decides whether it gets in the way of others. A rule that is not
 * stored yet has no id.
 */
export type Checked = Pick<
  Rule,
  'name' | 'enabled' | 'protocol' | 'listen' | 'target' | 'failover' | 'portCount'
> & {
  id?: string
  /** Left out, it is a rule. */
  kind?: 'bond' | 'receiver'
}

/** A rule with its addresses worked out. */
export interface Node {
  rule: Checked
  listening: Listening
  first: number
  last: number
  /** Those of its targets, in order, that lie on this machine. */
  inward: { port: number; path: string; addresses: readonly string[] }[]
}

export function toNode(rule: Checked, machine: Machine): Node {
  const inward = (endpoint: Endpoint, path: string) => {
    const addresses = ownDestinations(canonicalHost(endpoint.host), machine)
    return addresses.length > 0 ? [{ port: endpoint.port, path, addresses }] : []
  }
  return {
    rule,
    listening: listeningAt(canonicalHost(rule.listen.host), machine),
    first: rule.listen.port,
    last: rule.listen.port + rule.portCount - 1,
    inward: [
      ...inward(rule.target, `${targetField(rule)}.port`),
      ...rule.failover.flatMap((endpoint, n) => inward(endpoint, `failover.${n}.port`)),
    ],
  }
}

/** The field in which people write where it sends to. */
export const targetField = ({ kind }: Checked) => (kind === 'bond' ? 'receiver' : 'target')

export const overlaps = (a: Node, b: Node): boolean =>
  a.rule.protocol === b.rule.protocol &&
  a.first <= b.last &&
  b.first <= a.last &&
  collide(a.listening, b.listening)

/** Finds rules by port without looking at all of them. */
export class PortIndex {
  readonly #buckets = new Map<number, Node[]>()

  constructor(nodes: Iterable<Node> = []) {
    for (const node of nodes) this.add(node)
  }

  add(node: Node): void {
    for (let bucket = node.first >> 8; bucket <= node.last >> 8; bucket++) {
      const there = this.#buckets.get(bucket)
      if (there) there.push(node)
      else this.#buckets.set(bucket, [node])
    }
  }

  /** Every rule that gets in the way of `node`, each once. */
  overlapping(node: Node): Node[] {
    const found: Node[] = []
    for (let bucket = node.first >> 8; bucket <= node.last >> 8; bucket++)
      for (const other of this.#buckets.get(bucket) ?? []) {
        // A range lies in several buckets; the first that both are in counts.
        if (Math.max(node.first, other.first) >> 8 === bucket && overlaps(node, other)) found.push(other)
      }
    return found
  }

  /** Rules that take a connection to one of the addresses at that port. */
  *listeners(protocol: string, port: number, addresses: readonly string[]): Generator<Node> {
    for (const node of this.#buckets.get(port >> 8) ?? [])
      if (
        node.first <= port &&
        port <= node.last &&
        node.rule.protocol === protocol &&
        addresses.some((address) => accepts(node.listening, address))
      )
        yield node
  }
}

/** A cycle of rules: from the first through the others back to the first. `path` names the first one's target. */
export type Loop = { nodes: Node[]; path: string }

type Step = {
  node: Node
  port: number
  path: string
  next: Iterator<{ node: Node; port: number; path: string }>
}

/** The cycles that can be reached from `start`, at most one for each of its ports. Exact to the port. */
export function findLoops(start: readonly Node[], index: PortIndex): Loop[] {
  const loops: Loop[] = []
  const done = new Map<Node, Set<number>>()
  for (const node of start)
    if (node.inward.length > 0)
      for (let port = node.first; port <= node.last; port++) {
        const loop = walk(node, port, index, done)
        if (loop) loops.push(loop)
      }
  return loops
}

/** Depth first without recursion, because a chain may be as long as there are ports. */
function walk(
  from: Node,
  fromPort: number,
  index: PortIndex,
  done: Map<Node, Set<number>>,
): Loop | undefined {
  if (done.get(from)?.has(fromPort)) return undefined
  const way: Step[] = []
  const enter = (node: Node, port: number, path: string) => {
    const ports = done.get(node)
    if (ports) ports.add(port)
    else done.set(node, new Set([port]))
    way.push({ node, port, path, next: successors(node, port, index) })
  }
  enter(from, fromPort, '')
  for (let step = way.at(-1); step !== undefined; step = way.at(-1)) {
    const next = step.next.next()
    if (next.done) {
      way.pop()
      continue
    }
    const { node, port, path } = next.value
    if (!done.get(node)?.has(port)) {
      enter(node, port, path)
      continue
    }
    const back = way.findIndex((earlier) => earlier.node === node && earlier.port === port)
    if (back < 0) continue
    const first = way[back + 1]
    return { nodes: way.slice(back).map((each) => each.node), path: first ? first.path : path }
  }
  return undefined
}

function* successors(node: Node, port: number, index: PortIndex) {
  for (const target of node.inward) {
    const targetPort = target.port + port - node.first
    for (const next of index.listeners(node.rule.protocol, targetPort, target.addresses))
      yield { node: next, port: targetPort, path: target.path }
  }
}
