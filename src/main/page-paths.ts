import type { HawserEvent } from '../contract/events.ts'
import type { Settings } from '../contract/settings.ts'

const encode = encodeURIComponent

/** The pages that the shell leads to, as the part of their address from `#` on. */
export const pagePaths = {
  overview: '#/',
  forwarding: '#/forwarding',
  bonding: '#/bonding',
  sync: '#/sync',
  transfer: '#/transfer',
  tunnel: '#/tunnel',
  devices: '#/devices',
  diagnose: '#/diagnose',
  diagnoseNow: '#/diagnose/now',
  events: '#/events',
  compact: '#/compact',
  /** Says what a switch to that profile would stop and start, and asks. */
  switchTo: (profileId: string) => `#/settings/switch:${encode(profileId)}`,
  event: (seq: number) => `#/events/${seq}`,
  rule: (id: string) => `#/forwarding/${encode(id)}`,
  bond: (id: string) => `#/bonding/${encode(id)}`,
  receiver: (id: string) => `#/bonding/receiver/${encode(id)}`,
  folder: (id: string) => `#/sync/${encode(id)}`,
  /** By the device, or the tube that a code has made. */
  tube: (party: string) => `#/tunnel/${encode(party)}`,
} as const

/** Where that is shown what an event is about; the list of events if nothing more is known. */
export function pathOfEvent(
  { source, ruleId, bondId, folderId, tubeId, peerId }: HawserEvent,
  receivers: Pick<Settings['receivers'][number], 'id'>[],
): string {
  if (ruleId !== undefined) return pagePaths.rule(ruleId)
  if (bondId !== undefined)
    return receivers.some(({ id }) => id === bondId) ? pagePaths.receiver(bondId) : pagePaths.bond(bondId)
  if (folderId !== undefined) return pagePaths.folder(folderId)
  if (source === 'tunnel' && (peerId || tubeId)) return pagePaths.tube(peerId || tubeId!)
  if (source === 'transfer') return pagePaths.transfer
  if (source === 'diagnose') return pagePaths.diagnose
  return peerId === undefined ? pagePaths.events : pagePaths.devices
}

/** Whether who looks at the page `shown` sees how it is with what the page `path` is about. */
export function shows(shown: string, path: string): boolean {
  const area = (hash: string) => hash.split('/')[1] ?? ''
  return ['', 'events'].includes(area(shown)) || area(shown) === area(path)
}
