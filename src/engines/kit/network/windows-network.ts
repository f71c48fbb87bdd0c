import { familyOf, networkOf } from './address.ts'
import { type InterfaceKind, maxRoutes, type NetworkFacts, type Route } from './network-facts.ts'
import {
  numberOf,
  objectsOf,
  parseJson,
  powershell,
  powershellArguments,
  type SystemTools,
  textOf,
} from './system-tools.ts'

/** Both lists by one call: starting PowerShell takes longer than what it does. */
const script = [
  "$ErrorActionPreference='SilentlyContinue'",
  '$adapters=@(Get-NetAdapter -IncludeHidden|Select-Object Name,InterfaceDescription,InterfaceType,NdisPhysicalMedium)',
  '$routes=@(Get-NetRoute|Select-Object DestinationPrefix,NextHop,InterfaceAlias,RouteMetric)',
  'ConvertTo-Json -Compress -Depth 3 @{adapters=$adapters;routes=$routes}',
].join(';')

/** ifType of the IANA's list: 802.11, and the two of mobile broadband. */
const typeWifi = 71
const typesMobile = [243, 244]
/** NDIS_PHYSICAL_MEDIUM. */
const mediumMobile = 8
const mediumWifi = 9
const typesEthernet = [6, 117]

/** What `Get-NetAdapter` tells of one adapter. */
export interface WindowsAdapter {
  name: string
  description: string
  type: number
  medium: number
}

export function windowsKind({ name, description, type, medium }: WindowsAdapter): InterfaceKind {
  const inner = /hyper-v|vmware|virtualbox|wsl|npcap|kernel debug|wi-fi direct/i.test(description)
  if (type === 24 || /loopback/i.test(name)) return { kind: 'loopback', inner: false }
  if (typesMobile.includes(type) || medium === mediumMobile) return { kind: 'cellular', inner }
  if (/rndis|remote ndis|apple mobile device|mobile broadband|modem/i.test(description))
    return { kind: 'cellular', inner }
  if (type === typeWifi || medium === mediumWifi) return { kind: 'wifi', inner }
  if (/wireguard|wintun|tap-windows|tailscale|openvpn|vpn|zerotier|tunnel|wan miniport/i.test(description))
    return { kind: 'vpn', inner }
  return { kind: typesEthernet.includes(type) ? 'ethernet' : 'other', inner }
}

/** Reads the JSON of the two lists; undefined when that is not what it is. */
export function parseWindowsNetwork(
  text: string,
): { adapters: WindowsAdapter[]; routes: Route[] } | undefined {
  const json = objectsOf(parseJson(text.replace(/^\uFEFF/, '')))[0]
  if (json === undefined || json['routes'] === undefined) return undefined
  const adapters = objectsOf(json['adapters']).map((adapter) => ({
    name: textOf(adapter['Name']),
    description: textOf(adapter['InterfaceDescription']),
    type: numberOf(adapter['InterfaceType']),
    medium: numberOf(adapter['NdisPhysicalMedium']),
  }))
  const routes: Route[] = []
  for (const route of objectsOf(json['routes']).slice(0, maxRoutes)) {
    const [base = '', bits] = textOf(route['DestinationPrefix']).split('/')
    const family = familyOf(base)
    const network = family && networkOf(base, bits, family)
    if (family === undefined || network === undefined) continue
    const hop = textOf(route['NextHop'])
    const name = textOf(route['InterfaceAlias'])
    const gateway = hop === '0.0.0.0' || hop === '::' || familyOf(hop) === undefined ? '' : hop
    routes.push({
      family,
      network,
      interface: name,
      gateway,
      metric: numberOf(route['RouteMetric']),
      table: 'main',
    })
  }
  return { adapters, routes }
}

export async function readWindowsNetwork(tools: SystemTools): Promise<NetworkFacts> {
  const output = await tools.run(powershell(), powershellArguments(script))
  const found = output?.ok ? parseWindowsNetwork(output.stdout) : undefined
  const kinds = new Map(found?.adapters.map((adapter) => [adapter.name, windowsKind(adapter)]))
  return { kinds, routes: found?.routes, unusable: new Set(), temporary: new Set() }
}
