import { randomBytes } from 'node:crypto'
import type { hostContract } from '../contract/host.ts'
import type { Server } from '../contract/procedure.ts'
import type { Settings } from '../contract/settings.ts'
import type { Folder, syncCalls } from '../contract/sync.ts'
import { thisMachine } from './addresses.ts'
import { checkWith } from './engine-checks.ts'
import { checkFolder, folderList } from './folder-list.ts'
import type { HostParts } from './implementation.ts'

type Calls = keyof typeof syncCalls | 'setSync' | 'addFolder' | 'changeFolder' | 'removeFolders'

/** Folders that are gone are paused no more. */
function pausedAfter(
  { folders, pausedFolders }: Settings,
  { folderIds, paused }: { folderIds: string[]; paused: boolean },
): string[] {
  const isPaused = (id: string) => (folderIds.includes(id) ? paused : pausedFolders.includes(id))
  return folders.map(({ id }) => id).filter(isPaused)
}

const newFolderId = () => randomBytes(9).toString('base64url')

/** The part of the contract that is about synced folders. */
export function implementSync(parts: HostParts): Pick<Server<typeof hostContract>, Calls> {
  const { settings, applySettings, syncs } = parts

  async function change(next: (old: Settings) => Settings): Promise<Settings> {
    const changed = await settings.change(next)
    await applySettings('sync')
    return changed
  }

  return {
    async setSync(fields) {
      const { sync } = await change((old) => ({ ...old, sync: { ...old.sync, ...fields } }))
      return sync
    },
    async addFolder({ folder: input }) {
      const folder: Folder = { ...input, id: input.id ?? newFolderId() }
      await change((old) => folderList.add(old, folder, thisMachine()))
      return folder
    },
    async changeFolder({ id, change: fields }) {
      const { folders } = await change((old) => folderList.change(old, id, fields, thisMachine()))
      return folders.find((folder) => folder.id === id)!
    },
    async removeFolders({ ids }) {
      await change((old) => folderList.remove(old, ids))
    },
    checkFolder({ folder, id }) {
      const problems = checkFolder({ ...folder, id }, settings.latest.value)
      return checkWith(problems, () =>
        syncs.engine.ask((client) => client.checkFolder(id ? { folder, id } : { folder })),
      )
    },

    rescan: (input) => syncs.engine.ask((client) => client.rescan(input)),
    async pauseFolders(input) {
      const changed = await settings.change((old) => ({ ...old, pausedFolders: pausedAfter(old, input) }))
      await syncs.pause(changed.pausedFolders, input)
    },
    verifyFolder: (input, signal) => syncs.engine.ask((client) => client.verifyFolder(input, signal)),
    stopVerifying: (input) => syncs.engine.ask((client) => client.stopVerifying(input)),
    dryRun: (input) => syncs.engine.ask((client) => client.dryRun(input)),
    differences: (input) => syncs.engine.ask((client) => client.differences(input)),
    revertFolder: (input) => syncs.engine.ask((client) => client.revertFolder(input)),
    overrideFolder: (input) => syncs.engine.ask((client) => client.overrideFolder(input)),
    conflicts: (input) => syncs.engine.ask((client) => client.conflicts(input)),
    resolveConflict: (input) => syncs.engine.ask((client) => client.resolveConflict(input)),
    versions: (input) => syncs.engine.ask((client) => client.versions(input)),
    restoreVersion: (input) => syncs.engine.ask((client) => client.restoreVersion(input)),
    browse: (input) => syncs.engine.ask((client) => client.browse(input)),
  }
}
