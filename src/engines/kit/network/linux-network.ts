import { canonicalAddress, type Family, familyOf, networkOf } from './address.ts'
import { everything, type InterfaceKind, maxRoutes, type NetworkFacts, type Route } from './network-facts.ts'
import { numberOf, objectsOf, parseJson, type SystemTools, textOf } from './system-tools.ts'

const innerNames =
  /^(?:docker|br-|virbr|veth|lxc|lxdbr|incusbr|cni|flannel|cali|podman|vmnet|vboxnet|ifb|dummy|kube|nodelocaldns)/
const vpnNames = /^(?:wg|tun|tap|tailscale|zt|nordlynx|ipsec|vti|gre|sit)\w*$/
const cellularNames = /^(?:wwan|ppp|rmnet|ccmni|usb)\w*$/
/** Drivers of modems and of phones that share their connection by cable. */
const cellularDrivers =
  /^(?:cdc_ether|cdc_ncm|cdc_mbim|cdc_eem|huawei_cdc_ncm|qmi_wwan\w*|rndis_host|ipheth|sierra_net|hso|mhi_\w+|t7xx\w*|iosm)$/
/** ARPHRD_ETHER, ARPHRD_LOOPBACK; of include/uapi/linux/if_arp.h. */
const typeEthernet = '1'
const typeLoopback = '772'

/** What `/sys/class/net/<interface>` holds. */
export interface LinuxInterface {
  name: string
  /** The number in `type`. */
  type: string
  /** DEVTYPE in `uevent`: wlan, wwan, bridge, wireguard …; empty for plain Ethernet. */
  devtype: string
  wireless: boolean
  tunnel: boolean
  /** Of the device behind it; empty for one that exists in software alone. */
  driver: string
}

export function linuxKind(facts: LinuxInterface): InterfaceKind {
  const { name, type, devtype, driver } = facts
  const inner = innerNames.test(name) || devtype === 'bridge'
  if (type === typeLoopback || name === 'lo') return { kind: 'loopback', inner: false }
  if (facts.wireless || devtype === 'wlan') return { kind: 'wifi', inner }
  if (facts.tunnel || devtype === 'wireguard' || vpnNames.test(name)) return { kind: 'vpn', inner }
  if (devtype === 'wwan' || cellularNames.test(name) || cellularDrivers.test(driver))
    return { kind: 'cellular', inner }
  return { kind: type === typeEthernet ? 'ethernet' : 'other', inner }
}

/** Reads `ip -json -4|-6 route show table all`; undefined when that is not what it is. */
export function parseIpRoutes(text: string, family: Family): Route[] | undefined {
  const json = parseJson(text)
  if (!Array.isArray(json)) return undefined
  const routes: Route[] = []
  for (const entry of objectsOf(json)) {
    const table = typeof entry['table'] === 'number' ? String(entry['table']) : textOf(entry['table'])
    const type = textOf(entry['type']) || 'unicast'
    const network = readNetwork(textOf(entry['dst']), family)
    if (type !== 'unicast' || table === 'local' || network === undefined) continue
    const hops = entry['nexthops'] === undefined ? [entry] : objectsOf(entry['nexthops'])
    for (const hop of hops) {
      const name = textOf(hop['dev'])
      const flags = Array.isArray(hop['flags']) ? hop['flags'] : []
      if (name === '' || flags.includes('dead') || flags.includes('linkdown') || routes.length >= maxRoutes)
        continue
      const via = objectsOf(hop['via'])[0]
      const told = textOf(hop['gateway']) || textOf(via?.['host'])
      const gateway = familyOf(told) ? told : ''
      const metric = numberOf(entry['metric'])
      routes.push({ family, network, interface: name, gateway, metric, table: table || 'main' })
    }
  }
  return routes
}

function readNetwork(destination: string, family: Family): string | undefined {
  if (destination === 'default') return everything[family]
  const [base = '', bits] = destination.split('/')
  return networkOf(base, bits, family)
}

const flagUp = 1
const flagReject = 0x200

/** Reads `/proc/net/route`: the main table, numbers in the byte order of little-endian machines. */
export function parseProcRoutes(text: string): Route[] {
  const routes: Route[] = []
  for (const line of text.split('\n').slice(1, maxRoutes)) {
    const [name = '', destination = '', gateway = '', flags = '', , , metric = '', mask = ''] = line
      .trim()
      .split(/\s+/)
    if (![destination, gateway, mask].every((hex) => /^[0-9A-F]{8}$/i.test(hex))) continue
    const flag = Number.parseInt(flags, 16)
    if ((flag & flagUp) === 0 || (flag & flagReject) !== 0) continue
    const bits = Number.parseInt(mask, 16).toString(2).replaceAll('0', '').length
    routes.push({
      family: 4,
      network: `${dotted(destination)}/${bits}`,
      interface: name,
      gateway: gateway === '00000000' ? '' : dotted(gateway),
      metric: Number(metric) || 0,
      table: 'main',
    })
  }
  return routes
}

const dotted = (hex: string): string =>
  [6, 4, 2, 0].map((from) => Number.parseInt(hex.slice(from, from + 2), 16)).join('.')

/** Reads `/proc/net/ipv6_route`. */
export function parseProcRoutes6(text: string): Route[] {
  const routes: Route[] = []
  for (const line of text.split('\n').slice(0, maxRoutes)) {
    const fields = line.trim().split(/\s+/)
    const [destination = '', bits = '', , sourceBits, gateway = '', metric = '', , , flags = '', name = ''] =
      fields
    if (![destination, gateway].every((hex) => /^[0-9a-f]{32}$/i.test(hex))) continue
    const flag = Number.parseInt(flags, 16)
    const prefix = Number.parseInt(bits, 16)
    const isOwn = flag >= 0x8000_0000 || name === 'lo'
    if (isOwn || (flag & flagUp) === 0 || (flag & flagReject) !== 0 || sourceBits !== '00') continue
    if (!(prefix >= 0 && prefix <= 128)) continue
    routes.push({
      family: 6,
      network: `${colons(destination)}/${prefix}`,
      interface: name,
      gateway: /^0+$/.test(gateway) ? '' : colons(gateway),
      metric: Number.parseInt(metric, 16) || 0,
      table: 'main',
    })
  }
  return routes
}

const colons = (hex: string): string => canonicalAddress(hex.replace(/(.{4})(?!$)/g, '$1:'))

const stateTemporary = 0x01
const stateDuplicate = 0x08
const stateDeprecated = 0x20
const stateTentative = 0x40

/** Reads `/proc/net/if_inet6`: which IPv6 addresses are temporary, and which cannot be used (RFC 4862). */
export function parseIfInet6(text: string): { temporary: Set<string>; unusable: Set<string> } {
  const temporary = new Set<string>()
  const unusable = new Set<string>()
  for (const line of text.split('\n')) {
    const [hex = '', , , , state = ''] = line.trim().split(/\s+/)
    if (!/^[0-9a-f]{32}$/i.test(hex)) continue
    const flags = Number.parseInt(state, 16)
    if (flags & stateTemporary) temporary.add(colons(hex))
    if (flags & (stateDuplicate | stateDeprecated | stateTentative)) unusable.add(colons(hex))
  }
  return { temporary, unusable }
}

export async function readLinuxNetwork(tools: SystemTools, names: readonly string[]): Promise<NetworkFacts> {
  const kinds = new Map<string, InterfaceKind>()
  for (const name of names) kinds.set(name, linuxKind(await readInterface(tools, name)))
  const inet6 = parseIfInet6((await tools.readText('/proc/net/if_inet6')) ?? '')
  const v4 = await readRoutes(tools, 4, '/proc/net/route', parseProcRoutes)
  const v6 = await readRoutes(tools, 6, '/proc/net/ipv6_route', parseProcRoutes6)
  return { kinds, routes: v4 && [...v4, ...(v6 ?? [])], ...inet6 }
}

async function readRoutes(
  tools: SystemTools,
  family: Family,
  path: string,
  parse: (text: string) => Route[],
) {
  const output = await tools.run('ip', ['-json', `-${family}`, 'route', 'show', 'table', 'all'])
  const routes = output?.ok ? parseIpRoutes(output.stdout, family) : undefined
  if (routes) return routes
  const text = await tools.readText(path)
  return text === undefined ? undefined : parse(text)
}

async function readInterface(tools: SystemTools, name: string): Promise<LinuxInterface> {
  const at = `/sys/class/net/${name}`
  const uevent = (await tools.readText(`${at}/uevent`)) ?? ''
  return {
    name,
    type: ((await tools.readText(`${at}/type`)) ?? '').trim(),
    devtype: /^DEVTYPE=(\S+)$/m.exec(uevent)?.[1] ?? '',
    wireless: (await tools.exists(`${at}/wireless`)) || (await tools.exists(`${at}/phy80211`)),
    tunnel: await tools.exists(`${at}/tun_flags`),
    driver: await tools.linkName(`${at}/device/driver`),
  }
}
