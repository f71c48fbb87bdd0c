import type { Route } from '../../kit/network/network-facts.ts'
import {
  numberOf,
  objectsOf,
  parseJson,
  powershellArguments,
  textOf,
} from '../../kit/network/system-tools.ts'
import { parseWindowsNetwork, windowsKind } from '../../kit/network/windows-network.ts'
import type { CheckContext } from '../check.ts'
import type { LinkFacts } from './network-link.ts'

/** All lists by one call: starting PowerShell takes longer than what it does. */
export const windowsScript = [
  "$ErrorActionPreference='SilentlyContinue'",
  '$adapters=@(Get-NetAdapter -IncludeHidden|Select-Object Name,InterfaceDescription,InterfaceType,NdisPhysicalMedium,InterfaceAdminStatus,MediaConnectState)',
  '$interfaces=@(Get-NetIPInterface|Select-Object InterfaceAlias,NlMtu,InterfaceMetric)',
  '$routes=@(Get-NetRoute|Select-Object DestinationPrefix,NextHop,InterfaceAlias,RouteMetric)',
  'ConvertTo-Json -Compress -Depth 3 @{adapters=$adapters;interfaces=$interfaces;routes=$routes}',
].join(';')

const timeoutMs = 10_000
/** NET_IF_ADMIN_STATUS_DOWN, and MediaConnectStateDisconnected. */
const adminDown = 2
const mediaDisconnected = 2
/** What Windows tells of an interface that takes any length. */
const mtuUnlimited = 4_294_967_295

/** Reads the JSON of `windowsScript`; undefined when that is not what it is. */
export function parseWindowsLinks(text: string): { links: LinkFacts[]; routes: Route[] } | undefined {
  const network = parseWindowsNetwork(text)
  if (network === undefined) return undefined
  const json = objectsOf(parseJson(text.replace(/^\uFEFF/, '')))[0]
  const states = new Map(objectsOf(json?.['adapters']).map((each) => [textOf(each['Name']), each]))
  const interfaces = objectsOf(json?.['interfaces'])
  const of = (name: string) => interfaces.filter((each) => each['InterfaceAlias'] === name)
  const links = network.adapters
    .filter(({ name }) => name !== '')
    .map((adapter) => {
      const { name, description } = adapter
      const mtus = of(name)
        .map((each) => numberOf(each['NlMtu']))
        .filter((mtu) => mtu > 0 && mtu < mtuUnlimited)
      return {
        name,
        ...windowsKind(adapter),
        isWireguard: /wireguard/i.test(description),
        isUp: states.get(name)?.['InterfaceAdminStatus'] !== adminDown,
        hasCarrier: states.get(name)?.['MediaConnectState'] !== mediaDisconnected,
        // IPv4 and IPv6 have one each.
        mtu: mtus.length > 0 ? Math.min(...mtus) : 0,
      }
    })
  // Windows adds the metric of the interface to that of the route.
  const routes = network.routes.map((route) => ({
    ...route,
    metric: route.metric + numberOf(of(route.interface)[0]?.['InterfaceMetric']),
  }))
  return { links, routes }
}

/** Asks PowerShell; undefined where it does not answer. */
export async function readWindowsLinks(context: CheckContext) {
  const output = await context.tool('powershell', powershellArguments(windowsScript), { timeoutMs })
  return parseWindowsLinks(output.stdout)
}
