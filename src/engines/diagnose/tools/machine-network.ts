import type { DiagnoseContext } from '../../../contract/diagnose.ts'
import { canonicalAddress, holds, isDefaultNetwork, isLinkLocal } from '../../kit/network/address.ts'
import { parseIpRoutes, parseProcRoutes, parseProcRoutes6 } from '../../kit/network/linux-network.ts'
import { parseNetstatRoutes } from '../../kit/network/macos-network.ts'
import type { Route } from '../../kit/network/network-facts.ts'
import type { CheckContext } from '../check.ts'
import { readLinuxLinks } from './linux-links.ts'
import { readMacosLinks } from './macos-links.ts'
import type { LinkAddress, LinkFacts } from './network-link.ts'
import { readWindowsLinks } from './windows-links.ts'

export interface NetworkLink extends LinkFacts {
  /** Link-local ones left out. */
  addresses: readonly LinkAddress[]
  /** Has an IPv4 address that it gave itself, for nobody gave it one (RFC 3927). */
  selfAssigned: boolean
}

export interface MachineNetwork {
  links: readonly NetworkLink[]
  /** Undefined: the system does not tell. */
  routes: readonly Route[] | undefined
  /** The tools of the system told of the interfaces; without, only names and addresses are known. */
  isTold: boolean
}

const perRun = new WeakMap<DiagnoseContext, Promise<MachineNetwork>>()

/** Interfaces, addresses and routes of this machine, looked up once in a run: a run has a `DiagnoseContext` of its own. */
export function machineNetwork(context: CheckContext): Promise<MachineNetwork> {
  const known = perRun.get(context.context)
  if (known) return known
  const looking = readMachineNetwork(context)
  perRun.set(context.context, looking)
  return looking
}

async function readMachineNetwork(context: CheckContext): Promise<MachineNetwork> {
  const { links, routes } = await readFacts(context)
  const addresses = addressesByLink(context)
  const facts = links ?? [...addresses.keys()].map(untold)
  const waysOut = new Set(
    routes?.filter((route) => isDefaultNetwork(route.network)).map((route) => route.interface),
  )
  return {
    links: facts.map((link) => ({
      ...link,
      inner: link.inner && !waysOut.has(link.name),
      addresses: (addresses.get(link.name) ?? []).filter(({ address }) => !isLinkLocal(address)),
      selfAssigned: (addresses.get(link.name) ?? []).some(({ address }) => holds('169.254.0.0/16', address)),
    })),
    routes,
    isTold: links !== undefined,
  }
}

const untold = (name: string): LinkFacts => ({
  name,
  kind: /^lo\d*$|loopback/i.test(name) ? 'loopback' : 'other',
  inner: false,
  isWireguard: false,
  isUp: true,
  hasCarrier: true,
  mtu: 0,
})

async function readFacts(
  context: CheckContext,
): Promise<{ links: LinkFacts[] | undefined; routes: Route[] | undefined }> {
  if (context.platform === 'win32')
    return (await readWindowsLinks(context)) ?? { links: undefined, routes: undefined }
  if (context.platform === 'darwin') {
    const [links, table] = await Promise.all([
      readMacosLinks(context),
      context.tool('/usr/sbin/netstat', ['-rn']),
    ])
    return { links, routes: table.state === 'ran' ? parseNetstatRoutes(table.stdout) : undefined }
  }
  const [links, v4, v6] = await Promise.all([
    readLinuxLinks(context),
    linuxRoutes(context, 4),
    linuxRoutes(context, 6),
  ])
  return { links, routes: v4 && [...v4, ...(v6 ?? [])] }
}

async function linuxRoutes(context: CheckContext, family: 4 | 6): Promise<Route[] | undefined> {
  const output = await context.tool('ip', ['-json', `-${family}`, 'route', 'show', 'table', 'all'])
  // Of a family that the kernel does not have, `ip` tells nothing at all.
  const routes = output.code === 0 ? parseIpRoutes(output.stdout.trim() || '[]', family) : undefined
  if (routes) return routes
  const file = await context.read(family === 4 ? '/proc/net/route' : '/proc/net/ipv6_route')
  if (file.state !== 'read') return undefined
  return family === 4 ? parseProcRoutes(file.text) : parseProcRoutes6(file.text)
}

function addressesByLink(context: CheckContext): Map<string, LinkAddress[]> {
  const byLink = new Map<string, LinkAddress[]>()
  for (const [label, infos] of Object.entries(context.interfaces())) {
    // On Linux further addresses of an interface may carry a label (`eth0:1`), which is no name of its own.
    const name = context.platform === 'linux' ? label.replace(/:.*$/, '') : label
    const known = byLink.get(name) ?? []
    byLink.set(name, known)
    for (const info of infos ?? []) {
      const family = info.family === 'IPv6' ? 6 : 4
      const address = canonicalAddress(info.address.replace(/%.*$/, ''))
      known.push({ family, address, prefix: info.cidr ?? `${address}/${family === 4 ? 32 : 128}` })
    }
  }
  return byLink
}

/** The routes to everywhere of one family, the one that packets take first. */
export const defaultRoutes = ({ routes }: MachineNetwork, family: 4 | 6): Route[] =>
  (routes ?? [])
    .filter((route) => route.family === family && route.table === 'main' && isDefaultNetwork(route.network))
    .sort((a, b) => a.metric - b.metric)

/** Interfaces by which packets leave for everywhere, of either family, the first one first. */
export function uplinksOf(network: MachineNetwork): NetworkLink[] {
  const names = new Set(
    [4, 6].flatMap((family) => defaultRoutes(network, family as 4 | 6)).map((route) => route.interface),
  )
  return [...names].flatMap((name) => network.links.find((link) => link.name === name) ?? [])
}

/** What carries the tunnels: uplinks that are none themselves. */
export const outerUplinks = (network: MachineNetwork): NetworkLink[] =>
  uplinksOf(network).filter(({ kind }) => kind !== 'vpn' && kind !== 'loopback')

/** What packets are carried to other machines by: switched on, with an address, and not for this machine alone. */
export const isUsable = ({ kind, inner, isUp, hasCarrier, addresses }: NetworkLink): boolean =>
  kind !== 'loopback' && !inner && isUp && hasCarrier && addresses.length > 0
