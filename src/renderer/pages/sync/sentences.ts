import type { Conflict, Folder, FolderSnapshot, Verifying } from '../../../contract/sync.ts'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { peerLooks } from '../../components/sync-looks.ts'
import { formatBytes, formatCount, formatMoment, formatSpan } from '../../format.ts'
import type { FolderView, PeerView } from '../../state/folder-view.ts'

export type Verdict = { level: 'good' | 'warning' | 'bad' | 'quiet'; text: string; evidence: string[] }

const levels: Record<FolderView['state'], Verdict['level']> = {
  idle: 'good',
  syncing: 'good',
  scanning: 'quiet',
  waiting: 'warning',
  missing: 'bad',
  failed: 'bad',
  paused: 'quiet',
  off: 'quiet',
}

export const modeWords: Record<Folder['mode'], string> = translated({
  both: 'Both ways',
  send: 'Send only',
  receive: 'Receive only',
})
export const modeMeanings: Record<Folder['mode'], string> = translated({
  both: 'Changes here go to the others, and theirs come here.',
  send: 'Changes here go to the others; what they change is not taken.',
  receive: 'Changes of the others come here; what is changed here is not given to them.',
})

/** What the page says of a folder: the engine's sentence, and what else somebody should see to. */
export function folderVerdict(
  folder: Pick<Folder, 'enabled'>,
  view: FolderView | undefined,
  text: string | undefined,
): Verdict {
  if (!folder.enabled) return { level: 'quiet', text: t('This folder is switched off.'), evidence: [] }
  if (view === undefined) return { level: 'quiet', text: t('Waiting for the sync engine.'), evidence: [] }
  const evidence = [
    ...(view.conflicts > 0
      ? [t('{{count}} conflicts to resolve; both sides are kept', { count: view.conflicts })]
      : []),
    ...(view.heldTotal > 0 ? [t('{{count}} files held back', { count: view.heldTotal })] : []),
  ]
  const level = levels[view.state]
  const worse = level === 'good' && view.conflicts > 0 ? 'warning' : level
  return { level: worse, text: text || view.problem || t('Nothing is known yet.'), evidence }
}

/** `4.2 GB in 212 files`, `3 removals`; empty when nothing is missing. */
export function needText({ needBytes, needFiles, needDeletes }: Need): string {
  const parts = [
    ...(needFiles > 0
      ? [t('{{needBytes}} in {{count}} files', { needBytes: formatBytes(needBytes), count: needFiles })]
      : []),
    ...(needDeletes > 0 ? [t('{{count}} removals', { count: needDeletes })] : []),
  ]
  return parts.join(', ')
}
type Need = Pick<FolderSnapshot, 'needBytes' | 'needFiles' | 'needDeletes'>

/** `4 min 10 s left`; empty when nobody knows. */
export const etaText = (etaSeconds: number): string =>
  etaSeconds < 0 ? '' : t('{{etaSeconds}} left', { etaSeconds: formatSpan(etaSeconds * 1000) })

/** How the folder is found by the others: the dot's title. */
export function peerTitle(name: string, connected: boolean, shares: boolean, peer?: PeerView): string {
  if (!shares) return t('{{name}}: has not taken part yet', { name })
  if (connected) return t('{{name}}: connected', { name })
  return `${name}: ${peerLooks[peer?.state ?? 'offline'].word.toLowerCase()}`
}

/** What telling two sides of a conflict apart goes by. */
export interface Side {
  keep: 'current' | 'copy'
  /** As in `changed on Edit suite`. */
  whose: string
  name: string
  mtime: number
  size: number
  /** The file was removed; only the other side has something. */
  gone: boolean
  newer: boolean
  larger: boolean
}

/** Both sides of a conflict, with what differs between them. */
export function sidesOf(conflict: Conflict, deviceName: string): [current: Side, copy: Side] {
  const { mtime, copyMtime, size, copySize } = conflict
  return [
    {
      keep: 'current',
      whose: mtime === 0 ? t('No file: it was removed') : t('The file in place'),
      name: conflict.path,
      mtime,
      size,
      gone: mtime === 0,
      newer: mtime > copyMtime,
      larger: size > copySize,
    },
    {
      keep: 'copy',
      whose: t('The copy kept beside it, changed on {{deviceName}}', { deviceName }),
      name: conflict.copy,
      mtime: copyMtime,
      size: copySize,
      gone: false,
      newer: mtime > 0 && copyMtime > mtime,
      larger: mtime > 0 && copySize > size,
    },
  ]
}

/** What becomes of the side that is not kept. Also where a folder keeps no bin, what people put there is kept for a day. */
export const binText = ({ keepDays }: Pick<Folder, 'keepDays'>): string =>
  t('goes to the bin, from where it can be restored for {{count}} days', { count: Math.max(1, keepDays) })

/** What choosing a side does, on every device, in one sentence. */
export function outcome(
  keep: 'current' | 'copy' | 'both',
  [current, copy]: readonly [Side, Side],
  folder: Pick<Folder, 'keepDays'>,
  now: number,
): string {
  const tell = ({ mtime, size }: Side) => `${formatMoment(mtime, now)}, ${formatBytes(size)}`
  switch (keep) {
    case 'current':
      if (current.gone)
        return t('The file stays removed. The copy ({{copy}}) {{folder}}.', {
          copy: tell(copy),
          folder: binText(folder),
        })
      return t('The file in place ({{current}}) stays. The copy ({{copy}}) {{folder}}.', {
        current: tell(current),
        copy: tell(copy),
        folder: binText(folder),
      })
    case 'copy':
      if (current.gone)
        return t('The copy ({{copy}}) takes the name of the file that was removed.', { copy: tell(copy) })
      return t(
        'The copy ({{copy}}) takes the name of the file. What is in place now ({{current}}) {{folder}}.',
        { copy: tell(copy), current: tell(current), folder: binText(folder) },
      )
    case 'both':
      return t(
        'Nothing is replaced or removed. Both stay as two files; the copy gets a name of its own, such as "name (2)".',
      )
  }
}

/** How much is here in whole percent; what is not whole is never called 100. */
export const progressText = (part: number): string =>
  `${part >= 1 ? 100 : Math.min(99, Math.floor(part * 100))}\u00a0%`

/** `12 345 of 1 000 000 files looked at`. */
export const scanText = ({ scanned, totalFiles }: Pick<FolderSnapshot, 'scanned' | 'totalFiles'>): string =>
  totalFiles >= scanned && totalFiles > 0
    ? t('{{scanned}} of {{count}} files looked at', { scanned: formatCount(scanned), count: totalFiles })
    : t('{{count}} files looked at', { count: scanned })

/** `1 200 of 8 420 files read, 4.10 GB of 31.7 GB`, and what is damaged. */
export function verifyingText({ files, totalFiles, bytes, totalBytes, damaged }: Verifying): string {
  const read = t('{{files}} of {{count}} files read, {{bytes}} of {{totalBytes}}', {
    files: formatCount(files),
    count: totalFiles,
    bytes: formatBytes(bytes),
    totalBytes: formatBytes(totalBytes),
  })
  return damaged > 0
    ? t('{{read}}; {{damaged}} damaged so far', { read, damaged: formatCount(damaged) })
    : read
}

/** 0…1; reading takes its time by bytes. */
export const verifyingPart = ({ files, totalFiles, bytes, totalBytes }: Verifying): number =>
  totalBytes > 0 ? bytes / totalBytes : totalFiles > 0 ? files / totalFiles : 0
