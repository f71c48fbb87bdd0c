import type { DiagnoseContext } from '../../../contract/diagnose.ts'

type IceServer = DiagnoseContext['iceServers'][number]

export interface IceServerAddress {
  kind: 'stun' | 'turn'
  host: string
  port: number
  transport: 'udp' | 'tcp' | 'tls'
  username: string
  credential: string
  /** As in the settings, which hold no secret there. */
  url: string
}

/** Takes `stun:host`, `turn:host:port?transport=tcp`, `turns:[2001:db8::1]` apart (RFC 7064, RFC 7065). */
function readIceServer({ url, username = '', credential = '' }: IceServer): IceServerAddress | undefined {
  const found =
    /^(stuns?|turns?):(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9][A-Za-z0-9._-]{0,252})(?::(\d{1,5}))?(?:\?transport=(udp|tcp))?$/.exec(
      url,
    )
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
    username,
    credential,
    url,
  }
}

/** The servers of the doctor's own settings and of transfers; each once, those that cannot be read left out. */
export function iceServersOf({ settings, iceServers }: DiagnoseContext): IceServerAddress[] {
  const seen = new Set<string>()
  return [...settings.stunServers, ...iceServers].flatMap((server) => {
    const read = readIceServer(server)
    if (read === undefined || seen.has(read.url)) return []
    seen.add(read.url)
    return [read]
  })
}
