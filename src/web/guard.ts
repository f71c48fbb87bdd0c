import type { IncomingHttpHeaders } from 'node:http'
import { networkInterfaces, hostname as systemName } from 'node:os'
import type { Endpoint } from '../contract/rule.ts'
import { isLoopback } from './endpoint.ts'

/** Why a request is not answered. */
export interface Refusal {
  status: number
  text: string
}

export interface GuardOptions {
  scheme: 'http' | 'https'
  /** Names and addresses, without brackets, under which browsers may reach this server. */
  names: ReadonlySet<string>
}

const loopbackNames = ['localhost', '127.0.0.1', '::1']

/** The names under which a server that listens at `listen` may be reached; undefined is loopback. */
export function allowedNames(listen: Endpoint | undefined, extra: readonly string[]): Set<string> {
  const names = new Set([...loopbackNames, ...extra.map((name) => name.toLowerCase())])
  if (!listen) return names
  names.add(listen.host.toLowerCase())
  if (isLoopback(listen.host)) return names
  const name = systemName().toLowerCase()
  for (const each of [name, `${name}.local`, ...machineAddresses()]) names.add(each)
  return names
}

/** This machine's own addresses, without loopback and without those that need a zone. */
export const machineAddresses = (): string[] =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, scopeid }) => !internal && !scopeid)
    .map(({ address }) => address)

/** The name in a Host header, without port and brackets; undefined if it is not well formed. */
export function hostName(header: string | undefined): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(header ?? '')
  return (match?.[1] ?? match?.[2]?.replace(/\.$/, ''))?.toLowerCase()
}

/**
 * Refuses what a foreign page could make a browser ask: a name that an attacker's DNS points here (Host), a foreign
 * page's request (Origin, Sec-Fetch-Site). The port is not compared, so that a forwarded port (`ssh -L`) works.
 * `exact`: for whatever changes something, an Origin must be there, as browsers then always send it.
 */
export function refusal(
  { scheme, names }: GuardOptions,
  method: string,
  headers: IncomingHttpHeaders,
  exact: boolean,
): Refusal | undefined {
  const { host, origin } = headers
  const name = hostName(host)
  if (name === undefined || !names.has(name))
    return {
      status: 421,
      text: 'Hawser is not known by this name. Use the address that it printed when it started.',
    }
  if (origin === undefined ? exact : origin.toLowerCase() !== `${scheme}://${host}`.toLowerCase())
    return { status: 403, text: 'Hawser answers only to its own page.' }
  const site = headers['sec-fetch-site']
  if (site === undefined || site === 'same-origin' || site === 'none') return undefined
  // A link to Hawser on another page may be followed: the page cannot read what comes back, nor frame it.
  const followed = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
  if (!exact && method === 'GET' && followed) return undefined
  return { status: 403, text: 'Hawser answers only to its own page.' }
}
