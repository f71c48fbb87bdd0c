import { canonicalAddress, familyOf, holds } from '../../kit/network/address.ts'
import { objectsOf, parseJson, powershellArguments, textOf } from '../../kit/network/system-tools.ts'
import type { CheckContext } from '../check.ts'

const maxServers = 6
const windowsTimeoutMs = 10_000

export interface DnsServers {
  /** Those that programs ask, in their order. */
  asked: string[]
  /** Those that a server on this machine asks in turn, as far as it tells. */
  behind: string[]
}

const isServer = (address: string): boolean => familyOf(address.replace(/%.*$/, '')) !== undefined

/** An address of one link alone is nothing without the name of the link. */
const spelled = (address: string): string => (address.includes('%') ? address : canonicalAddress(address))

const once = (addresses: readonly string[]): string[] =>
  [...new Set(addresses.filter(isServer).map(spelled))].slice(0, maxServers)

/** Reads the servers of `resolv.conf`. */
export const parseResolvConf = (text: string): string[] =>
  once([...text.matchAll(/^[ \t]*nameserver[ \t]+(\S{1,64})/gm)].map((match) => match[1] ?? ''))

/** Reads `scutil --dns`: servers for everything, not those of single domains, nor those for single interfaces. */
export function parseScutilDns(text: string): string[] {
  const [general = ''] = text.split(/^DNS configuration \(for scoped queries\)/m)
  const resolvers = general.split(/^resolver #\d+/m).slice(1)
  return once(
    resolvers
      .filter((resolver) => !/^\s+domain\s+:/m.test(resolver))
      .flatMap((resolver) =>
        [...resolver.matchAll(/^\s+nameserver\[\d+\] : (\S{1,64})/gm)].map((match) => match[1] ?? ''),
      ),
  )
}

/** Reads the JSON of `Get-DnsClientServerAddress`, of the interfaces named; undefined when that is not what it is. */
export function parseWindowsDns(text: string, interfaces: ReadonlySet<string>): string[] | undefined {
  const json = parseJson(text.replace(/^\uFEFF/, ''))
  if (json === undefined) return undefined
  const addresses = objectsOf(json)
    .filter((entry) => interfaces.has(textOf(entry['InterfaceAlias'])))
    .flatMap((entry) => (Array.isArray(entry['ServerAddresses']) ? entry['ServerAddresses'] : []))
    .map(textOf)
  // Windows fills in addresses of a kind that is no longer used where nobody told it any.
  return once(addresses.filter((address) => !holds('fec0::/10', address)))
}

/** The DNS servers of this machine; undefined where the system does not tell. */
export async function dnsServers(context: CheckContext): Promise<DnsServers | undefined> {
  if (context.platform === 'darwin') {
    const output = await context.tool('/usr/sbin/scutil', ['--dns'])
    return output.state === 'ran' && output.code === 0
      ? { asked: parseScutilDns(output.stdout), behind: [] }
      : undefined
  }
  if (context.platform === 'win32') {
    const script =
      'ConvertTo-Json -Compress -Depth 3 @(Get-DnsClientServerAddress -ErrorAction SilentlyContinue|Select-Object InterfaceAlias,ServerAddresses)'
    const output = await context.tool('powershell', powershellArguments(script), {
      timeoutMs: windowsTimeoutMs,
    })
    const asked = parseWindowsDns(output.stdout, new Set(Object.keys(context.interfaces())))
    return asked && { asked, behind: [] }
  }
  const file = await context.read('/etc/resolv.conf')
  if (file.state !== 'read') return undefined
  const asked = parseResolvConf(file.text)
  if (!asked.some((address) => holds('127.0.0.0/8', address))) return { asked, behind: [] }
  const behind = parseResolvConf((await context.read('/run/systemd/resolve/resolv.conf')).text)
  return { asked, behind: behind.filter((address) => !asked.includes(address)) }
}
