import { isIP, isIPv4 } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'

/** What of this machine decides where a connection ends up. */
export interface Machine {
  /** Its own names, lower case. */
  names: ReadonlySet<string>
  /** The addresses of its interfaces, in canonical form. */
  addresses: ReadonlySet<string>
}

export function thisMachine(): Machine {
  const interfaces = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  const name = hostname().toLowerCase()
  return {
    names: new Set([name, `${name}.local`]),
    addresses: new Set(interfaces.map(({ address }) => canonicalHost(address))),
  }
}

/**
 * One spelling for each address: `::0001` is `::1`, `::ffff:10.0.0.5` is `10.0.0.5`, and, as the system's resolver sees
 * it, `127.1` is `127.0.0.1`. Names become lower case, without the final dot. A zone (`%eth0`) is left out.
 */
export function canonicalHost(host: string): string {
  const plain = host.toLowerCase().replace(/%.*$/, '').replace(/\.$/, '')
  const isV6 = plain.includes(':')
  const parsed = URL.parse(isV6 ? `http://[${plain}]` : `http://${plain}`)?.hostname
  if (parsed === undefined) return plain
  const bare = isV6 ? parsed.slice(1, -1) : parsed
  const mapped = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(bare)
  if (mapped === null) return bare
  const [high, low] = [Number.parseInt(mapped[1]!, 16), Number.parseInt(mapped[2]!, 16)]
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

const loopbacks = ['127.0.0.1', '::1']
const isLoopbackName = (host: string) => host === 'localhost' || host.endsWith('.localhost')
export const isLoopback = (host: string) => isLoopbackName(host) || host === '::1' || /^127\./.test(host)

/** Which addresses of this machine a connection to `host` (canonical) may end up at; none for other machines. */
export function ownDestinations(host: string, machine: Machine): readonly string[] {
  if (isLoopbackName(host)) return loopbacks
  if (host === '0.0.0.0') return ['127.0.0.1']
  if (host === '::') return loopbacks
  if (machine.names.has(host)) return [...loopbacks, ...machine.addresses]
  return isLoopback(host) || machine.addresses.has(host) ? [host] : []
}

/** What a listening socket takes: every address of a kind, or some. */
export type Listening = { every: 'any' | 'v4' } | { every: 'none'; addresses: readonly string[] }

/** `::` also takes IPv4, as Node and the systems have it by default. */
export function listeningAt(host: string, machine: Machine): Listening {
  if (host === '::') return { every: 'any' }
  if (host === '0.0.0.0') return { every: 'v4' }
  const own = isIP(host) ? [] : ownDestinations(host, machine)
  return { every: 'none', addresses: own.length > 0 ? own : [host] }
}

export function accepts(listening: Listening, address: string): boolean {
  if (listening.every === 'none') return listening.addresses.includes(address)
  return listening.every === 'any' || !isIP(address) || isIPv4(address)
}

/** Whether two sockets on the same port get in each other's way. */
export function collide(a: Listening, b: Listening): boolean {
  if (a.every === 'none') return a.addresses.some((address) => accepts(b, address))
  if (b.every === 'none') return b.addresses.some((address) => accepts(a, address))
  return true
}
