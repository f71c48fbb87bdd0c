import { BlockList, isIPv4, isIPv6 } from 'node:net'
import { type Endpoint, endpointSchema } from '../contract/rule.ts'
import { Fault } from '../wire/fault.ts'

/** Reads `10.0.0.5:554`, `camera.local:554` or `[fd00::5]:554`. Throws a fault of code `usage` that says what is wrong. */
export function parseEndpoint(text: string): Endpoint {
  const match = /^(?:\[(?<bracketed>[^\]]*)\]|(?<plain>[^:]*)):(?<port>\d{1,6})$/.exec(text.trim())
  if (!match?.groups) {
    const hint =
      isIPv6(text) || text.split(':').length > 2 ? ' IPv6 addresses go in brackets: [fd00::5]:554.' : ''
    throw new Fault('usage', `"${text}" is not an address and a port such as 127.0.0.1:8554.${hint}`)
  }
  const { bracketed, plain, port } = match.groups
  if (bracketed !== undefined && !isIPv6(bracketed))
    throw new Fault('usage', `"${bracketed}" is not an IPv6 address.`)
  const read = endpointSchema.safeParse({ host: bracketed ?? plain, port: Number(port) })
  if (read.success) return read.data
  throw new Fault('usage', `"${text}": ${read.error.issues[0]?.message}`)
}

/** The endpoint as `parseEndpoint` reads it. */
export const formatEndpoint = ({ host, port }: Endpoint): string => `${bracket(host)}:${port}`

/** An IPv6 address in brackets, anything else as it is. */
export const bracket = (host: string): string => (host.includes(':') ? `[${host}]` : host)

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** Whether only this machine can reach the address. A name other than `localhost` may mean anything, so it does not count. */
export function isLoopback(host: string): boolean {
  if (isIPv4(host)) return loopback.check(host, 'ipv4')
  // IPv4 written as IPv6 (::ffff:127.0.0.1) is looked up among the IPv4 networks by BlockList itself.
  if (isIPv6(host)) return loopback.check(host, 'ipv6')
  return host.toLowerCase() === 'localhost'
}
