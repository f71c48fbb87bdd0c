import { isIPv6 } from 'node:net'
import { addressBytes } from '../kit/address-bytes.ts'
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
