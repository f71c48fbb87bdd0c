export const candidateTypes = ['host', 'srflx', 'prflx', 'relay'] as const
/** `mdns`: a name such as `0af1….local`, behind which a browser hides an address. */
export const addressKinds = ['ipv4', 'ipv6', 'mdns'] as const

/** Where a side can be reached by UDP (RFC 8839 §5.1), without what the other side can make up itself. */
export interface Candidate {
  type: (typeof candidateTypes)[number]
  kind: (typeof addressKinds)[number]
  address: string
  port: number
}

const typePreferences = { host: 126, prflx: 110, srflx: 100, relay: 0 } as const

/** Of `candidate:…`, with or without `a=`. Undefined for what cannot be packed: TCP, and names that are no addresses. */
export function parseCandidate(line: string): Candidate | undefined {
  const match =
    /^(?:a=)?candidate:\S+ 1 udp \d+ (?<address>\S+) (?<port>\d{1,5}) typ (?<type>host|srflx|prflx|relay)\b/i.exec(
      line.trim(),
    )?.groups
  const [address, type] = [match?.['address']?.toLowerCase(), match?.['type']?.toLowerCase()]
  const port = Number(match?.['port'])
  if (address === undefined || port < 1 || port > 65_535) return undefined
  const kind = addressKinds.find((kind) => parseAddress(kind, address) !== undefined)
  if (kind === undefined) return undefined
  return {
    type: type as Candidate['type'],
    kind,
    address: formatAddress(kind, parseAddress(kind, address)!),
    port,
  }
}

/** `place`: its own among those of one description, which sets its priority (RFC 8445 §5.1.2). */
export function formatCandidate({ type, address, port }: Candidate, place: number): string {
  const priority = typePreferences[type] * 2 ** 24 + (65_535 - place) * 2 ** 8 + 255
  const related = type === 'host' ? '' : ' raddr 0.0.0.0 rport 0'
  return `candidate:${place + 1} 1 udp ${priority} ${address} ${port} typ ${type}${related}`
}

/** 4 or 16 bytes. */
export function parseAddress(kind: Candidate['kind'], address: string): number[] | undefined {
  if (kind === 'ipv4') return parseIpv4(address)
  return kind === 'ipv6' ? parseIpv6(address) : parseMdns(address)
}

export function formatAddress(kind: Candidate['kind'], bytes: ArrayLike<number>): string {
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
