import { isAbsolute } from 'node:path'
import type { hostContract } from '../contract/host.ts'
import type { Server } from '../contract/procedure.ts'
import type { transferCalls } from '../contract/transfer.ts'
import { Fault } from '../wire/fault.ts'
import type { EventLog } from './events.ts'
import type { HostParts } from './implementation.ts'
import type { Watching } from './observe/watching.ts'
import type { Rendezvous } from './rendezvous/rendezvous.ts'
import type { SettingsFile } from './settings-file.ts'
import { transferEvent } from './transfers/transfer-events.ts'
import type { Transfers } from './transfers/transfers.ts'

export interface TransferParts {
  settings: SettingsFile
  transfers: Transfers
  rendezvous: Rendezvous
  events: EventLog
  watching: Pick<Watching, 'transferEnded'>
  applySettings: HostParts['applySettings']
}

/** The part of the contract that is about transfers. */
export function implementTransfer({
  settings,
  transfers,
  rendezvous,
  events,
  watching,
  applySettings,
}: TransferParts): Pick<Server<typeof hostContract>, keyof typeof transferCalls> {
  const { history, disk } = transfers
  return {
    ...rendezvous,

    async setTransfer(fields) {
      if (fields.saveTo && !isAbsolute(fields.saveTo))
        throw new Fault('invalid', `${fields.saveTo} is no whole path such as /home/me/Downloads.`)
      const { transfer } = await settings.change((old) => ({
        ...old,
        transfer: { ...old.transfer, ...fields },
      }))
      // Tunnels go by the same servers.
      await applySettings('tunnel')
      return transfer
    },

    receivingFolder: ({ folder }) => transfers.folder(folder),
    async openDisk({ folder: wanted }) {
      const { folder } = await transfers.folder(wanted)
      return { ticket: disk.ticket(folder), folder }
    },

    async *transferHistory(_, signal) {
      for await (const records of history.latest.watch(signal)) yield { records }
    },
    recordTransfer(record) {
      history.add(record)
      const event = transferEvent(record, Date.now())
      if (event === undefined) return
      events.add('transfer', event)
      watching.transferEnded(record)
    },
    forgetTransfers: ({ ids }) => history.forget(ids),
    showTransfer: async ({ id }) => ({ shown: await transfers.show(id) }),
  }
}
