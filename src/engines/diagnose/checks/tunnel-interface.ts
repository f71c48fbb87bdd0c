import { basename } from 'node:path'
import { grade, thresholds } from '../../../contract/thresholds.ts'
import { type Check, type CheckContext, type CheckOutcome, worst } from '../check.ts'
import {
  type MachineNetwork,
  machineNetwork,
  type NetworkLink,
  outerUplinks,
} from '../tools/machine-network.ts'
import { wayTo } from '../tools/route-get.ts'
import { addressesOf, type Resolve } from '../tools/target-addresses.ts'
import { wireguardOverhead } from '../tools/wireguard-findings.ts'

/**
 * Tunnels (VPN) of this machine: whether they are up, and whether their MTU is one that the uplink and IPv6 bear.
 *
 * Figures: `tunnels` (names of those up), `down` (names), `mtu` (bytes, the least; 0 not told), `tooLarge` and `tooSmall`
 * (names), `largestMtu` (bytes that fit into the uplink around WireGuard over IPv4; 0 not told), `carriesTarget`.
 */
export const createTunnelInterfaceCheck = (resolve?: Resolve): Check => ({
  name: 'tunnel-interface',
  title: 'Tunnel interfaces',
  skip: () => '',
  async run(context) {
    const network = await machineNetwork(context)
    const expected = context.context.settings.wireguardFiles.map(interfaceNameOf)
    const tunnels = network.links.filter((link) => isTunnel(link, expected))
    const up = tunnels.filter((link) => link.isUp && link.hasCarrier)
    const down = tunnels.filter((link) => !up.includes(link))
    // Elsewhere the system chooses the name.
    const absent =
      context.platform === 'darwin'
        ? []
        : expected.filter((name) => !network.links.some((link) => link.name === name))
    if (tunnels.length === 0 && absent.length === 0)
      return {
        state: 'skipped',
        summary: 'There is no tunnel (VPN) on this machine.',
        evidence: [],
        figures: {},
      }
    const carrier = await carrierOfTarget(context, resolve)
    return judge({ network, up, down, absent, expected, carrier })
  },
})

/** `wg0` of `/etc/wireguard/wg0.conf`, as `wg-quick` and the app for Windows name it. */
export const interfaceNameOf = (path: string): string =>
  basename(path.replaceAll('\\', '/')).replace(/\.conf(?:\.dpapi)?$/i, '')

/** Systems keep tunnels of their own without addresses, which carry nothing of people's. */
const isTunnel = (
  { name, kind, addresses, isWireguard }: NetworkLink,
  expected: readonly string[],
): boolean => kind === 'vpn' && (addresses.length > 0 || isWireguard || expected.includes(name))

/** The interface by which packets to the target leave; empty where that is not known. */
async function carrierOfTarget(context: CheckContext, resolve: Resolve | undefined): Promise<string> {
  if (context.target === undefined) return ''
  const [address] = await addressesOf(context, context.target.host, resolve)
  const way = address === undefined ? undefined : await wayTo(context, address)
  return way && 'interface' in way ? way.interface : ''
}

interface Found {
  network: MachineNetwork
  up: NetworkLink[]
  down: NetworkLink[]
  absent: string[]
  expected: string[]
  carrier: string
}

function judge({ network, up, down, absent, expected, carrier }: Found): CheckOutcome {
  const [outer] = outerUplinks(network).filter(({ mtu }) => mtu > 0)
  const isIpv6Only = outer?.addresses.length !== 0 && outer?.addresses.every((each) => each.family === 6)
  const largestMtu = outer ? outer.mtu - wireguardOverhead[isIpv6Only ? 6 : 4] : 0
  const told = up.filter(({ mtu }) => mtu > 0)
  const tooSmall = told.filter(({ mtu }) => grade(thresholds.tunnelMtu, mtu) !== 'good')
  // Others than WireGuard cut what they carry, or tell the ends of connections to send less.
  const tooLarge = told.filter(({ mtu, isWireguard }) => isWireguard && largestMtu > 0 && mtu > largestMtu)
  const missing = [...absent, ...down.map(({ name }) => name).filter((name) => expected.includes(name))]
  const state = worst([
    ...tooSmall.map(({ mtu }) => grade(thresholds.tunnelMtu, mtu)),
    tooLarge.length > 0 || missing.length > 0 ? 'bad' : 'good',
  ])
  const tunnel = (link: NetworkLink, word: string) =>
    [
      `${link.name}: ${word}`,
      link.mtu > 0 ? `MTU ${link.mtu}` : '',
      link.addresses.map(({ address }) => address).join(' '),
    ]
      .filter(Boolean)
      .join(', ')
  return {
    state,
    summary: summary({ up, missing, tooLarge, tooSmall, largestMtu, uplink: outer?.name ?? '', carrier }),
    evidence: [
      ...up.slice(0, 8).map((link) => tunnel(link, 'up')),
      ...down.slice(0, 8).map((link) => tunnel(link, 'down')),
      ...absent.map((name) => `${name}: not there`),
      ...(outer ? [`uplink ${outer.name}: MTU ${outer.mtu}, so at most ${largestMtu} within WireGuard`] : []),
      ...(carrier === '' ? [] : [`the target is reached by ${carrier}`]),
    ],
    figures: {
      tunnels: up.map(({ name }) => name),
      down: [...down.map(({ name }) => name), ...absent],
      mtu: told.length > 0 ? Math.min(...told.map(({ mtu }) => mtu)) : 0,
      tooLarge: tooLarge.map(({ name }) => name),
      tooSmall: tooSmall.map(({ name }) => name),
      largestMtu,
      carriesTarget: up.some(({ name }) => name === carrier),
    },
  }
}

interface Said {
  up: NetworkLink[]
  missing: string[]
  tooLarge: NetworkLink[]
  tooSmall: NetworkLink[]
  largestMtu: number
  uplink: string
  carrier: string
}

function summary({ up, missing, tooLarge, tooSmall, largestMtu, uplink, carrier }: Said): string {
  if (missing.length > 0) return `The tunnel ${missing.join(', ')} is not up.`
  const [large] = tooLarge
  if (large)
    return `${large.name} sends packets of up to ${large.mtu} bytes, and only ${largestMtu} fit into ${uplink}.`
  const [small] = tooSmall
  if (small) return `${small.name} carries only ${small.mtu} bytes a packet; IPv6 needs 1280.`
  const first = up.find(({ name }) => name === carrier)
  if (first) return `${first.name} is up and carries the traffic to the target.`
  if (up.length === 0) return 'No tunnel is up.'
  return `${up.map(({ name }) => name).join(', ')} ${up.length > 1 ? 'are' : 'is'} up.`
}
