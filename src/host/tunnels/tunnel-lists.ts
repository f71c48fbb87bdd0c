import { type Allow, allowSchema, type Way, type WayChange, waySchema } from '../../contract/tunnel.ts'
import { entryList } from '../entry-list.ts'
import { checkAllow, checkWay } from './way-checks.ts'

const limit = 1000

export const wayList = entryList<Way, WayChange>({
  noun: 'way',
  limit,
  unknownCode: 'way-unknown',
  schema: waySchema,
  check: checkWay,
  read: ({ tunnel }) => tunnel.ways,
  write: (settings, ways) => ({ ...settings, tunnel: { ...settings.tunnel, ways } }),
})

export const allowList = entryList<Allow, Partial<Omit<Allow, 'id'>>>({
  noun: 'rule',
  limit,
  unknownCode: 'allow-unknown',
  schema: allowSchema,
  check: checkAllow,
  read: ({ tunnel }) => tunnel.allow,
  write: (settings, allow) => ({ ...settings, tunnel: { ...settings.tunnel, allow } }),
})
