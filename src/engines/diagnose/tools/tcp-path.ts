import { canonicalAddress } from '../../kit/network/address.ts'
import type { CheckContext } from '../check.ts'
import { wayTo } from './route-get.ts'

/** What a system tells of one connection and its path. 0 is not told. */
export interface TcpPath {
  /** The largest packet that the system sends that way, bytes. */
  mtu: number
  /** The largest segment that this end sends, bytes. */
  mss: number
  /** Segments on their way that nobody has acknowledged. */
  unacknowledged: number
  /** Segments sent again. */
  retransmitted: number
  /** Segments that came while others before them were missing. */
  outOfOrder: number
  /** The largest segment that came, bytes. */
  largestReceived: number
}

const nothing: TcpPath = {
  mtu: 0,
  mss: 0,
  unacknowledged: 0,
  retransmitted: 0,
  outOfOrder: 0,
  largestReceived: 0,
}

/** Reads `ss -tinH` of one connection; undefined when there is none. */
export function parseSs(text: string): TcpPath | undefined {
  const number = (name: string) =>
    Number(new RegExp(`\\b${name}:(?:\\d+/)?(\\d{1,12})\\b`).exec(text)?.[1] ?? 0)
  const mss = number('mss')
  if (mss === 0) return undefined
  return {
    mtu: number('pmtu'),
    mss,
    unacknowledged: number('unacked'),
    retransmitted: number('retrans'),
    outOfOrder: number('rcv_ooopack'),
    largestReceived: number('rcvmss'),
  }
}

/** Reads `netsh interface ipv4 show destinationcache`: the MTU towards an address; 0 when it is not among them. */
export function parseDestinationCache(text: string, address: string): number {
  for (const line of text.split(/\r?\n/)) {
    const row = /^\s*(\d{3,6})\s+(\S{2,64})\s+\S/.exec(line)
    if (row && canonicalAddress((row[2] ?? '').replace(/%.*$/, '')) === canonicalAddress(address))
      return Number(row[1])
  }
  return 0
}

/** Asks the system what it knows of an open connection to `address`. Undefined where it does not tell. */
export async function tcpPath(
  context: CheckContext,
  address: string,
  localPort: number,
): Promise<TcpPath | undefined> {
  if (context.platform === 'linux') {
    const filter = ['state', 'connected', 'sport', '=', `:${localPort}`]
    return parseSs((await context.tool('ss', ['-tinH', ...filter])).stdout)
  }
  if (context.platform === 'darwin') {
    const way = await wayTo(context, address)
    return way && 'interface' in way && way.mtu > 0 ? { ...nothing, mtu: way.mtu } : undefined
  }
  const family = address.includes(':') ? 'ipv6' : 'ipv4'
  const output = await context.tool('netsh', ['interface', family, 'show', 'destinationcache'])
  const mtu = parseDestinationCache(output.stdout, address)
  return mtu > 0 ? { ...nothing, mtu } : undefined
}
