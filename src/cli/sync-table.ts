import type { Peer } from '../contract/peers.ts'
import type { Folder, FolderSnapshot, SyncSnapshot, Verifying } from '../contract/sync.ts'
import { findNamed } from './settings-access.ts'
import { textTable } from './text-table.ts'

/** Throws `folder-unknown`, or `usage` for a name of several. */
export const folderNamed = (folders: readonly Folder[], name: string): string =>
  findNamed(folders, [name], 'folder')[0]!

export function foldersTable(
  folders: readonly Folder[],
  paired: readonly Peer[],
  { folders: now, peers }: SyncSnapshot,
): string {
  if (folders.length === 0) return 'No folders.'
  const rows = folders.map(({ id, name, path }) => {
    const state = now.find((each) => each.id === id)
    return [name, state?.state ?? 'unknown', progress(state), path, state?.text ?? '']
  })
  const table = textTable([['FOLDER', 'STATE', 'HERE', 'PATH', ''], ...rows])
  if (peers.length === 0) return table
  const devices = peers.map(({ id, state, address, rttMs, text }) => [
    paired.find((peer) => peer.id === id)?.name ?? id.slice(0, 8),
    state,
    address,
    state === 'connected' ? `${rttMs.toFixed(1)} ms` : '',
    state === 'connected' ? '' : text,
  ])
  return `${table}\n\n${textTable([['DEVICE', 'STATE', 'ADDRESS', 'RTT', ''], ...devices])}`
}

/** `87 %` */
export function progress(
  state: Pick<FolderSnapshot, 'totalBytes' | 'needBytes' | 'needFiles'> | undefined,
): string {
  if (state === undefined) return ''
  const { totalBytes, needBytes, needFiles } = state
  if (needFiles === 0) return '100 %'
  const part = totalBytes > 0 ? 1 - needBytes / totalBytes : 0
  return `${Math.min(99, Math.floor(part * 100))} %`
}

/** ` 7 %  12 of 118 files, 4.1 of 62.0 GB` */
export function verifyingText({ files, totalFiles, bytes, totalBytes, damaged }: Verifying): string {
  const [done, all] = totalBytes > 0 ? [bytes, totalBytes] : [files, totalFiles]
  const part = all > 0 ? Math.floor((done / all) * 100) : 0
  const gb = (count: number) => (count / 1e9).toFixed(1)
  const text = `${String(part).padStart(2)} %  ${files} of ${totalFiles} files, ${gb(bytes)} of ${gb(totalBytes)} GB`
  return damaged > 0 ? `${text}, ${damaged} damaged` : text
}
