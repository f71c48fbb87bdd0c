import { Fault } from '../../wire/fault.ts'
import type { IceServer } from '../rtc.ts'

export interface IceAddress {
  kind: 'stun' | 'turn'
  host: string
  port: number
  transport: 'udp' | 'tcp' | 'tls'
}

/** Takes `stun:host`, `turn:host:port?transport=tcp`, `turns:[2001:db8::1]` apart (RFC 7064, RFC 7065). Throws `invalid`. */
export function readIceUrl({ url }: IceServer): IceAddress {
  const found =
    /^(stuns?|turns?):(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]{1,253})(?::(\d{1,5}))?(?:\?transport=(udp|tcp))?$/.exec(
      url,
    )
  const [, scheme = '', host = '', port, transport] = found ?? []
  const isSecure = scheme.endsWith('s')
  if (found === null || (port && (Number(port) === 0 || Number(port) > 0xffff)))
    throw new Fault(
      'invalid',
      `"${url}" is not the address of a STUN or TURN server, such as turn:relay.example.net:3478.`,
    )
  return {
    kind: scheme.startsWith('stun') ? 'stun' : 'turn',
    host: host.replace(/^\[|\]$/g, ''),
    port: port ? Number(port) : isSecure ? 5349 : 3478,
    transport: isSecure ? 'tls' : ((transport ?? 'udp') as 'udp' | 'tcp'),
  }
}
