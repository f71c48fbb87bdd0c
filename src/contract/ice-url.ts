/** A STUN or TURN server, as its address names it. */
export interface IceAddress {
  kind: 'stun' | 'turn'
  host: string
  port: number
  transport: 'udp' | 'tcp' | 'tls'
}

const form =
  /^(stuns?|turns?):(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9][A-Za-z0-9._-]{0,252})(?::(\d{1,5}))?(?:\?transport=(udp|tcp))?$/

/** Takes `stun:host`, `turn:host:port?transport=tcp`, `turns:[2001:db8::1]` apart (RFC 7064, RFC 7065); undefined where it is none. */
export function parseIceUrl(url: string): IceAddress | undefined {
  const found = form.exec(url)
  if (found === null) return undefined
  const [, scheme = '', host = '', told, transport] = found
  const isSecure = scheme.endsWith('s')
  const port = told === undefined ? (isSecure ? 5349 : 3478) : Number(told)
  if (port === 0 || port > 0xffff) return undefined
  return {
    kind: scheme.startsWith('stun') ? 'stun' : 'turn',
    host: host.replace(/^\[|\]$/g, ''),
    port,
    transport: isSecure ? 'tls' : ((transport ?? 'udp') as 'udp' | 'tcp'),
  }
}
