import type { TransferClient } from '../transfer/client.ts'
import { openTransferClient } from '../transfer/index.ts'
import { inElectron, onHostMachine } from './link.ts'
import { live } from './live.ts'
import { onNews, slow, useSlow } from './store.ts'
import { noticeTransfers } from './transfer-notices.ts'

let client: TransferClient | undefined

/** The engine of this window's transfers. */
export function transfers(): TransferClient {
  client ??= openTransferClient()
  return client
}

/** Another engine may have been put in place before the page began. */
const given = () => (window as { hawserTransfers?: TransferClient }).hawserTransfers

/** Shows what the engine does from now on, and gives it the settings. */
export function runTransfers(): void {
  const engine = given() ?? openTransferClient()
  client = engine
  const take = () => live.transfers.take(engine.state())
  take()
  engine.subscribe(take)
  let settings = slow().transfer
  if (settings) engine.set(settings)
  useSlow.subscribe(({ transfer }) => {
    if (transfer === undefined || transfer === settings) return
    settings = transfer
    engine.set(transfer)
  })
  noticeTransfers()
  addEventListener('online', () => engine.networkChanged())
  // A browser says nothing when it goes from one network to another; the host does, of the machine that it runs on.
  if (onHostMachine())
    onNews(({ code }) => {
      if (code === 'network-changed' || code === 'machine-awake') engine.networkChanged()
    })
  // What is under way ends with the page; a browser asks first. Electron would just not close.
  if (inElectron()) return
  addEventListener('beforeunload', (event) => {
    if (slow().sessions.some(({ transfers }) => transfers.some(({ state }) => state === 'moving')))
      event.preventDefault()
  })
}
