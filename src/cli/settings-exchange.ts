import { hostname } from 'node:os'
import type { SettingsFileFacts, SettingsPart, SettingsPreview } from '../contract/exchange.ts'
import type { Profile, Settings } from '../contract/settings.ts'
import { thisMachine } from '../host/addresses.ts'
import { SettingsExchange } from '../host/settings/exchange.ts'
import { UndoFile } from '../host/settings/undo.ts'
import type { SettingsFile } from '../host/settings-file.ts'
import { userDataFolder } from '../host/user-data.ts'
import { version } from '../host/version.ts'
import { type HostClient, settingsOf, withSettings } from './settings-access.ts'

export interface FileInput {
  text: string
  passphrase?: string
  parts?: SettingsPart[]
}

/** What can be done with all settings and with profiles, wherever they are. Everything throws the faults of the host's contract. */
export interface SettingsWork {
  settings(): Promise<Settings>
  change(values: Record<string, unknown>): Promise<void>
  export(passphrase: string | undefined): Promise<{ text: string; secretsLeftOut: number }>
  preview(input: FileInput): Promise<SettingsPreview & { file: SettingsFileFacts }>
  import(input: FileInput): Promise<void>
  /** What was undone; undefined: there is nothing to undo. */
  undo(): Promise<{ what: string; left: number } | undefined>
  saveProfile(name: string, id: string | undefined): Promise<Profile>
  renameProfile(id: string, name: string): Promise<void>
  removeProfile(id: string): Promise<void>
  previewProfile(id: string): Promise<SettingsPreview & { unsaved: number }>
  switchProfile(id: string, saveFirst: boolean): Promise<void>
  exportProfile(id: string, passphrase: string | undefined): Promise<{ text: string; secretsLeftOut: number }>
}

/** Lets `action` work with a running Hawser, or with its settings file when none runs. */
export const withExchange = (action: (work: SettingsWork) => Promise<void>): Promise<void> =>
  withSettings(userDataFolder(), { ofHost: workOfHost, ofFile: workInFile }, action)

const secretly = (passphrase: string | undefined) => (passphrase === undefined ? {} : { passphrase })

const workOfHost = (host: HostClient): SettingsWork => ({
  settings: () => settingsOf(host),
  async change(values) {
    await host.changeSettings({ values })
  },
  export: (passphrase) => host.exportSettings(secretly(passphrase)),
  preview: (input) => host.previewSettings(input),
  async import(input) {
    await host.importSettings(input)
  },
  async undo() {
    const { last } = await host.lastExchange(undefined)
    return last ? host.undoSettings({ undoId: last.undoId }) : undefined
  },
  saveProfile: (name, id) => host.saveProfile(id === undefined ? { name } : { name, id }),
  renameProfile: (id, name) => host.renameProfile({ id, name }),
  async removeProfile(id) {
    await host.removeProfile({ id })
  },
  previewProfile: (id) => host.previewProfile({ id }),
  async switchProfile(id, saveFirst) {
    await host.switchProfile({ id, saveFirst })
  },
  exportProfile: (id, passphrase) => host.exportProfile({ id, ...secretly(passphrase) }),
})

/** Under the same checks as a host's. */
function workInFile(file: SettingsFile): SettingsWork {
  const exchange = new SettingsExchange({
    settings: file,
    undo: new UndoFile(userDataFolder(), undefined, (error) => console.error(error)),
    version,
    deviceName: () => file.latest.value.deviceName ?? hostname().split('.')[0] ?? '',
    machine: thisMachine,
    // Nothing runs.
    busyOf: () => '',
    changed: async () => {},
    now: Date.now,
  })
  return {
    settings: async () => file.latest.value,
    async change(values) {
      await exchange.changeSingle(values)
    },
    export: (passphrase) => exchange.export(passphrase),
    preview: (input) => exchange.preview(input),
    async import(input) {
      await exchange.import(input)
    },
    async undo() {
      const last = await exchange.last()
      return last ? exchange.undo(last.undoId) : undefined
    },
    saveProfile: (name, id) => exchange.saveProfile(name, id),
    renameProfile: (id, name) => exchange.renameProfile(id, name),
    async removeProfile(id) {
      await exchange.removeProfile(id)
    },
    previewProfile: async (id) => exchange.previewProfile(id),
    async switchProfile(id, saveFirst) {
      await exchange.switchProfile(id, saveFirst)
    },
    exportProfile: (id, passphrase) => exchange.exportProfile(id, passphrase),
  }
}
