import { host } from '../state/session.ts'
import { slow, useSlow } from '../state/store.ts'
import { hostAccess } from './client/host-access.ts'
import { WindowTransfers } from './client/window-transfers.ts'
import type { TransferClient } from './client.ts'
import { SessionEngine } from './engine.ts'

/** The engine of this window's transfers. */
export const openTransferClient = (): TransferClient =>
  new WindowTransfers(
    new SessionEngine(),
    hostAccess(host, (changed) => useSlow.subscribe(changed)),
    () => slow().devices?.self?.name ?? '',
  )
