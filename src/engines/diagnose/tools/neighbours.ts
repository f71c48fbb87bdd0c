import { familyOf } from '../../kit/network/address.ts'
import { objectsOf, parseJson, textOf } from '../../kit/network/system-tools.ts'
import type { CheckContext } from '../check.ts'

/** Reads `ip -json neigh show`: addresses that were asked for and did not answer. */
export function parseLinuxSilent(text: string): Set<string> {
  const silent = objectsOf(parseJson(text)).filter((entry) => {
    const state = Array.isArray(entry['state']) ? entry['state'] : []
    return state.includes('FAILED') || state.includes('INCOMPLETE')
  })
  return addresses(silent.map((entry) => textOf(entry['dst'])))
}

/** Reads `arp -an` of macOS: `? (192.168.1.9) at (incomplete) on en0 ifscope [ethernet]`. */
export const parseMacosSilent = (text: string): Set<string> =>
  addresses([...text.matchAll(/\((\S{1,64})\) at \(incomplete\)/g)].map((match) => match[1] ?? ''))

const addresses = (texts: string[]): Set<string> =>
  new Set(texts.filter((text) => familyOf(text) !== undefined))

/** Neighbours that do not answer; none where the system does not tell. */
export async function silentNeighbours(context: CheckContext): Promise<Set<string>> {
  if (context.platform === 'linux')
    return parseLinuxSilent((await context.tool('ip', ['-json', 'neigh', 'show'])).stdout)
  if (context.platform === 'darwin')
    return parseMacosSilent((await context.tool('/usr/sbin/arp', ['-an'])).stdout)
  return new Set()
}
