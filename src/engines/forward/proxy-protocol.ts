import { isIPv6 } from 'node:net'
import { withoutMapping } from '../kit/source-filter.ts'

export interface ProxiedAddresses {
  sourceAddress: string
  sourcePort: number
  destinationAddress: string
  destinationPort: number
}

const signature = Buffer.from('0d0a0d0a000d0a515549540a', 'hex')
const versionAndProxy = 0x21
const tcpOverIpv4 = 0x11
const tcpOverIpv6 = 0x21

/** The PROXY protocol's header, version 1 (text) or 2 (binary), for TCP. haproxy's proxy-protocol.txt §2.1 and §2.2. */
export function proxyHeader(version: 'v1' | 'v2', addresses: ProxiedAddresses): Buffer {
  const source = withoutMapping(addresses.sourceAddress)
  const destination = withoutMapping(addresses.destinationAddress)
  const six = isIPv6(source)
  if (version === 'v1') {
    const family = six ? 'TCP6' : 'TCP4'
    const ports = `${addresses.sourcePort} ${addresses.destinationPort}`
    return Buffer.from(`PROXY ${family} ${source} ${destination} ${ports}\r\n`, 'latin1')
  }
  const body = Buffer.concat([addressBytes(source), addressBytes(destination), Buffer.alloc(4)])
  body.writeUInt16BE(addresses.sourcePort, body.length - 4)
  body.writeUInt16BE(addresses.destinationPort, body.length - 2)
  const head = Buffer.from([versionAndProxy, six ? tcpOverIpv6 : tcpOverIpv4, 0, 0])
  head.writeUInt16BE(body.length, 2)
  return Buffer.concat([signature, head, body])
}

/** An address literal as its 4 or 16 bytes in network order. */
export function addressBytes(address: string): Buffer {
  if (!isIPv6(address)) return Buffer.from(address.split('.').map(Number))
  const [plain = ''] = address.split('%')
  const dotted = plain.lastIndexOf('.') > 0 ? plain.slice(plain.lastIndexOf(':') + 1) : undefined
  const text = dotted === undefined ? plain : plain.replace(dotted, asGroups(dotted))
  const [head = '', tail] = text.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros: string[] = Array(8 - before.length - after.length).fill('0')
  const bytes = Buffer.alloc(16)
  for (const [index, group] of [...before, ...zeros, ...after].entries())
    bytes.writeUInt16BE(Number.parseInt(group, 16), index * 2)
  return bytes
}

const asGroups = (dotted: string): string => {
  const [a = 0, b = 0, c = 0, d = 0] = dotted.split('.').map(Number)
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
}
