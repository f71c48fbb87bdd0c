import { canonicalAddress, type Family, holds, isDefaultNetwork } from '../../kit/network/address.ts'
import { parseIpRoutes } from '../../kit/network/linux-network.ts'
import type { Route } from '../../kit/network/network-facts.ts'
import {
  numberOf,
  objectsOf,
  parseJson,
  type SystemTools,
  type ToolOutput,
  textOf,
} from '../../kit/network/system-tools.ts'
import { leavesBy, leavesWell, ok, type RoutingAnswer, type RoutingQuestion, wrong } from './routing-words.ts'

/** Where a packet would go. */
export type Way =
  | { device: string; gateway: string; isLocal: boolean }
  /** There is none; the system's words. */
  | { error: string }

/** Reads what `ip -json route get` answers; undefined when it was not understood, as by a smaller `ip` without JSON. */
export function parseRouteGet({ ok: succeeded, stdout, stderr }: ToolOutput): Way | undefined {
  const entry = objectsOf(parseJson(stdout))[0]
  const device = textOf(entry?.['dev'])
  if (succeeded && entry && device !== '')
    return { device, gateway: textOf(entry['gateway']), isLocal: entry['type'] === 'local' }
  const error = /^(?:RTNETLINK answers|Error): (.{1,200})$/m.exec(stderr)?.[1]
  return error === undefined ? undefined : { error: error.replace(/\.$/, '') }
}

/** A rule that sends packets of one source address, and no others, to a table. */
interface SourceRule {
  address: string
  table: string
}

/** Reads `ip -json rule show`: all tables that are named in it, the rules by source, and the first number after 0. */
export function parseRules(text: string): { tables: string[]; bySource: SourceRule[]; first: number } {
  const rules = objectsOf(parseJson(text))
  const plain = ['priority', 'src', 'srclen', 'table', 'protocol']
  const tableOf = (rule: Record<string, unknown>) =>
    typeof rule['table'] === 'number' ? String(rule['table']) : textOf(rule['table'])
  return {
    tables: rules.map(tableOf),
    bySource: rules
      .filter((rule) => rule['src'] !== 'all' && Object.keys(rule).every((key) => plain.includes(key)))
      .map((rule) => ({ address: canonicalAddress(textOf(rule['src'])), table: tableOf(rule) })),
    first: Math.min(
      32_766,
      ...rules.map((rule) => numberOf(rule['priority'])).filter((number) => number > 0),
    ),
  }
}

const firstTable = 101
/** `default`, `main`, `local`. */
const reservedTables = [253, 254, 255]

/**
 * A routing table that nothing uses. Interfaces start to look at a number of their own, so that links that are
 * mended one after the other do not meet; `taken` gets the number.
 */
export function freeTable(interfaceIndex: number, taken: Set<number>): number {
  let table = firstTable + ((Math.max(interfaceIndex, 1) - 1) % 100)
  while (taken.has(table) || reservedTables.includes(table)) table++
  taken.add(table)
  return table
}

/** Asks the kernel by `ip`. `taken`: tables that were suggested for other links already. */
export async function checkLinuxRouting(
  question: RoutingQuestion,
  tools: SystemTools,
  taken: Set<number>,
): Promise<RoutingAnswer | undefined> {
  const { receiver, address, interface: name, isBound } = question
  const get = ['-json', 'route', 'get', receiver, 'from', address]
  const output = await tools.run('ip', get)
  const way = output && parseRouteGet(output)
  if (way === undefined) return undefined
  if ('device' in way && way.device === name) return leavesWell(question)
  if ('device' in way && way.isLocal) return ok(`The receiver is on this machine; packets do not leave it.`)

  const twin = otherOwner(question, tools)
  const routes = await readRoutes(question.family, tools)
  const boundOutput = await tools.run('ip', [...get, 'oif', name])
  const bound = boundOutput && parseRouteGet(boundOutput)
  const worksBound = bound !== undefined && leadsTo(bound, question, routes)
  const isStrict = worksBound && (await filtersReplies(question, tools))
  if (isBound && worksBound && !isStrict)
    return ok(`Packets from ${address} leave by ${name}, because Hawser binds to the interface itself.`)

  const mend = await mending(question, tools, routes, taken)
  const binding = `Nothing has to be changed where Hawser binds to ${name} itself, which needs root or CAP_NET_RAW before Linux 5.7.`
  const after = isBound || !worksBound || isStrict ? '' : ` ${binding}`
  if (twin !== undefined)
    return wrong(
      `${name} and ${twin} both have the address ${address}, so the system cannot tell their packets apart. Give one of the modems another network in its own settings.${after}`,
      [],
    )
  if (isBound && isStrict)
    return wrong(
      `Packets from ${address} leave by ${name}, but the system throws the replies away (rp_filter), because its routes to ${receiver} lead elsewhere.${mend.note}`,
      mend.commands,
    )
  if (isBound)
    return wrong(
      `Hawser binds to ${name}, but no route leads from it to ${receiver}.${mend.note}`,
      mend.commands,
    )
  const what =
    'error' in way
      ? `Packets from ${address} (${name}) cannot leave: ${way.error}`
      : `${leavesBy(question, way.device)}: the system has no route for this address`
  return wrong(`${what}.${mend.note}${after}`, mend.commands)
}

/** Another interface with the same address, as two modems of one make have it. */
function otherOwner({ address, interface: name }: RoutingQuestion, tools: SystemTools): string | undefined {
  const owners = Object.entries(tools.interfaces()).filter(([, infos]) =>
    infos?.some((info) => canonicalAddress(info.address) === address),
  )
  return owners.map(([owner]) => owner.replace(/:.*$/, '')).find((owner) => owner !== name)
}

/** Without any route by an interface, the kernel takes every destination for a neighbour on it; that is no way. */
function leadsTo(
  way: Way,
  { interface: name, receiver }: RoutingQuestion,
  routes: readonly Route[],
): boolean {
  if ('error' in way || way.device !== name) return false
  return (
    way.gateway !== '' ||
    routes.some(
      (route) => route.interface === name && route.table === 'main' && holds(route.network, receiver),
    )
  )
}

/** Strict reverse path filtering (RFC 3704): the greater of two settings counts; 1 is strict, 2 is loose. */
async function filtersReplies(
  { family, interface: name }: RoutingQuestion,
  tools: SystemTools,
): Promise<boolean> {
  if (family === 6) return false
  const values = await Promise.all(
    ['all', name].map((each) => tools.readText(`/proc/sys/net/ipv4/conf/${each}/rp_filter`)),
  )
  return Math.max(...values.map((text) => Number(text ?? 0))) === 1
}

async function readRoutes(family: Family, tools: SystemTools): Promise<Route[]> {
  const output = await tools.run('ip', ['-json', `-${family}`, 'route', 'show', 'table', 'all'])
  return parseIpRoutes(output?.stdout ?? '', family) ?? []
}

/** The commands that lead packets of the address to its interface, and what is to be said of them. */
async function mending(
  question: RoutingQuestion,
  tools: SystemTools,
  routes: readonly Route[],
  taken: Set<number>,
): Promise<{ commands: string[]; note: string }> {
  const { family, address, interface: name } = question
  const target = await targetOf(question, tools, routes)
  if (target === undefined)
    return {
      commands: [],
      note: ` The system knows no gateway by ${name}: renew its lease, or ask its provider for the gateway.`,
    }
  const ip = family === 6 ? 'ip -6' : 'ip'
  const rules = parseRules((await tools.run('ip', ['-json', `-${family}`, 'rule', 'show']))?.stdout ?? '')
  const existing = rules.bySource.find((rule) => rule.address === address)
  const replace = (table: string | number) => `${ip} route replace ${target} table ${table}`
  const note = ' The commands hold until the system starts again.'
  if (existing) {
    // The rule is there: its table leads elsewhere, or another rule comes before it.
    const isRight = routes.some(
      ({ table, interface: by, network }) =>
        table === existing.table && by === name && holds(network, question.receiver),
    )
    const before = `${ip} rule add from ${address} lookup ${existing.table} priority ${Math.max(1, rules.first - 1)}`
    return { commands: [isRight ? before : replace(existing.table)], note }
  }
  await addUsedTables(taken, tools)
  const index = Number((await tools.readText(`/sys/class/net/${name}/ifindex`)) ?? 1)
  const table = freeTable(index, taken)
  const add = `${ip} route add ${target} table ${table}`
  return { commands: [`${ip} rule add from ${address} lookup ${table}`, add], note }
}

/** Destination and way of the route that is missing, in the words of `ip route`; undefined without a known gateway. */
async function targetOf(
  { receiver, interface: name, gateway, family }: RoutingQuestion,
  tools: SystemTools,
  routes: readonly Route[],
): Promise<string | undefined> {
  const own = routes.filter((route) => route.interface === name)
  const device = `dev ${shellWord(name)}`
  const neighbour = own.find(
    (route) => route.gateway === '' && !isDefaultNetwork(route.network) && holds(route.network, receiver),
  )
  if (neighbour) return `${neighbour.network} ${device}`
  if (gateway !== '')
    return `default via ${family === 4 && gateway.includes(':') ? 'inet6 ' : ''}${gateway} ${device}`
  const pointToPoint = 0x10
  const flags = Number((await tools.readText(`/sys/class/net/${name}/flags`)) ?? 0)
  const needsNone = (flags & pointToPoint) !== 0 || own.some(({ network }) => isDefaultNetwork(network))
  return needsNone ? `default ${device}` : undefined
}

/** Tables of either family that have routes, rules or names. */
async function addUsedTables(taken: Set<number>, tools: SystemTools): Promise<void> {
  for (const family of [4, 6] as const) {
    for (const { table } of await readRoutes(family, tools)) taken.add(Number(table))
    const rules = await tools.run('ip', ['-json', `-${family}`, 'rule', 'show'])
    for (const table of parseRules(rules?.stdout ?? '').tables) taken.add(Number(table))
  }
  for (const path of ['/etc/iproute2/rt_tables', '/usr/share/iproute2/rt_tables'])
    for (const match of ((await tools.readText(path)) ?? '').matchAll(/^\s*(\d{1,10})\s/gm))
      taken.add(Number(match[1]))
}

/** Names of interfaces may hold what a shell would read otherwise. */
const shellWord = (name: string): string =>
  /^[\w.:@-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`
