import { useSyncExternalStore } from 'react'

/** Where the page is, as the part of the address behind `#/`. */
export type Route =
  | { page: 'overview' }
  | { page: 'forwarding' }
  | { page: 'rule'; ruleId: string }
  | { page: 'bonding' }
  | { page: 'bond'; bondId: string }
  | { page: 'receiver'; receiverId: string }
  | { page: 'sync' }
  | { page: 'folder'; folderId: string }
  | { page: 'transfer' }
  | { page: 'tunnel' }
  | { page: 'tube'; party: string }
  | { page: 'diagnose'; start: boolean }
  | { page: 'devices' }
  /** `seq`: the event that is shown, 0 for none; `query`: what is looked for. */
  | { page: 'events'; seq: number; query: string }
  | { page: 'sessions' }
  | { page: 'session'; sessionId: string }
  /** `setting`: a path such as `sync.upload`, or a group. */
  | { page: 'settings'; setting: string }
  | { page: 'help'; topic: string }
  | { page: 'compact' }

/** Anything unknown leads home. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?')
  const [page, rest = '', last = ''] = path.split('/')
  switch (page) {
    case 'forwarding':
      return rest === '' ? { page } : { page: 'rule', ruleId: decode(rest) }
    case 'bonding':
      if (rest === '') return { page }
      return rest === 'receiver' && last !== ''
        ? { page: 'receiver', receiverId: decode(last) }
        : { page: 'bond', bondId: decode(rest) }
    case 'sync':
      return rest === '' ? { page } : { page: 'folder', folderId: decode(rest) }
    case 'tunnel':
      return rest === '' ? { page } : { page: 'tube', party: decode(rest) }
    case 'diagnose':
      return { page, start: rest === 'now' }
    case 'transfer':
    case 'devices':
    case 'compact':
      return { page }
    case 'events':
      return { page, seq: /^\d{1,15}$/.test(rest) ? Number(rest) : 0, query }
    case 'sessions':
      return rest === '' ? { page } : { page: 'session', sessionId: decode(rest) }
    case 'settings':
      return { page, setting: decode(rest) }
    case 'help':
      return { page, topic: decode(rest) }
    default:
      return { page: 'overview' }
  }
}
const decode = (text: string) => {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

export const paths = {
  overview: '#/',
  forwarding: '#/forwarding',
  bonding: '#/bonding',
  sync: '#/sync',
  transfer: '#/transfer',
  tunnel: '#/tunnel',
  diagnose: '#/diagnose',
  devices: '#/devices',
  events: '#/events',
  sessions: '#/sessions',
  settings: '#/settings',
  help: '#/help',
  compact: '#/compact',
  rule: (id: string) => `#/forwarding/${encodeURIComponent(id)}`,
  bond: (id: string) => `#/bonding/${encodeURIComponent(id)}`,
  receiver: (id: string) => `#/bonding/receiver/${encodeURIComponent(id)}`,
  folder: (id: string) => `#/sync/${encodeURIComponent(id)}`,
  /** By the device, or the tube that a code has made. */
  tube: (party: string) => `#/tunnel/${encodeURIComponent(party)}`,
  event: (seq: number) => `#/events/${seq}`,
  session: (id: string) => `#/sessions/${encodeURIComponent(id)}`,
  setting: (path: string) => `#/settings/${encodeURIComponent(path)}`,
  /** Shows what a switch to that profile would stop and start. */
  switchTo: (profileId: string) => `#/settings/switch:${encodeURIComponent(profileId)}`,
  helpOn: (topic: string) => `#/help/${topic}`,
}
export const go = (path: string) => {
  location.hash = path
}

const subscribe = (changed: () => void) => {
  addEventListener('hashchange', changed)
  return () => removeEventListener('hashchange', changed)
}
export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(subscribe, () => location.hash))
}
