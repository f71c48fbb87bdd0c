import type { hostContract } from '../../../src/contract/host.ts'
import type { Server } from '../../../src/contract/procedure.ts'
import {
  type TransferRecord,
  type TransferSettings,
  type transferCalls,
  transferSettingsSchema,
} from '../../../src/contract/transfer.ts'
import { Latest } from '../../../src/host/latest.ts'
import { noRendezvous } from '../../../src/host/rendezvous/rendezvous.ts'
import { Fault } from '../../../src/wire/index.ts'

type TransferCalls = Pick<Server<typeof hostContract>, keyof typeof transferCalls>

const folder = '/home/operator/Downloads'

/** Transfers of a host without engines: settings and history, nobody to talk to, and no disk. */
export class FakeTransfers {
  readonly calls: TransferCalls
  readonly #changed: () => void
  readonly #records: Latest<TransferRecord[]>
  readonly #noFolder: boolean
  settings: TransferSettings = transferSettingsSchema.parse({})

  constructor(records: TransferRecord[], noFolder: boolean, changed: () => void) {
    this.#records = new Latest(records)
    this.#noFolder = noFolder
    this.#changed = changed
    this.calls = this.#implement()
  }

  #implement(): TransferCalls {
    const records = this.#records
    return {
      ...noRendezvous,
      setTransfer: (fields) => {
        this.settings = { ...this.settings, ...fields }
        this.#changed()
        return this.settings
      },
      receivingFolder: ({ folder: wanted }) => {
        const chosen = wanted || this.settings.saveTo || folder
        if (!chosen.startsWith('/'))
          throw new Fault('invalid', `${chosen} is no whole path such as ${folder}.`)
        if (this.#noFolder && chosen === folder)
          throw new Fault(
            'folder-read-only',
            `${folder} cannot be written to. Choose another folder in the transfer settings.`,
          )
        return { folder: chosen, freeBytes: chosen.includes('full') ? 2e9 : 412e9 }
      },
      openDisk: () => Promise.reject(new Fault('folder-read-only', 'This host has no disk.')),
      async *transferHistory(_, signal) {
        for await (const each of records.watch(signal)) yield { records: each }
      },
      recordTransfer: (record) =>
        records.set([record, ...records.value.filter(({ id }) => id !== record.id)]),
      forgetTransfers: ({ ids }) => records.set(records.value.filter(({ id }) => !ids.includes(id))),
      showTransfer: () => ({ shown: false }),
    }
  }
}
