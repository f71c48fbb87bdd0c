import { type Endpoint, endpointSchema } from '../../../contract/rule.ts'
import { splitAddress } from '../../forms/ports.ts'
import { bareHost, lines } from '../../forms/text.ts'

/** Where devices listen unless they are told otherwise. */
export const usualPort = 8741
const most = 16

/** One address of a device: `host`, `host:port`, `[fd00::7]:8741`; a sentence where it is none. */
export function parseAddress(text: string): Endpoint | string {
  const { host, port } = splitAddress(text) ?? { host: bareHost(text) }
  const checked = endpointSchema.safeParse({ host, port: port ?? usualPort })
  return checked.success ? checked.data : `"${text.trim()}": ${checked.error.issues[0]!.message}`
}

/** One address a line. */
export function parseAddresses(text: string): { addresses: Endpoint[]; problem?: string } {
  const parsed = lines(text).map(parseAddress)
  const problem = parsed.find((one) => typeof one === 'string')
  const addresses = parsed.filter((one) => typeof one !== 'string')
  if (problem !== undefined) return { addresses, problem }
  return addresses.length > most ? { addresses, problem: `At most ${most} addresses.` } : { addresses }
}
