import { grade, thresholds } from '../../../contract/thresholds.ts'
import { canonicalAddress } from '../../kit/network/address.ts'
import { type Check, type CheckContext, type CheckOutcome, unknown, worst } from '../check.ts'
import {
  defaultRoutes,
  isUsable,
  type MachineNetwork,
  machineNetwork,
  type NetworkLink,
  outerUplinks,
  uplinksOf,
} from '../tools/machine-network.ts'

/** How many interfaces are named in the evidence. */
const shown = 12

/**
 * Which interfaces carry traffic out of this machine, and whether they are fit to.
 *
 * Figures: `uplinks` (names, the one in use first), `usable` (names), `gateways`, `addresses`, `uplinkMtu` (bytes, of the
 * first; 0 unknown), `selfAssigned` (names with an address of 169.254.0.0/16 alone), `unplugged`, `missing` (uplinks of
 * the plan that are not there).
 */
export const interfacesCheck: Check = {
  name: 'interfaces',
  title: 'Interfaces and uplinks',
  skip: () => '',
  run: async (context) => judge(context, await machineNetwork(context)),
}

function judge(context: CheckContext, network: MachineNetwork): CheckOutcome {
  if (!network.isTold && network.links.length === 0)
    return unknown('This system does not tell which network interfaces it has.')
  const usable = network.links.filter(isUsable)
  const outer = outerUplinks(network).filter((link) => link.isUp && link.hasCarrier)
  const uplinks = outer.length > 0 ? outer : uplinksOf(network)
  const selfAssigned = network.links.filter(
    (link) => link.selfAssigned && isPhysical(link) && link.isUp && !hasIpv4(link),
  )
  const unplugged = network.links.filter((link) => link.isUp && !link.hasCarrier && isPhysical(link))
  const missing = missingUplinks(context, network)
  const mtuState = worst(uplinks.map(({ mtu }) => (mtu > 0 ? grade(thresholds.uplinkMtu, mtu) : 'good')))
  const noRoutes = network.routes !== undefined && uplinks.length === 0
  const state =
    usable.length === 0 || missing.length > 0
      ? 'bad'
      : worst([mtuState, selfAssigned.length > 0 && noRoutes ? 'bad' : 'good', noRoutes ? 'poor' : 'good'])
  return {
    state,
    summary: summary({ usable, uplinks, selfAssigned, unplugged, missing, mtuState }),
    evidence: evidence(network, unplugged),
    figures: {
      uplinks: uplinks.map(({ name }) => name),
      usable: usable.map(({ name }) => name),
      gateways: gatewaysOf(network),
      addresses: usable.flatMap(({ addresses }) => addresses.map(({ address }) => address)),
      uplinkMtu: uplinks[0]?.mtu ?? 0,
      selfAssigned: selfAssigned.map(({ name }) => name),
      unplugged: unplugged.map(({ name }) => name),
      missing,
    },
  }
}

const isPhysical = ({ kind, inner }: NetworkLink): boolean =>
  !inner && (kind === 'ethernet' || kind === 'wifi' || kind === 'cellular')

const hasIpv4 = ({ addresses }: NetworkLink): boolean => addresses.some(({ family }) => family === 4)

const gatewaysOf = (network: MachineNetwork): string[] => [
  ...new Set(
    [...defaultRoutes(network, 4), ...defaultRoutes(network, 6)]
      .map(({ gateway }) => gateway)
      .filter(Boolean),
  ),
]

/** Uplinks that bonds of the plan are to use, by name or by address, and that nothing has. */
function missingUplinks(context: CheckContext, { links }: MachineNetwork): string[] {
  const wanted = new Set(context.context.needs.flatMap(({ uplinks }) => uplinks))
  const has = (uplink: string) =>
    links.some(
      (link) =>
        isUsable(link) &&
        (link.name === uplink || link.addresses.some(({ address }) => address === canonicalAddress(uplink))),
    )
  return [...wanted].filter((uplink) => !has(uplink) && !/^(?:127\.|::1$|lo$)/.test(uplink))
}

interface Found {
  usable: NetworkLink[]
  uplinks: NetworkLink[]
  selfAssigned: NetworkLink[]
  unplugged: NetworkLink[]
  missing: string[]
  mtuState: 'good' | 'poor' | 'bad'
}

const names = (links: readonly NetworkLink[]): string => links.map(({ name }) => name).join(', ')

function summary({ usable, uplinks, selfAssigned, unplugged, missing, mtuState }: Found): string {
  if (usable.length === 0 && selfAssigned.length > 0)
    return `${names(selfAssigned)} got no address: nothing on that network gives addresses (DHCP).`
  if (usable.length === 0 && unplugged.length > 0)
    return `No network: ${names(unplugged)} has no cable or is joined to no network.`
  if (usable.length === 0) return 'No interface of this machine is connected to a network.'
  if (missing.length > 0) return `The plan needs ${missing.join(', ')}, which this machine does not have now.`
  if (uplinks.length === 0) return `${names(usable)} is connected, but leads to its own network alone.`
  if (mtuState !== 'good') {
    const small = uplinks.filter(({ mtu }) => mtu > 0 && grade(thresholds.uplinkMtu, mtu) !== 'good')
    return `${names(small)} carries only small packets (MTU ${small[0]?.mtu}).`
  }
  const [first, ...others] = uplinks
  const also = others.length > 0 ? `; ${names(others)} could take its place` : ''
  return `Traffic leaves by ${first?.name} (${kindWords[first?.kind ?? 'other']})${also}.`
}

const kindWords: Record<NetworkLink['kind'], string> = {
  ethernet: 'cable',
  wifi: 'Wi-Fi',
  cellular: 'mobile network',
  vpn: 'tunnel',
  loopback: 'loopback',
  other: 'other',
}

function evidence(network: MachineNetwork, unplugged: NetworkLink[]): string[] {
  const lines = network.links
    .filter((link) => isUsable(link))
    .slice(0, shown)
    .map((link) => {
      const routes = [...defaultRoutes(network, 4), ...defaultRoutes(network, 6)]
      const gateway = routes.find((route) => route.interface === link.name)?.gateway
      return [
        `${link.name}: ${kindWords[link.kind]}`,
        link.addresses.map(({ address }) => address).join(' '),
        link.mtu > 0 ? `MTU ${link.mtu}` : '',
        gateway ? `gateway ${gateway}` : '',
        routes.some((route) => route.interface === link.name) ? 'default route' : 'no default route',
      ]
        .filter(Boolean)
        .join(', ')
    })
  const without = unplugged.slice(0, shown).map(({ name }) => `${name}: no cable, or not joined`)
  const untold = network.isTold ? [] : ['The tools of the system tell neither kinds nor MTU.']
  const unrouted = network.routes === undefined ? ['The system does not tell its routes.'] : []
  return [...lines, ...without, ...untold, ...unrouted]
}
