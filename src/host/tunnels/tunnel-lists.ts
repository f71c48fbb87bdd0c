import type { Settings } from '../../contract/settings.ts'
import { type Allow, allowSchema, type Way, type WayChange, waySchema } from '../../contract/tunnel.ts'
import { type EntryList, entryList } from '../entry-list.ts'
import { checkAllow, checkWay } from './way-checks.ts'

/** Every change there is to ways and to rules. */
export interface TunnelLists {
  ways: EntryList<Way, WayChange>
  allow: EntryList<Allow, Partial<Omit<Allow, 'id'>>>
}

/** `isPassing`: whether that is a tube that a code has made, and that is not over. */
export const tunnelLists = (isPassing: (party: string) => boolean): TunnelLists => ({
  ways: entryList({
    noun: 'way',
    unknownCode: 'way-unknown',
    schema: waySchema,
    check: (way, settings) => checkWay(way, settings, isPassing),
    ...listOf('ways'),
  }),
  allow: entryList({
    noun: 'rule',
    unknownCode: 'allow-unknown',
    schema: allowSchema,
    check: (rule, settings) => checkAllow(rule, settings, isPassing),
    ...listOf('allow'),
  }),
})

/** Where it lies in the settings. */
const listOf = <K extends 'ways' | 'allow'>(name: K) => ({
  limit: 1000,
  read: ({ tunnel }: Settings) => tunnel[name],
  write: (settings: Settings, entries: Settings['tunnel'][K]): Settings => ({
    ...settings,
    tunnel: { ...settings.tunnel, [name]: entries },
  }),
})
