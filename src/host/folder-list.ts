import { isAbsolute, relative, resolve, sep } from 'node:path'
import type { RuleProblem } from '../contract/rule.ts'
import type { Settings } from '../contract/settings.ts'
import { type Folder, type FolderChange, folderSchema } from '../contract/sync.ts'
import { Fault } from '../wire/fault.ts'
import { entryList } from './entry-list.ts'

/** A folder as it is checked: what is not stored yet may have no id. */
export type FolderDraft = Omit<Folder, 'id'> & { id?: string | undefined }

/** Everything wrong with a folder among these settings that can be told without looking at the disk. */
export function checkFolder(
  folder: FolderDraft,
  settings: Pick<Settings, 'folders' | 'peers'>,
): RuleProblem[] {
  return [...checkPath(folder, settings.folders), ...checkPeers(folder, settings.peers)]
}

function checkPath({ id, path }: FolderDraft, folders: readonly Folder[]): RuleProblem[] {
  if (!isAbsolute(path))
    return [problem('path', 'error', 'invalid', 'Write the whole path, from the root on.')]
  for (const other of folders) {
    if (other.id === id) continue
    if (resolve(other.path) === resolve(path))
      return [problem('path', 'error', 'folder-overlap', `"${other.name}" is this folder already.`)]
    if (isWithin(path, other.path))
      return [problem('path', 'error', 'folder-overlap', `This folder lies in "${other.name}".`)]
    if (isWithin(other.path, path))
      return [problem('path', 'error', 'folder-overlap', `"${other.name}" lies in this folder.`)]
  }
  return []
}

function checkPeers({ peers }: FolderDraft, known: Settings['peers']): RuleProblem[] {
  if (peers.length === 0)
    return [problem('peers', 'warning', 'peer-unknown', 'It is shared with no device yet.')]
  return peers.some((id) => !known.some((peer) => peer.id === id))
    ? [problem('peers', 'error', 'peer-unknown', 'It names a device that is not paired.')]
    : []
}

function isWithin(inner: string, outer: string): boolean {
  const way = relative(resolve(outer), resolve(inner))
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

const problem = (path: string, level: RuleProblem['level'], code: string, message: string): RuleProblem => ({
  path,
  level,
  code,
  message,
})

const list = entryList<Folder, FolderChange>({
  noun: 'folder',
  limit: 1000,
  unknownCode: 'folder-unknown',
  schema: folderSchema,
  check: checkFolder,
  read: ({ folders }) => folders,
  write: (settings, folders) => ({ ...settings, folders }),
})

export const folderList: typeof list = {
  ...list,
  /** The id may be that of a folder of other devices, hence of one that is here already. */
  add(settings, folder, machine) {
    const known = settings.folders.find(({ id }) => id === folder.id)
    if (known) throw new Fault('folder-overlap', `"${known.name}" is this folder already, at ${known.path}.`)
    return list.add(settings, folder, machine)
  },
}
