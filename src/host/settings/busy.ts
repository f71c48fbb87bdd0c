import type { Telemetry } from '../../contract/host.ts'
import type { BusyOf } from './effects.ts'

const count = (number: number, noun: string) =>
  number === 0 ? '' : `${number} ${noun}${number === 1 ? '' : 's'}`
const megabits = (bytesPerSecond: number) => `${((bytesPerSecond * 8) / 1e6).toFixed(1)} Mbit/s`

/** What the engines told last of what flows. */
export const busyBy =
  ({ forward, bond, sync, tunnel }: Telemetry): BusyOf =>
  (noun, id) => {
    switch (noun) {
      case 'rule': {
        const at = forward?.ids.indexOf(id) ?? -1
        return at < 0 ? '' : count(forward?.columns.connections?.[at] ?? 0, 'connection')
      }
      case 'bond': {
        const bitrate = bond?.bonds.find((each) => each.id === id)?.bitrate ?? 0
        return bitrate > 0 ? megabits(bitrate) : ''
      }
      case 'receiver':
        return count(bond?.receivers.find((each) => each.id === id)?.groupsTotal ?? 0, 'sender')
      case 'way':
        return count(tunnel?.ways.find((each) => each.id === id)?.connections ?? 0, 'connection')
      case 'folder':
        return sync?.folders.find((each) => each.id === id)?.state === 'syncing' ? 'files under way' : ''
      default:
        return ''
    }
  }
