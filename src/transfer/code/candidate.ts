import { type Candidate, readCandidate } from '../description.ts'

export const candidateKinds = ['host', 'srflx', 'prflx', 'relay'] as const
/** `mdns`: a name such as `0af1….local`, behind which a browser hides an address. */
export const addressKinds = ['ipv4', 'ipv6', 'mdns'] as const
export type AddressKind = (typeof addressKinds)[number]

/** What a packed text says of a candidate; the other side makes up the rest itself. */
export interface Place {
  kind: Candidate['kind']
  addressKind: AddressKind
  address: string
  port: number
}

const typePreferences = { host: 126, prflx: 110, srflx: 100, relay: 0 } as const

/** Undefined for what cannot be packed: TCP, and names that are no addresses. */
export function parsePlace(line: string): Place | undefined {
  const candidate = tryReading(line)
  if (candidate?.transport !== 'udp' || candidate.port === 0) return undefined
  const address = candidate.address.toLowerCase()
  for (const addressKind of addressKinds) {
    const bytes = parseAddress(addressKind, address)
    if (bytes === undefined) continue
    const { kind, port } = candidate
    return { kind, addressKind, address: formatAddress(addressKind, bytes), port }
  }
  return undefined
}

function tryReading(line: string): Candidate | undefined {
  try {
    return readCandidate(line)
  } catch {
    return undefined
  }
}

/** RFC 8839 §5.1. `place`: its number among those of one description, which sets its priority (RFC 8445 §5.1.2). */
export function formatCandidate({ kind, address, port }: Place, place: number): string {
  const priority = typePreferences[kind] * 2 ** 24 + (65_535 - place) * 2 ** 8 + 255
  const related = kind === 'host' ? '' : ' raddr 0.0.0.0 rport 0'
  return `candidate:${place + 1} 1 udp ${priority} ${address} ${port} typ ${kind}${related}`
}

/** 4 or 16 bytes. */
export function parseAddress(kind: AddressKind, address: string): number[] | undefined {
  if (kind === 'ipv4') return parseIpv4(address)
  return kind === 'ipv6' ? parseIpv6(address) : parseMdns(address)
}

export function formatAddress(kind: AddressKind, bytes: ArrayLike<number>): string {
  const list = Array.from(bytes)
  if (kind === 'ipv4') return list.join('.')
  const hex = list.map((byte) => byte.toString(16).padStart(2, '0')).join('')
  if (kind === 'mdns') return `${hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}.local`
  const groups = Array.from({ length: 8 }, (_, at) => hex.slice(at * 4, at * 4 + 4))
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
}

function parseIpv4(address: string): number[] | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(address)) return undefined
  const bytes = address.split('.').map(Number)
  return bytes.every((byte) => byte <= 255) ? bytes : undefined
}

function parseIpv6(address: string): number[] | undefined {
  if (!/^[0-9a-f:.]*:[0-9a-f:.]*$/i.test(address) || !URL.canParse(`http://[${address}]`)) return undefined
  // Without dots, and with at most one gap.
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [front = '', back] = canonical.split('::')
  const [head, tail] = [front, back ?? ''].map((part) => part.split(':').filter(Boolean)) as [
    string[],
    string[],
  ]
  const gap = Array<string>(8 - head.length - tail.length).fill('0')
  return [...head, ...gap, ...tail].flatMap((group) => {
    const value = Number.parseInt(group, 16)
    return [value >> 8, value & 255]
  })
}

function parseMdns(address: string): number[] | undefined {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.local$/.test(address)) return undefined
  return address
    .slice(0, -'.local'.length)
    .replaceAll('-', '')
    .match(/../g)!
    .map((byte) => Number.parseInt(byte, 16))
}
