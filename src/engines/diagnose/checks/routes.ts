import type { Endpoint } from '../../../contract/rule.ts'
import { canonicalAddress, familyOf, holds, isDefaultNetwork } from '../../kit/network/address.ts'
import type { Route } from '../../kit/network/network-facts.ts'
import { type Check, type CheckContext, type CheckOutcome, unknown, worst } from '../check.ts'
import { parseCounters } from '../tools/kernel-counters.ts'
import { defaultRoutes, isUsable, type MachineNetwork, machineNetwork } from '../tools/machine-network.ts'
import { silentNeighbours } from '../tools/neighbours.ts'
import { parseLinuxWay, type WayOut, wayTo } from '../tools/route-get.ts'
import { addressesOf, type Resolve } from '../tools/target-addresses.ts'
import { type AskTcp, askTcp } from '../tools/tcp-answer.ts'

/** Long enough for two SYNs and their answers. */
const answerMs = 2500
/** Of how many other addresses of this machine the way is asked. */
const maxSources = 8

/**
 * By which way packets leave, to the target if there is one, and whether the way back is the same.
 *
 * Figures: `defaultInterface`, `defaultGateway`, `defaultGateway6`; with a target also `targetAddress`,
 * `targetInterface`, `targetKind`, `targetGateway`, `targetSource`, `targetMtu` (bytes, 0 not told), `answered`
 * (`answered`, `silent`, `unreachable`), `gatewaySilent`, `overlapping` (interfaces whose own network holds the target),
 * `misrouted` (interfaces whose addresses would leave by another one), `reversePathDrops` (packets that the kernel threw
 * away while the target was asked, because they came in by another interface than they would leave by).
 */
export const createRoutesCheck = (ask: AskTcp = askTcp, resolve?: Resolve): Check => ({
  name: 'routes',
  title: 'Routes',
  skip: () => '',
  async run(context) {
    const network = await machineNetwork(context)
    return context.target
      ? judgeTarget(context, network, context.target, ask, resolve)
      : judgeDefaults(context, network)
  },
})

const defaultFigures = (network: MachineNetwork) => {
  const [first] = [...defaultRoutes(network, 4), ...defaultRoutes(network, 6)]
  return {
    defaultInterface: first?.interface ?? '',
    defaultGateway: defaultRoutes(network, 4)[0]?.gateway ?? '',
    defaultGateway6: defaultRoutes(network, 6)[0]?.gateway ?? '',
  }
}

async function judgeDefaults(context: CheckContext, network: MachineNetwork): Promise<CheckOutcome> {
  if (network.routes === undefined) return unknown('This system does not tell its routes.')
  const figures = defaultFigures(network)
  const evidence = defaultEvidence(network)
  if (figures.defaultInterface === '')
    return {
      state: 'bad',
      summary: 'There is no default route: nothing outside the own network can be reached.',
      evidence,
      figures: { ...figures, gatewaySilent: false },
    }
  const silent = await silentNeighbours(context)
  const gatewaySilent = silent.has(figures.defaultGateway)
  const by = `${figures.defaultInterface}${figures.defaultGateway ? ` to ${figures.defaultGateway}` : ''}`
  return {
    state: gatewaySilent ? 'bad' : 'good',
    summary: gatewaySilent
      ? `The gateway ${figures.defaultGateway} does not answer on its own network.`
      : `Traffic leaves by ${by}.`,
    evidence,
    figures: { ...figures, gatewaySilent },
  }
}

const defaultEvidence = (network: MachineNetwork): string[] =>
  [...defaultRoutes(network, 4), ...defaultRoutes(network, 6)]
    .slice(0, 8)
    .map(
      ({ network: to, gateway, interface: name, metric }) =>
        `${to} by ${name}${gateway ? ` via ${gateway}` : ''}, metric ${metric}`,
    )

async function judgeTarget(
  context: CheckContext,
  network: MachineNetwork,
  target: Endpoint,
  ask: AskTcp,
  resolve: Resolve | undefined,
): Promise<CheckOutcome> {
  const address = (await addressesOf(context, target.host, resolve))[0]
  if (address === undefined)
    return unknown(`The way to ${target.host} is not known: its name does not resolve.`)
  const way = await wayTo(context, address)
  if (way === undefined) return unknown('This system does not tell which way packets leave.')
  if ('error' in way) return noWay(network, target, address, way.error)

  const dropsBefore = await reversePathDrops(context)
  const answer = await ask(address, target.port, answerMs, context.signal)
  const dropped = (await reversePathDrops(context)) - dropsBefore
  const isFiltered = answer === 'silent' && dropped > 0
  const gatewaySilent = way.gateway !== '' && (await silentNeighbours(context)).has(way.gateway)
  const overlapping = overlaps(network, address)
  // Cable and Wi-Fi are often in one and the same network; a tunnel and a cable never are.
  const byTunnel = overlapping.some(
    (name) => network.links.find((each) => each.name === name)?.kind === 'vpn',
  )
  const isAmbiguous = overlapping.length > 1 && (byTunnel || answer !== 'answered')
  const misrouted = await misroutedLinks(context, network, address, way.interface)
  const link = network.links.find(({ name }) => name === way.interface)
  const by = `${way.interface}${way.gateway ? ` via ${way.gateway}` : ''}`
  const texts: [boolean, 'bad' | 'poor', string][] = [
    [
      gatewaySilent,
      'bad',
      `Packets to ${target.host} leave by ${by}, and that gateway does not answer on its own network.`,
    ],
    [
      isFiltered,
      'bad',
      `Packets to ${target.host} leave by ${way.interface}, but answers come in by another interface and are thrown away.`,
    ],
    [
      isAmbiguous,
      byTunnel && answer === 'silent' ? 'bad' : 'poor',
      `${address} lies in the own networks of ${overlapping.join(' and ')}; packets go by ${way.interface} alone.`,
    ],
  ]
  const wrong = texts.filter(([isSo]) => isSo)
  return {
    state: worst(wrong.map(([, state]) => state)),
    summary: wrong[0]?.[2] ?? `Packets to ${target.host} leave by ${by}.`,
    evidence: [
      `${address} by ${by}${way.source ? `, from ${way.source}` : ''}${way.mtu > 0 ? `, MTU ${way.mtu}` : ''}`,
      ...(isFiltered
        ? [`${dropped} packets thrown away by the reverse path filter while ${address} was asked`]
        : []),
      ...misrouted.map((name) => `packets with the address of ${name} would leave by ${way.interface} too`),
      ...defaultEvidence(network),
    ],
    figures: {
      ...defaultFigures(network),
      targetAddress: address,
      targetInterface: way.interface,
      targetKind: link?.kind ?? 'other',
      targetGateway: way.gateway,
      targetSource: way.source,
      targetMtu: way.mtu,
      answered: answer,
      gatewaySilent,
      overlapping,
      misrouted,
      reversePathDrops: Math.max(0, dropped),
    },
  }
}

const noWay = (network: MachineNetwork, target: Endpoint, address: string, error: string): CheckOutcome => ({
  state: 'bad',
  summary: `There is no route to ${target.host}${target.host === address ? '' : ` (${address})`}.`,
  evidence: [`the system says: ${error}`, ...defaultEvidence(network)],
  figures: {
    ...defaultFigures(network),
    targetAddress: address,
    targetInterface: '',
    answered: 'unreachable',
  },
})

/** Interfaces that each take the address for one of their own network, which only one of them gets. */
function overlaps({ routes }: MachineNetwork, address: string): string[] {
  const own = (route: Route) =>
    route.table === 'main' && !isDefaultNetwork(route.network) && holds(route.network, address)
  const names = (routes ?? []).filter(own).filter(({ gateway }) => gateway === '')
  const widths = names.map(({ network }) => network.split('/')[1])
  // A narrower route within a wider one is meant; two of one width are not.
  const twice = names.filter((_, place) => widths.filter((width) => width === widths[place]).length > 1)
  return [...new Set(twice.map((route) => route.interface))]
}

/** Interfaces whose own addresses packets to the target would not leave by (Linux; elsewhere none are told). */
async function misroutedLinks(
  context: CheckContext,
  { links }: MachineNetwork,
  target: string,
  taken: string,
): Promise<string[]> {
  const family = familyOf(target)
  if (context.platform !== 'linux') return []
  const sources = links
    .filter((link) => isUsable(link) && link.kind !== 'vpn' && link.name !== taken)
    .flatMap((link) => {
      const address = link.addresses.find((each) => each.family === family)?.address
      return address === undefined ? [] : [{ name: link.name, address }]
    })
    .slice(0, maxSources)
  const ways = await Promise.all(
    sources.map(async ({ name, address }): Promise<[string, WayOut | undefined]> => {
      const get = ['-json', 'route', 'get', canonicalAddress(target), 'from', address]
      return [name, parseLinuxWay(await context.tool('ip', get))]
    }),
  )
  return ways.flatMap(([name, way]) => (way && 'interface' in way && way.interface !== name ? [name] : []))
}

/** How many packets the kernel threw away for their way in (RFC 3704); 0 where it does not tell. */
async function reversePathDrops(context: CheckContext): Promise<number> {
  if (context.platform !== 'linux') return 0
  const { text } = await context.read('/proc/net/netstat')
  return parseCounters(text, 'TcpExt').get('IPReversePathFilter') ?? 0
}
