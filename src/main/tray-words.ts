import type { Bond, BondState, Receiver, ReceiverSnapshot } from '../contract/bond.ts'
import type { RuleState } from '../contract/forward.ts'
import type { WindowTransfer } from '../contract/shell.ts'
import type { FolderState } from '../contract/sync.ts'
import type { WayStatus } from '../contract/tunnel.ts'
import { t } from '../language/t.ts'

/** How bad a state is: 0 well, 1 somebody should look, 2 it does not work. */
export type Badness = 0 | 1 | 2
/** A state in words, as they follow a name and a colon; empty where the name is enough. */
export type Said = readonly [words: () => string, badness?: Badness]

const nothing = () => ''

export const ruleWords: Readonly<Record<RuleState, Said>> = {
  off: [nothing],
  starting: [() => t('starting')],
  ready: [() => t('ready')],
  active: [() => t('active')],
  holding: [() => t('the target is away'), 1],
  slow: [() => t('somebody cannot keep up'), 1],
  failed: [() => t('failed'), 2],
}

export const bondWords: Readonly<Record<BondState, Said>> = {
  off: [nothing],
  starting: [() => t('starting')],
  registering: [() => t('registering')],
  ready: [() => t('ready')],
  live: [() => t('live')],
  degraded: [() => t('live, a link is in trouble'), 1],
  down: [() => t('down'), 2],
  failed: [() => t('failed'), 2],
}

export const receiverWords: Readonly<Record<ReceiverSnapshot['state'], Said>> = {
  off: bondWords.off,
  starting: bondWords.starting,
  ready: bondWords.ready,
  live: bondWords.live,
  failed: bondWords.failed,
}

export const folderWords: Readonly<Record<FolderState, Said>> = {
  off: [nothing],
  paused: [() => t('paused')],
  scanning: [() => t('being looked through')],
  idle: [() => t('equal')],
  syncing: [() => t('syncing')],
  // Devices that are away are no trouble by themselves.
  waiting: [() => t('waits for a device')],
  missing: [() => t('the folder is missing'), 2],
  failed: [() => t('failed'), 2],
}

export const wayWords: Readonly<Record<WayStatus['state'], Said>> = {
  off: [nothing],
  waiting: [() => t('waits for the tunnel')],
  starting: [() => t('starting')],
  listening: [() => t('listening')],
  failed: [() => t('failed'), 2],
}

export const transferWords: Readonly<Record<WindowTransfer['state'], Said>> = {
  waiting: [() => t('waits its turn')],
  moving: [nothing],
  paused: [() => t('paused')],
  lost: [() => t('the connection is lost'), 1],
}

/** What is on or off, with its state if it is on. */
export function labelOf(
  { name, enabled }: Pick<Bond | Receiver, 'name' | 'enabled'>,
  said: Said | undefined,
) {
  const words = enabled && said ? said[0]() : ''
  return words === '' ? name : `${name}: ${words}`
}
