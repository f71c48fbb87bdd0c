import { type Endpoint, endpointSchema } from '../../../contract/rule.ts'
import { t } from '../../../language/t.ts'
import { splitAddress } from '../../forms/ports.ts'
import { bareHost, lines } from '../../forms/text.ts'

/** Where devices listen unless they are told otherwise. */
export const usualPort = 8741
const most = 16

/** One address: `host`, `host:port`, `[fd00::7]:8741`; a sentence where it is none. `portUsed`: where it names none. */
export function parseAddress(text: string, portUsed = usualPort): Endpoint | string {
  const { host, port } = splitAddress(text) ?? { host: bareHost(text) }
  const checked = endpointSchema.safeParse({ host, port: port ?? portUsed })
  return checked.success ? checked.data : `"${text.trim()}": ${checked.error.issues[0]!.message}`
}

/** One address a line. */
export function parseAddresses(text: string): { addresses: Endpoint[]; problem?: string } {
  const parsed = lines(text).map((line) => parseAddress(line))
  const problem = parsed.find((one) => typeof one === 'string')
  const addresses = parsed.filter((one) => typeof one !== 'string')
  if (problem !== undefined) return { addresses, problem }
  return addresses.length > most
    ? { addresses, problem: t('At most {{most}} addresses.', { most }) }
    : { addresses }
}
