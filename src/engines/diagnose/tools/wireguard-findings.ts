import { BlockList } from 'node:net'
import { grade, thresholds } from '../../../contract/thresholds.ts'
import { canonicalAddress, familyOf, holds, isGlobal } from '../../kit/network/address.ts'
import type { WireguardConfig, WireguardPeer } from './wireguard-config.ts'

/** What WireGuard puts around a packet: IP, UDP, its own header and tag, bytes. */
export const wireguardOverhead = { 4: 60, 6: 80 } as const

/** Something that is wrong with a configuration. `code` is stable. */
export interface Finding {
  code:
    | 'config-invalid'
    | 'config-readable'
    | 'mtu-too-large'
    | 'mtu-too-small'
    | 'endpoint-unresolved'
    | 'endpoint-in-allowed-ips'
    | 'allowed-ips-missing'
    | 'allowed-ips-twice'
    | 'allowed-ips-take-network'
    | 'target-not-in-allowed-ips'
    | 'target-not-routed'
    | 'tunnel-down'
    | 'keepalive-missing'
    | 'keepalive-long'
    | 'no-handshake'
  state: 'poor' | 'bad'
  text: string
}

/** What is known beside a configuration. */
export interface Surroundings {
  /** Of the interface and the file: `wg0`. */
  name: string
  platform: string
  /** Permission bits of the file; 0 where they tell nothing. */
  mode: number
  /** All addresses of this machine. */
  ownAddresses: readonly string[]
  /** Networks of interfaces that are no tunnels. */
  ownNetworks: readonly string[]
  /** MTU of the way to the far ends, bytes; 0 where it is not told. */
  outerMtu: number
  /** Addresses of each far end by its host; empty where it does not resolve. */
  endpoints: ReadonlyMap<string, readonly string[]>
  /** Own address towards the internet is private, so a router translates it. */
  isPrivate: boolean
  target: TargetWay | undefined
  /** By the first characters of a peer's key: seconds since its last handshake; -1 never. Undefined: not told. */
  handshakes: ReadonlyMap<string, number> | undefined
}

export interface TargetWay {
  address: string
  /** The interface that packets to it leave by; empty where that is not told. */
  interface: string
  /** That interface is a tunnel. */
  byTunnel: boolean
  /** It was asked, and answered. */
  answers: boolean
  /** A route other than a default one, or another configuration, leads to it. */
  isReachedOtherwise: boolean
}

const isEverything = (network: string): boolean => network.endsWith('/0')
const bitsOf = (network: string): number => Number(network.split('/')[1] ?? 0)

/** The largest packet that goes through this tunnel in one piece; 0 where it is not told. */
export function largestMtu({ outerMtu, endpoints }: Pick<Surroundings, 'outerMtu' | 'endpoints'>): number {
  if (outerMtu === 0) return 0
  const isIpv6 = [...endpoints.values()].some(
    (addresses) => addresses.length > 0 && addresses.every((address) => familyOf(address) === 6),
  )
  return outerMtu - wireguardOverhead[isIpv6 ? 6 : 4]
}

/** Whether the tunnel takes packets to an address. */
export const covers = (config: WireguardConfig, address: string): boolean =>
  config.peers.some(({ allowedIps }) => allowedIps.some((network) => holds(network, address)))

/** Everything that is wrong with one configuration, the worst first. */
export function findWireguardFaults(config: WireguardConfig, around: Surroundings): Finding[] {
  const findings = [
    ...form(config, around),
    ...mtu(config, around),
    ...config.peers.flatMap((peer, place) => ofPeer(config, peer, place, around)),
    ...networks(config, around),
    ...state(config, around),
  ]
  return findings.sort((a, b) => Number(b.state === 'bad') - Number(a.state === 'bad'))
}

function form(config: WireguardConfig, { name, mode }: Surroundings): Finding[] {
  const invalid = (words: string): Finding => ({
    code: 'config-invalid',
    state: 'bad',
    text: `The configuration of ${name} is not valid: ${words}.`,
  })
  const findings = config.problems.slice(0, 1).map(invalid)
  if (config.peers.length === 0) findings.push(invalid('it has no [Peer]'))
  if (config.peers.some(({ hasKey }) => !hasKey)) findings.push(invalid('a [Peer] has no PublicKey'))
  if (config.hasPrivateKey && (mode & 0o077) !== 0)
    findings.push({
      code: 'config-readable',
      state: 'poor',
      text: `Others on this machine can read the private key of ${name}.`,
    })
  return findings
}

function mtu(config: WireguardConfig, around: Surroundings): Finding[] {
  const largest = largestMtu(around)
  // Without MTU, Linux takes the uplink's less 80; the others take 1420.
  const told = config.mtu > 0 ? config.mtu : around.platform === 'linux' ? 0 : 1420
  if (told === 0) return []
  if (largest > 0 && told > largest)
    return [
      {
        code: 'mtu-too-large',
        state: 'bad',
        text: `${around.name} has an MTU of ${told}, and only ${largest} fit into the way outside: large packets get lost.`,
      },
    ]
  const judged = grade(thresholds.tunnelMtu, told)
  if (judged === 'good') return []
  const text = `${around.name} has an MTU of ${told}; IPv6 and QUIC need 1280.`
  return [{ code: 'mtu-too-small', state: judged, text }]
}

function ofPeer(
  config: WireguardConfig,
  peer: WireguardPeer,
  place: number,
  around: Surroundings,
): Finding[] {
  const findings: Finding[] = []
  const add = (code: Finding['code'], level: Finding['state'], text: string) =>
    findings.push({ code, state: level, text })
  const who = config.peers.length > 1 ? `peer ${place + 1} of ${around.name}` : `the peer of ${around.name}`
  if (peer.allowedIps.length === 0)
    add('allowed-ips-missing', 'bad', `AllowedIPs of ${who} is empty: nothing goes to it.`)
  const addresses = around.endpoints.get(peer.endpointHost) ?? []
  if (peer.endpointHost === '') return findings
  if (addresses.length === 0)
    add('endpoint-unresolved', 'bad', `The Endpoint of ${who}, ${peer.endpointHost}, does not resolve.`)
  const inner = peer.allowedIps.find(
    (network) => !isEverything(network) && addresses.some((address) => holds(network, address)),
  )
  // The app for Windows binds its socket to the uplink.
  if (inner !== undefined && !config.ownTable && around.platform !== 'win32')
    add(
      'endpoint-in-allowed-ips',
      'bad',
      `The Endpoint of ${who} lies within its AllowedIPs (${inner}): the tunnel's own packets go into the tunnel.`,
    )
  const isBehindNat =
    around.isPrivate && addresses.some((address) => familyOf(address) === 4 && isGlobal(address))
  if (isBehindNat && peer.persistentKeepalive === 0)
    add(
      'keepalive-missing',
      'poor',
      `${upper(who)} has no PersistentKeepalive: behind this router it cannot be reached once it has been quiet.`,
    )
  else if (isBehindNat) {
    const judged = grade(thresholds.wireguardKeepaliveSeconds, peer.persistentKeepalive)
    if (judged !== 'good')
      add(
        'keepalive-long',
        judged,
        `PersistentKeepalive of ${who} is ${peer.persistentKeepalive} s; routers forget earlier.`,
      )
  }
  const ago = around.handshakes?.get(peer.name)
  if (ago !== undefined && peer.persistentKeepalive > 0) {
    const judged = ago < 0 ? 'bad' : grade(thresholds.wireguardHandshakeSeconds, ago)
    const last = ago < 0 ? 'has never answered' : `has not answered for ${Math.round(ago / 60)} min`
    if (judged !== 'good')
      add('no-handshake', judged, `${upper(who)} ${last}: UDP is blocked, or keys or Endpoint are wrong.`)
  }
  return findings
}

function networks(config: WireguardConfig, { name, ownNetworks }: Surroundings): Finding[] {
  const findings: Finding[] = []
  const seen = new NetworkSet()
  for (const { allowedIps } of config.peers) {
    const own = [...new Set(allowedIps)]
    const twice = own.find((network) => seen.has(network))
    for (const network of own) seen.add(network)
    if (twice !== undefined)
      findings.push({
        code: 'allowed-ips-twice',
        state: 'bad',
        text: `Two peers of ${name} have the network of ${twice} in AllowedIPs: only the last of them gets it.`,
      })
  }
  const takes = (network: string, own: string) =>
    !isEverything(network) && bitsOf(network) >= bitsOf(own) && holds(own, network.split('/')[0] ?? '')
  const taken = config.peers
    .flatMap(({ allowedIps }) => allowedIps)
    .find((network) => ownNetworks.some((own) => takes(network, own)))
  if (taken !== undefined)
    findings.push({
      code: 'allowed-ips-take-network',
      state: 'poor',
      text: `AllowedIPs of ${name} hold ${taken}, which is of this machine's own network: what is there is looked for in the tunnel.`,
    })
  return findings
}

/** Of longer lists only so many are compared with one another. */
const maxCompared = 1000

/** Networks by what they stand for: `10.8.0.2/24` and `10.8.0.3/24` are the same one. */
class NetworkSet {
  readonly #byWidth = new Map<string, BlockList>()
  #size = 0

  has(network: string): boolean {
    const { base, family, width } = this.#parts(network)
    return this.#byWidth.get(width)?.check(base, family) ?? false
  }

  add(network: string): void {
    if (this.#size++ >= maxCompared) return
    const { base, bits, family, width } = this.#parts(network)
    const list = this.#byWidth.get(width) ?? new BlockList()
    list.addSubnet(base, bits, family)
    this.#byWidth.set(width, list)
  }

  #parts(network: string) {
    const base = network.split('/')[0] ?? ''
    const family = familyOf(base) === 6 ? ('ipv6' as const) : ('ipv4' as const)
    const bits = bitsOf(network)
    return { base, bits, family, width: `${family} ${bits}` }
  }
}

function state(config: WireguardConfig, around: Surroundings): Finding[] {
  const { name, target, ownAddresses } = around
  const own = config.addresses.map((network) => canonicalAddress(network.split('/')[0] ?? ''))
  const isUp =
    own.length === 0 || ownAddresses.length === 0 || own.some((each) => ownAddresses.includes(each))
  const isCovered = target !== undefined && covers(config, target.address)
  if (!isUp) {
    const isNeeded = isCovered && !target.isReachedOtherwise && !target.answers
    const text = `The tunnel ${name} is not up${isNeeded ? `, and ${target.address} is reached by it alone` : ''}.`
    return [{ code: 'tunnel-down', state: isNeeded ? 'bad' : 'poor', text }]
  }
  if (target === undefined || target.answers) return []
  const isMeant = target.interface === name || (!isGlobal(target.address) && !target.isReachedOtherwise)
  if (!isCovered && isMeant)
    return [
      {
        code: 'target-not-in-allowed-ips',
        state: 'bad',
        text: `AllowedIPs of ${name} do not hold ${target.address}: packets to it do not go through the tunnel.`,
      },
    ]
  if (
    isCovered &&
    !config.ownTable &&
    !target.byTunnel &&
    target.interface !== '' &&
    !target.isReachedOtherwise
  )
    return [
      {
        code: 'target-not-routed',
        state: 'bad',
        text: `AllowedIPs of ${name} hold ${target.address}, but packets to it leave by ${target.interface}.`,
      },
    ]
  return []
}

const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
