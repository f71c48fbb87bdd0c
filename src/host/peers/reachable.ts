import { networkInterfaces } from 'node:os'
import type { Endpoint } from '../../contract/rule.ts'

const limit = 8

/** Where others may reach this machine at a port that it listens on at `host`; IPv4 first. */
export function reachableAt(host: string, port: number): Endpoint[] {
  if (host !== '0.0.0.0' && host !== '::') return [{ host, port }]
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, address }) => !internal && !/^fe[89ab]/i.test(address))
  const of = (family: string) => outside.filter((each) => each.family === family)
  const all = host === '::' ? [...of('IPv4'), ...of('IPv6')] : of('IPv4')
  return all.slice(0, limit).map(({ address }) => ({ host: address, port }))
}
