import type { HawserEvent } from '../../../src/contract/events.ts'
import { deviceIdOf } from './devices.ts'

type Told = Pick<HawserEvent, 'level' | 'code' | 'text'> & {
  minutes: number
  folderId?: string
  peerId?: string
}

/** What happened around the folders before the page was opened. */
export const seedSyncEvents = (): Told[] => [
  { minutes: 134, level: 'info', code: 'engine-started', text: 'The sync engine started.' },
  {
    minutes: 133.9,
    level: 'info',
    code: 'peer-connected',
    text: 'Edit suite is connected by the local network.',
    peerId: deviceIdOf('edit'),
  },
  {
    minutes: 66,
    level: 'warning',
    code: 'sync-conflict',
    text: 'Graphics: show/rundown.xlsx was changed here and on Edit suite at once; both are kept.',
    folderId: 'graphics-1',
    peerId: deviceIdOf('edit'),
  },
  {
    minutes: 31,
    level: 'error',
    code: 'folder-missing',
    text: 'Camera card B: /media/CARD_B is not there any more. Nothing counts as deleted.',
    folderId: 'card-b01',
  },
  {
    minutes: 22,
    level: 'error',
    code: 'disk-full',
    text: 'LUTs and presets: there is no room left on the disk.',
    folderId: 'luts-pre',
  },
  {
    minutes: 3.6,
    level: 'warning',
    code: 'peer-unreachable',
    text: 'OB van does not answer; it is tried again in half a minute.',
    peerId: deviceIdOf('van'),
  },
  {
    minutes: 1.2,
    level: 'info',
    code: 'sync-began',
    text: 'Rushes day 12: 212 files arrive from Edit suite.',
    folderId: 'rushes-12',
    peerId: deviceIdOf('edit'),
  },
]
