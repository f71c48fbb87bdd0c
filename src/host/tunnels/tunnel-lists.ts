import { type Allow, allowSchema, type Way, type WayChange, waySchema } from '../../contract/tunnel.ts'
import { type EntryList, entryList } from '../entry-list.ts'
import { checkAllow, checkWay } from './way-checks.ts'

const limit = 1000

/** Every change there is to ways and to rules. */
export interface TunnelLists {
  ways: EntryList<Way, WayChange>
  allow: EntryList<Allow, Partial<Omit<Allow, 'id'>>>
}

/** `isPassing`: whether that is a tube that a code has made, and that is not over. */
export const tunnelLists = (isPassing: (party: string) => boolean): TunnelLists => ({
  ways: entryList({
    noun: 'way',
    limit,
    unknownCode: 'way-unknown',
    schema: waySchema,
    check: (way, settings) => checkWay(way, settings, isPassing),
    read: ({ tunnel }) => tunnel.ways,
    write: (settings, ways) => ({ ...settings, tunnel: { ...settings.tunnel, ways } }),
  }),
  allow: entryList({
    noun: 'rule',
    limit,
    unknownCode: 'allow-unknown',
    schema: allowSchema,
    check: (rule, settings) => checkAllow(rule, settings, isPassing),
    read: ({ tunnel }) => tunnel.allow,
    write: (settings, allow) => ({ ...settings, tunnel: { ...settings.tunnel, allow } }),
  }),
})
