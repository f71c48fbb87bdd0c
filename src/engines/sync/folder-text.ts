import type { Folder, FolderSnapshot } from '../../contract/sync.ts'

type Facts = Pick<
  FolderSnapshot,
  | 'state'
  | 'problem'
  | 'needFiles'
  | 'needBytes'
  | 'needDeletes'
  | 'conflicts'
  | 'scanned'
  | 'heldTotal'
  | 'peers'
  | 'downRate'
  | 'differing'
> & { mode: Folder['mode'] }

const files = (count: number) => `${count} ${count === 1 ? 'file' : 'files'}`

/** `12 kB`, `3.4 GB` */
function bytesText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  let unit = 0
  let value = bytes
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`
}

/** The sentence at the top of a folder: how it goes, or what is wrong and what to do. */
export function folderText(facts: Facts): string {
  const { state, needFiles, needBytes, needDeletes, heldTotal } = facts
  switch (state) {
    case 'off':
      return 'Switched off.'
    case 'paused':
      return 'Paused.'
    case 'missing':
    case 'failed':
      return facts.problem
    case 'scanning':
      return `Looking through the folder: ${files(facts.scanned)} so far.`
    case 'syncing':
      return needFiles > 0
        ? `${files(needFiles)} (${bytesText(needBytes)}) on the way.`
        : `${files(needDeletes)} to be removed.`
    case 'waiting':
      return waitingText(facts)
    default:
  }
  const more = heldTotal > 0 ? ` ${files(heldTotal)} cannot be taken: see below.` : ''
  if (facts.differing > 0) return `${differingText(facts)}${more}`
  if (facts.conflicts > 0)
    return `Everything is in place. ${facts.conflicts} ${facts.conflicts === 1 ? 'conflict waits' : 'conflicts wait'} for you.${more}`
  if (facts.peers.length === 0) return `Shared with no device yet.${more}`
  if (facts.peers.every(({ connected }) => !connected))
    return `Everything known is in place; no other device is connected.${more}`
  const lacking = facts.peers.filter(({ connected, needFiles: lacks }) => connected && lacks > 0)
  if (lacking.length > 0)
    return `Everything is in place here; ${bytesText(lacking[0]!.needBytes)} on the way to another device.${more}`
  return `Everything is in place.${more}`
}

function differingText({ differing, mode }: Facts): string {
  const what = `${files(differing)} ${differing === 1 ? 'differs' : 'differ'}`
  return mode === 'send'
    ? `${what} on other devices; that is not taken, because this folder only sends.`
    : `${what} here; others do not get them, because this folder only receives.`
}

function waitingText({ needFiles, needBytes, needDeletes, heldTotal, peers }: Facts): string {
  const what =
    needFiles > 0 ? `${files(needFiles)} (${bytesText(needBytes)})` : `${files(needDeletes)} to be removed`
  if (heldTotal > 0) return `${what} cannot be brought in place now: see below. It is tried again.`
  if (peers.every(({ connected }) => !connected))
    return `${what} missing; no device that has them is connected.`
  return `${what} missing; no connected device has them.`
}
