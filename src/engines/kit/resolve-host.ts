import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'

/**
 * The addresses of a name, of both families, as the system's resolver orders them; an address (with a scope or
 * without) is its own. Rejects with the system's error.
 */
export async function resolveHost(host: string): Promise<string[]> {
  if (isIP(host.split('%')[0]!) !== 0) return [host]
  return (await lookup(host, { all: true, order: 'verbatim' })).map(({ address }) => address)
}
