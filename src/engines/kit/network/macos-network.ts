import { type Family, familyOf, networkOf } from './address.ts'
import { everything, type InterfaceKind, maxRoutes, type NetworkFacts, type Route } from './network-facts.ts'
import type { SystemTools } from './system-tools.ts'

/** Interfaces of AirDrop, of sharing, and of virtual machines. */
const innerNames = /^(?:bridge|vmenet|vmnet|vboxnet|awdl|llw|ap|anpi|feth)\d*$/
const vpnNames = /^(?:utun|ipsec|tun|tap|gif|stf|wg)\d*$/

/** Reads `networksetup -listallhardwareports`: the port's name, in the system's language, by device. */
export function parseHardwarePorts(text: string): Map<string, string> {
  const ports = new Map<string, string>()
  for (const match of text.matchAll(/^Hardware Port: (.{1,200})\r?\nDevice: (\S{1,32})/gm))
    ports.set(match[2] ?? '', match[1] ?? '')
  return ports
}

export function macosKind(name: string, port: string): InterfaceKind {
  const inner = innerNames.test(name)
  if (/^lo\d*$/.test(name)) return { kind: 'loopback', inner: false }
  if (vpnNames.test(name)) return { kind: 'vpn', inner }
  if (/wi-?fi|airport|wlan/i.test(port)) return { kind: 'wifi', inner }
  if (
    /iphone|ipad|modem|wwan|mobile|cellular|huawei|zte|sierra|quectel|rndis/i.test(port) ||
    /^pdp_ip/.test(name)
  )
    return { kind: 'cellular', inner }
  if (/ethernet|lan\b|thunderbolt|gigabit/i.test(port) && !inner) return { kind: 'ethernet', inner }
  return { kind: 'other', inner }
}

/** Reads `netstat -rn`, whose columns differ between versions: the heading tells which is which. */
export function parseNetstatRoutes(text: string): Route[] {
  const routes: Route[] = []
  let family: Family = 4
  let interfaceColumn = 3
  for (const line of text.split('\n')) {
    if (/^Internet6?:/.test(line)) family = line.startsWith('Internet6') ? 6 : 4
    const fields = line.trim().split(/\s+/)
    const [destination = '', gateway = '', flags = ''] = fields
    if (destination === 'Destination') {
      interfaceColumn = Math.max(fields.indexOf('Netif'), 3)
      continue
    }
    const network = readNetwork(destination, family)
    const name = fields[interfaceColumn]
    // U: usable; R, B: packets are refused or thrown away.
    if (network === undefined || name === undefined || !flags.startsWith('U') || /[RB]/.test(flags)) continue
    const plain = familyOf(gateway) === family && flags.includes('G') ? gateway : ''
    if (routes.length < maxRoutes)
      routes.push({
        family,
        network,
        interface: name,
        gateway: plain.replace(/^(fe80::)%.*$/, ''),
        metric: 0,
        table: 'main',
      })
  }
  return routes
}

/** `default`, `127`, `192.168.1`, `10.8/16`, `192.168.1.20`, `fe80::%en0/64`. */
function readNetwork(destination: string, family: Family): string | undefined {
  if (destination === 'default') return everything[family]
  const [base = '', bits] = destination.split('/')
  if (family === 6) return networkOf(base, bits, 6)
  const octets = base.split('.')
  const whole = [...octets, '0', '0', '0'].slice(0, Math.max(octets.length, 4)).join('.')
  return networkOf(whole, bits ?? String(octets.length * 8), 4)
}

export async function readMacosNetwork(tools: SystemTools, names: readonly string[]): Promise<NetworkFacts> {
  const listed = await tools.run('/usr/sbin/networksetup', ['-listallhardwareports'])
  const ports = parseHardwarePorts(listed?.stdout ?? '')
  const kinds = new Map(names.map((name) => [name, macosKind(name, ports.get(name) ?? '')]))
  const table = await tools.run('/usr/sbin/netstat', ['-rn'])
  const routes = table?.ok ? parseNetstatRoutes(table.stdout) : undefined
  return { kinds, routes, unusable: new Set(), temporary: new Set() }
}
