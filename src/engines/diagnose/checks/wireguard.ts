import { canonicalAddress, holds, isDefaultNetwork, isGlobal } from '../../kit/network/address.ts'
import { type Check, type CheckContext, type CheckOutcome, unknown, worst } from '../check.ts'
import { isUsable, type MachineNetwork, machineNetwork, outerUplinks } from '../tools/machine-network.ts'
import { wayTo } from '../tools/route-get.ts'
import { addressesOf, type Resolve } from '../tools/target-addresses.ts'
import { parseWireguardConfig, type WireguardConfig } from '../tools/wireguard-config.ts'
import {
  covers,
  type Finding,
  findWireguardFaults,
  largestMtu,
  type Surroundings,
  type TargetWay,
} from '../tools/wireguard-findings.ts'
import { readHandshakes } from '../tools/wireguard-handshakes.ts'
import { interfaceNameOf } from './tunnel-interface.ts'

/** Of how many far ends the addresses are looked up. */
const maxEndpoints = 16

/**
 * What the WireGuard configurations that the settings name say, against what this machine and its network are like.
 *
 * Figures: `codes` (of `Finding`, the worst first), `files`, `unreadable` (paths), `peers`, `mtu` (bytes, of the first
 * file; 0 left to the system), `suggestedMtu` (bytes; 0 not told), `behindNat`, `targetAddress`, `coversTarget`.
 */
export const createWireguardCheck = (now: () => number = Date.now, resolve?: Resolve): Check => ({
  name: 'wireguard',
  title: 'WireGuard configuration',
  skip: ({ context }) =>
    context.settings.wireguardFiles.length === 0
      ? 'Name WireGuard configurations in the settings, and they are looked at here.'
      : '',
  async run(context) {
    const files = await Promise.all(
      context.context.settings.wireguardFiles.map(async (path) => ({ path, file: await context.read(path) })),
    )
    const unreadable = files.filter(({ file }) => file.state !== 'read')
    const configs = files.flatMap(({ path, file }) =>
      file.state === 'read'
        ? [{ name: interfaceNameOf(path), mode: file.mode, config: parseWireguardConfig(file.text) }]
        : [],
    )
    const complaints = unreadable.map(({ path, file }) =>
      file.state === 'denied'
        ? `${path} may not be read by this user; give Hawser a copy that it may read, without the private key if you like.`
        : `There is no file ${path}.`,
    )
    if (configs.length === 0)
      return {
        ...unknown(complaints[0] ?? 'There is no configuration to look at.', complaints),
        figures: { codes: [], files: 0, unreadable: unreadable.map(({ path }) => path) },
      }
    const network = await machineNetwork(context)
    const around = await lookAround(context, network, configs, { now, resolve })
    const judged = configs.map((each) => {
      const own = { ...around.shared, name: each.name, mode: each.mode, outerMtu: around.outerMtu }
      const others = configs.filter((other) => other !== each).map(({ config }) => config)
      return findWireguardFaults(each.config, { ...own, target: targetFor(around.target, others) })
    })
    const findings = judged.flat().sort((a, b) => Number(b.state === 'bad') - Number(a.state === 'bad'))
    return report({ configs, complaints, findings, around, unreadable: unreadable.map(({ path }) => path) })
  },
})

type Named = { name: string; mode: number; config: WireguardConfig }
type Around = {
  shared: Omit<Surroundings, 'name' | 'mode' | 'outerMtu' | 'target'>
  outerMtu: number
  target: TargetWay | undefined
}

/** What another configuration carries is not meant for this one. */
const targetFor = (target: TargetWay | undefined, others: WireguardConfig[]): TargetWay | undefined =>
  target && {
    ...target,
    isReachedOtherwise: target.isReachedOtherwise || others.some((config) => covers(config, target.address)),
  }

async function lookAround(
  context: CheckContext,
  network: MachineNetwork,
  configs: readonly Named[],
  { now, resolve }: { now: () => number; resolve: Resolve | undefined },
): Promise<Around> {
  const hosts = [
    ...new Set(configs.flatMap(({ config }) => config.peers.map(({ endpointHost }) => endpointHost))),
  ]
  const asked = hosts.filter((host) => host !== '').slice(0, maxEndpoints)
  const [endpoints, target, handshakes] = await Promise.all([
    Promise.all(
      asked.map(
        async (host): Promise<[string, string[]]> => [host, await addressesOf(context, host, resolve)],
      ),
    ),
    lookAtTarget(context, network, configs, resolve),
    readHandshakes(context),
  ])
  const outer = network.links.filter((link) => isUsable(link) && link.kind !== 'vpn')
  const ipv4 = outer.flatMap(({ addresses }) => addresses.filter(({ family }) => family === 4))
  const seconds = now() / 1000
  return {
    shared: {
      platform: context.platform,
      ownAddresses: network.links.flatMap(({ addresses }) => addresses.map(({ address }) => address)),
      ownNetworks: outer.flatMap(({ addresses }) => addresses.map(({ prefix }) => prefix)),
      endpoints: new Map(endpoints),
      isPrivate: ipv4.length > 0 && ipv4.every(({ address }) => !isGlobal(address)),
      handshakes:
        handshakes &&
        new Map(handshakes.map(({ peer, at }) => [peer, at === 0 ? -1 : Math.max(0, seconds - at)])),
    },
    outerMtu: await outerMtu(
      context,
      network,
      endpoints.flatMap(([, addresses]) => addresses),
    ),
    target,
  }
}

/** The uplink's MTU, or what the system has learnt of the ways to the far ends. */
async function outerMtu(
  context: CheckContext,
  network: MachineNetwork,
  endpoints: string[],
): Promise<number> {
  const ways = await Promise.all(endpoints.slice(0, 4).map((address) => wayTo(context, address)))
  const learnt = ways.flatMap((way) => {
    if (way === undefined || 'error' in way) return []
    const link = network.links.find(({ name }) => name === way.interface)
    return link?.kind === 'vpn' ? [] : [way.mtu, link?.mtu ?? 0]
  })
  const known = learnt.filter((mtu) => mtu > 0)
  return known.length > 0 ? Math.min(...known) : (outerUplinks(network)[0]?.mtu ?? 0)
}

async function lookAtTarget(
  context: CheckContext,
  network: MachineNetwork,
  configs: readonly Named[],
  resolve: Resolve | undefined,
): Promise<TargetWay | undefined> {
  if (context.target === undefined) return undefined
  const [found] = await addressesOf(context, context.target.host, resolve)
  if (found === undefined) return undefined
  const address = canonicalAddress(found)
  const [way, routes] = await Promise.all([wayTo(context, address), context.result('routes')])
  const by = way && 'interface' in way ? way.interface : ''
  const kindOf = (name: string) => network.links.find((link) => link.name === name)?.kind
  const isOwn = (name: string) => configs.some((each) => each.name === name)
  return {
    address,
    interface: by,
    answers: routes.figures['answered'] === 'answered',
    byTunnel: kindOf(by) === 'vpn' || isOwn(by),
    isReachedOtherwise: (network.routes ?? []).some(
      (route) => !isOwn(route.interface) && !isDefaultNetwork(route.network) && holds(route.network, address),
    ),
  }
}

interface Report {
  configs: readonly Named[]
  complaints: string[]
  unreadable: string[]
  findings: Finding[]
  around: Around
}

function report({ configs, complaints, unreadable, findings, around }: Report): CheckOutcome {
  const { target, shared, outerMtu: outer } = around
  const largest = largestMtu({ outerMtu: outer, endpoints: shared.endpoints })
  const names = configs.map(({ name }) => name).join(', ')
  const [first] = findings
  return {
    state: worst(findings.map(({ state }) => state)),
    summary: first?.text ?? `${names}: nothing is wrong with the configuration.`,
    evidence: [
      ...findings.map(({ text }) => text),
      ...configs.map(
        ({ name, config }) =>
          `${name}: ${config.peers.length} peer${config.peers.length === 1 ? '' : 's'}, MTU ${config.mtu || 'left to the system'}, AllowedIPs ${allowed(config)}`,
      ),
      ...(largest > 0
        ? [`the way outside takes ${outer} bytes, so at most ${largest} within the tunnel`]
        : []),
      ...(shared.handshakes === undefined ? ['only an administrator sees when peers last answered'] : []),
      ...complaints,
    ],
    figures: {
      codes: [...new Set(findings.map(({ code }) => code))],
      files: configs.length,
      unreadable,
      peers: configs.reduce((all, { config }) => all + config.peers.length, 0),
      mtu: configs[0]?.config.mtu ?? 0,
      suggestedMtu: largest > 0 ? Math.max(1280, Math.min(largest, 1420)) : 0,
      behindNat: shared.isPrivate,
      ...(target
        ? {
            targetAddress: target.address,
            coversTarget: configs.some(({ config }) => covers(config, target.address)),
          }
        : {}),
    },
  }
}

function allowed(config: WireguardConfig): string {
  const all = [...new Set(config.peers.flatMap(({ allowedIps }) => allowedIps))]
  return `${all.slice(0, 6).join(', ') || 'none'}${all.length > 6 ? ` and ${all.length - 6} more` : ''}`
}
