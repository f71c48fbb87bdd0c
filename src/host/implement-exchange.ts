import type { exchangeCalls } from '../contract/exchange.ts'
import type { hostContract } from '../contract/host.ts'
import type { Server } from '../contract/procedure.ts'
import type { EventLog } from './events.ts'
import type { SettingsExchange } from './settings/exchange.ts'

export interface ExchangeParts {
  exchange: SettingsExchange
  events: EventLog
}

/** The part of the contract that is about single settings, files of settings, and profiles. */
export function implementExchange({
  exchange,
  events,
}: ExchangeParts): Pick<Server<typeof hostContract>, keyof typeof exchangeCalls> {
  const tell = (code: string, text: string) =>
    events.add('host', { at: Date.now(), level: 'info', code, text })

  return {
    changeSettings: async ({ values }) => ({ before: await exchange.changeSingle(values) }),

    exportSettings: ({ passphrase }) => exchange.export(passphrase),
    previewSettings: (input) => exchange.preview(input),
    async importSettings(input) {
      const undoId = await exchange.import(input)
      tell('settings-imported', 'Settings were imported from a file.')
      return { undoId }
    },
    async undoSettings({ undoId }) {
      const undone = await exchange.undo(undoId)
      tell('settings-undone', `Undone: ${undone.what}.`)
      return undone
    },
    lastExchange: async () => ({ last: await exchange.last() }),

    saveProfile: ({ name, id }) => exchange.saveProfile(name, id),
    renameProfile: ({ id, name }) => exchange.renameProfile(id, name),
    removeProfile: async ({ id }) => ({ undoId: await exchange.removeProfile(id) }),
    previewProfile: ({ id }) => exchange.previewProfile(id),
    async switchProfile({ id, saveFirst }) {
      const { undoId, name } = await exchange.switchProfile(id, saveFirst)
      tell('profile-switched', `Switched to the profile "${name}".`)
      return { undoId }
    },
    exportProfile: ({ id, passphrase }) => exchange.exportProfile(id, passphrase),
  }
}
