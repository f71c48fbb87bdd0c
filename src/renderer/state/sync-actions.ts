import type { Folder, FolderChange, SyncSettings } from '../../contract/sync.ts'
import { t } from '../../language/t.ts'
import { newFolderDraft, offerDraft } from '../pages/sync/folder-draft.ts'
import { attempt } from './failure.ts'
import type { FolderOffer } from './folder-view.ts'
import { host } from './session.ts'
import { findFolder, findPeer, slow } from './store.ts'
import { newEditor, setUi, toast } from './ui.ts'

export const addFolder = (peers: readonly string[] = []) => newEditor('folder', newFolderDraft(peers))

/** One that is here already, with other devices, has its place: it is shared with this device too. */
export async function takePart(offer: FolderOffer): Promise<void> {
  const folder = findFolder(offer.id)
  if (folder === undefined) return newEditor('folder', offerDraft(offer))
  const changed = await changeFolder(folder.id, { peers: [...folder.peers, offer.peer] })
  if (changed)
    toast({
      kind: 'done',
      text: t('"{{name}}" is shared with {{device}} too.', {
        name: folder.name,
        device: findPeer(offer.peer)?.name ?? t('that device'),
      }),
    })
}

export const editFolder = (id: string) => setUi({ editor: { kind: 'folder', mode: 'edit', id } })
export const editSync = () => setUi({ editor: { kind: 'sync', mode: 'edit', id: 'sync' } })

export const changeFolder = (id: string, change: FolderChange) =>
  attempt(t('Not changed.'), () => host().changeFolder({ id, change }))
export const changeSync = (change: Partial<SyncSettings>) =>
  attempt(t('Not saved.'), () => host().setSync(change))

export const pauseFolders = (folderIds: string[], paused: boolean) =>
  attempt(paused ? t('Not paused.') : t('Not resumed.'), async () => {
    await host().pauseFolders({ folderIds, paused })
    return true
  })

/** Every folder that is switched on. */
export async function pauseAllFolders(paused: boolean): Promise<void> {
  const ids = (slow().folders ?? []).filter(({ enabled }) => enabled).map(({ id }) => id)
  if (ids.length === 0) return
  if (await pauseFolders(ids, paused))
    toast({
      kind: 'done',
      text: paused
        ? t('{{count}} folders paused.', { count: ids.length })
        : t('{{count}} folders resumed.', { count: ids.length }),
    })
}

export async function rescan(folderIds: string[]): Promise<void> {
  const done = await attempt(t('Not looked through.'), async () => {
    await host().rescan({ folderIds })
    return true
  })
  const what =
    folderIds.length === 1
      ? `"${findFolder(folderIds[0]!)?.name}"`
      : t('{{count}} folders', { count: folderIds.length })
  if (done) toast({ kind: 'done', text: t('Looking through {{what}} again.', { what }) })
}

/** The files stay where they are; undoing adds the folder again as it was. */
export async function removeFolder(id: string): Promise<boolean> {
  const folder = findFolder(id)
  if (folder === undefined) return false
  const done = await attempt(t('Not removed.'), async () => {
    await host().removeFolders({ ids: [id] })
    return true
  })
  if (!done) return false
  toast({
    kind: 'done',
    text: t('"{{name}}" is no longer synced here. Its files stay where they are.', { name: folder.name }),
    undo: { label: t('Undo'), run: () => void restore(folder) },
  })
  return true
}
const restore = (folder: Folder) =>
  attempt(t('Not undone.'), async () => {
    await host().addFolder({ folder })
  })

/** What was changed in a folder that only receives gives way to what the others have. */
export async function revertFolder({ id, name }: Folder): Promise<boolean> {
  const result = await attempt(t('Not reverted.'), () => host().revertFolder({ folderId: id }))
  if (result === undefined) return false
  const { remove, fetch, left } = result
  const done = t('{{count}} files of "{{name}}" become what the others have.', {
    count: remove + fetch,
    name,
  })
  toast({
    kind: 'done',
    text: done + (left > 0 ? ` ${t('{{left}} stay: no device has them at the moment.', { left })}` : ''),
  })
  return true
}

/** What others changed in a folder that only sends gives way to what is here. */
export async function overrideFolder({ id, name }: Folder): Promise<boolean> {
  const result = await attempt(t('Nothing was done.'), () => host().overrideFolder({ folderId: id }))
  if (result === undefined) return false
  const { files, left } = result
  const done = t('{{count}} files of "{{name}}" hold everywhere as here.', { count: files, name })
  toast({
    kind: 'done',
    text: done + (left > 0 ? ` ${t('{{left}} cannot be read here and stay as they are.', { left })}` : ''),
  })
  return true
}

/** Who began it is told what was found so far. */
export const stopVerifying = (folderId: string) =>
  attempt(t('Not stopped.'), () => host().stopVerifying({ folderId }))

export const verifyFolder = (folderId: string) => setUi({ folderDialog: { ask: 'verify', folderId } })
export const dryRun = (folderId: string) => setUi({ folderDialog: { ask: 'dry-run', folderId } })
