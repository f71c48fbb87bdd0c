import { allOfThem } from '../../../src/contract/history.ts'
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
import { noise, wave } from './noise.ts'

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

  /** All transfers of this machine, or a session with four lanes. */
  rowsAt(id: string, at: number): Map<string, Record<string, number>> {
    const busy = Math.max(0, wave(at, 3, 7_200_000))
    const downRate = 9e6 * busy * (0.9 + 0.2 * noise(at, 2))
    const upRate = 4e6 * busy
    const whole = { downRate, upRate, rate: downRate + upRate, bottleneck: 1, score: 80 }
    const lane = { rate: whole.rate / 4, rttMs: 24 + 4 * noise(at, 5), inFlight: 9e5, window: 1.1e6 }
    const lanes = id === allOfThem ? [] : ['0', '1', '2', '3']
    return new Map([['', whole], ...lanes.map((one) => [one, lane] as [string, Record<string, number>])])
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
