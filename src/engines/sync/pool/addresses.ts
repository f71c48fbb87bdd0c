import type { Endpoint as Address } from '../../../contract/rule.ts'

/** Addresses of one device that are tried in one round at most. */
const most = 16

export const addressKey = ({ host, port }: Address): string => `${host} ${port}`

/** Where to try a device: the lists one after the other, each address once. */
export function candidates(...lists: readonly (readonly Address[])[]): Address[] {
  const unique = new Map<string, Address>()
  for (const address of lists.flat()) {
    if (unique.size === most) break
    const key = addressKey(address)
    if (!unique.has(key)) unique.set(key, address)
  }
  return [...unique.values()]
}
