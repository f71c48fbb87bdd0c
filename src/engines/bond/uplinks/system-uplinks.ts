import type { UplinkInfo } from '../../../contract/bond.ts'
import {
  canonicalAddress,
  type Family,
  holds,
  isDefaultNetwork,
  isLinkLocal,
} from '../../kit/network/address.ts'
import { readLinuxNetwork } from '../../kit/network/linux-network.ts'
import { readMacosNetwork } from '../../kit/network/macos-network.ts'
import type { NetworkFacts, Route } from '../../kit/network/network-facts.ts'
import { type SystemTools, systemTools } from '../../kit/network/system-tools.ts'
import { readWindowsNetwork } from '../../kit/network/windows-network.ts'

const maxAddresses = 256

/** One address of an interface that is up, and what decides whether it is of use. */
export interface SystemUplink extends UplinkInfo {
  family: Family
  /** The address with the length of its network: `10.0.0.2/24`. */
  prefix: string
  /** Networks that routes lead to by this interface; undefined where the system does not tell. */
  networks: readonly string[] | undefined
  /** Of containers or virtual machines within this one. */
  inner: boolean
  /** Changes by itself for privacy (RFC 8981). */
  temporary: boolean
}

/**
 * Every address of every interface that is up, link-local ones left out, in the system's order; `automaticUplinks` says
 * which of them are ways out. What the system's tools do not tell stays `other` and without gateway; never throws.
 */
export async function readSystemUplinks(tools: SystemTools = systemTools): Promise<SystemUplink[]> {
  const entries = Object.entries(tools.interfaces())
    .flatMap(([name, addresses]) =>
      (addresses ?? []).map((info) => ({ ...info, interface: plainName(name, tools.platform) })),
    )
    .filter(({ address }) => !isLinkLocal(address))
    .slice(0, maxAddresses)
  const facts = await readFacts(tools, [...new Set(entries.map((entry) => entry.interface))])
  return entries.flatMap(({ interface: name, address, cidr, family: familyName, internal }) => {
    const family = familyName === 'IPv6' ? 6 : 4
    const canonical = canonicalAddress(address)
    if (facts.unusable.has(canonical)) return []
    const { kind, inner } = facts.kinds.get(name) ?? {
      kind: internal ? ('loopback' as const) : ('other' as const),
      inner: false,
    }
    const prefix = cidr ?? `${canonical}/${family === 4 ? 32 : 128}`
    const routes = facts.routes?.filter((route) => route.family === family && route.interface === name)
    return {
      interface: name,
      kind,
      address: canonical,
      gateway: gatewayOf(routes ?? [], prefix),
      family,
      prefix,
      networks: routes && [...new Set(routes.map(({ network }) => network))],
      inner,
      temporary: facts.temporary.has(canonical),
    }
  })
}

/**
 * The ways out that `automatic` mode uses: no loopback, nothing within this machine, and a route to one of
 * `receivers` or, when none is given, to everywhere.
 */
export function automaticUplinks(
  uplinks: readonly SystemUplink[],
  receivers: readonly string[] = [],
): SystemUplink[] {
  return uplinks.filter(({ kind, inner, networks }) => {
    if (kind === 'loopback') return false
    if (networks === undefined) return !inner
    if (networks.some(isDefaultNetwork)) return true
    return !inner && receivers.some((receiver) => networks.some((network) => holds(network, receiver)))
  })
}

/** As the contract has it. */
export const uplinkInfo = ({ interface: name, kind, address, gateway }: UplinkInfo): UplinkInfo => ({
  interface: name,
  kind,
  address,
  gateway,
})

/** Of the routes to everywhere, one whose gateway is a neighbour of the address, then the one of the lowest metric. */
function gatewayOf(routes: readonly Route[], prefix: string): string {
  const everywhere = routes.filter(({ network, gateway }) => isDefaultNetwork(network) && gateway !== '')
  const near = everywhere.filter(({ gateway }) => holds(prefix, gateway))
  return (near.length > 0 ? near : everywhere).sort((a, b) => a.metric - b.metric)[0]?.gateway ?? ''
}

function readFacts(tools: SystemTools, names: readonly string[]): Promise<NetworkFacts> {
  if (tools.platform === 'linux') return readLinuxNetwork(tools, names)
  if (tools.platform === 'darwin') return readMacosNetwork(tools, names)
  if (tools.platform === 'win32') return readWindowsNetwork(tools)
  return Promise.resolve({ kinds: new Map(), routes: undefined, unusable: new Set(), temporary: new Set() })
}

/** On Linux further addresses of an interface may carry a label (`eth0:1`), which is no name of its own. */
const plainName = (name: string, platform: NodeJS.Platform) =>
  platform === 'linux' ? name.replace(/:.*$/, '') : name
