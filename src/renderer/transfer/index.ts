import { Fault } from '../../wire/index.ts'
import type { ClientState, TransferClient } from './client.ts'

const nothing: ClientState = { sessions: [], offers: [], texts: [] }
const absent = () => Promise.reject(new Fault('closed', 'Transfers are not available in this window.'))

/** The engine of this window's transfers. */
export const openTransferClient = (): TransferClient => ({
  state: () => nothing,
  subscribe: () => () => {},
  set() {},
  send: absent,
  join: absent,
  pasteOffer: absent,
  pasteAnswer: absent,
  accept: absent,
  decline() {},
  pause() {},
  cancel() {},
  prefer() {},
  sendText: absent,
  test: absent,
  end() {},
  dismiss() {},
  networkChanged() {},
  manifest: () => undefined,
  picked: () => undefined,
})
