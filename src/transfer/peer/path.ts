import type { PathKind } from '../channel.ts'
import { type Candidate, readCandidate } from '../description.ts'

/** One end of the chosen pair, as a stack tells of it. */
export interface PairEnd {
  address: string
  port: number
  kind: string
}

/**
 * The kind of path that a pair is. An end that was found by its own checks (`prflx`, RFC 8445 §7.3.1.3) is of the kind that the
 * signalled candidate with its address has; stacks call it so whenever a check comes before the candidate.
 */
export class KnownCandidates {
  readonly #kinds = new Map<string, Candidate['kind']>()

  add(text: string): void {
    const { address, port, kind } = readCandidate(text)
    this.#kinds.set(`${address} ${port}`, kind)
  }

  pathOf(local: PairEnd, remote: PairEnd): PathKind {
    const kinds = [this.#kindOf(local), this.#kindOf(remote)]
    if (kinds.includes('relay')) return 'relay'
    return kinds.every((kind) => kind === 'host') ? 'host' : 'reflexive'
  }

  #kindOf({ address, port, kind }: PairEnd): string {
    if (kind !== 'prflx') return kind
    // Behind names of mDNS nothing is known of addresses, but private ones are of the same network.
    return this.#kinds.get(`${address} ${port}`) ?? (isPrivate(address) ? 'host' : kind)
  }
}

/** RFC 1918, RFC 4193, RFC 3927, RFC 4291 §2.5.6, and the machine itself. */
function isPrivate(address: string): boolean {
  if (!isIpv6(address)) return /^(10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address)
  return /^(f[cd]|fe[89ab]|::1$)/i.test(address)
}

/** Names of mDNS and addresses of version 4 have no colon. */
const isIpv6 = (address: string) => address.includes(':')

/** Such as `192.0.2.2:50000 → 198.51.100.7:3478 (udp, relay)`. */
export function pairText(local: PairEnd, remote: PairEnd, transport: string, path: PathKind): string {
  const at = ({ address, port }: PairEnd) => (isIpv6(address) ? `[${address}]:${port}` : `${address}:${port}`)
  return `${at(local)} → ${at(remote)} (${transport.toLowerCase()}, ${path})`
}
