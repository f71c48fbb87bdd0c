import {
  type Folder,
  type FolderInput,
  folderInputSchema,
  folderSettingsSchema,
} from '../../../contract/sync.ts'
import { t } from '../../../language/t.ts'
import { type DraftProblem, fieldFinder } from '../../forms/problems.ts'
import { limitText, parseNumber } from '../../forms/text.ts'
import type { FolderOffer } from '../../state/folder-view.ts'

/** A folder as it is being typed: lists one a line, times in seconds and minutes. */
export interface FolderDraft {
  /** The id of the offer that is taken part in; empty for a folder of one's own. */
  offerId: string
  name: string
  enabled: boolean
  path: string
  mode: Folder['mode']
  peers: readonly string[]
  ignore: string
  selected: string
  watch: boolean
  rescan: string
  quiet: string
  symlinks: Folder['symlinks']
  keepDays: string
  keepVersions: string
}
export type FolderField = keyof FolderDraft

const defaults = folderSettingsSchema.parse({ name: 'new', path: 'new' })

/** The fields for a stored folder. */
export const toFolderDraft = (folder: Omit<Folder, 'id'>): FolderDraft => ({
  offerId: '',
  name: folder.name,
  enabled: folder.enabled,
  path: folder.path,
  mode: folder.mode,
  peers: folder.peers,
  ignore: folder.ignore.join('\n'),
  selected: folder.selected.join('\n'),
  watch: folder.watch,
  rescan: String(folder.rescanMinutes),
  quiet: String(folder.quietMs / 1000),
  symlinks: folder.symlinks,
  keepDays: String(folder.keepDays),
  keepVersions: String(folder.keepVersions),
})

/** An empty form: only what cannot be guessed is left to type. */
export const newFolderDraft = (peers: readonly string[]): FolderDraft => ({
  ...toFolderDraft(defaults),
  name: '',
  path: '',
  peers,
})

/** A form for a folder that another device shares: only the place is left to type. */
export const offerDraft = ({ id, name, peer }: FolderOffer): FolderDraft => ({
  ...newFolderDraft([peer]),
  offerId: id,
  name,
})

/** What the name is when none is typed: the last part of the path. */
export const folderNameFor = ({ name, path }: Pick<FolderDraft, 'name' | 'path'>): string =>
  name.trim() ||
  (path
    .trim()
    .replace(/[/\\]+$/, '')
    .split(/[/\\]/)
    .at(-1) ??
    '')

/** One pattern or path a line. Commas and blanks may be part of them; a line's end is not. */
const entries = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** `/…`, `C:\…`, `\\server\share`. */
const absolute = /^(\/|[A-Za-z]:[/\\]|\\\\)/

/** The folder that the fields describe, or what is wrong with each of them. */
export function parseFolderDraft(draft: FolderDraft): {
  input: FolderInput | undefined
  problems: DraftProblem<FolderField>[]
} {
  const problems: DraftProblem<FolderField>[] = []
  const wrong = (field: FolderField, message: string) => problems.push({ field, level: 'error', message })
  const number = (field: 'rescan' | 'quiet' | 'keepDays' | 'keepVersions', factor = 1) => {
    const value = parseNumber(draft[field])
    if (!Number.isFinite(value)) wrong(field, t('Write a number.'))
    return Number.isFinite(value) ? Math.round(value * factor) : 1
  }
  const path = draft.path.trim()
  if (path !== '' && !absolute.test(path))
    wrong('path', t('Write the whole path, from the root or drive on.'))
  const input = {
    ...(draft.offerId !== '' && { id: draft.offerId }),
    name: folderNameFor(draft),
    enabled: draft.enabled,
    path,
    mode: draft.mode,
    peers: [...draft.peers],
    ignore: entries(draft.ignore),
    selected: entries(draft.selected).map((line) => line.replace(/^\/+|\/+$/g, '')),
    watch: draft.watch,
    rescanMinutes: number('rescan'),
    quietMs: number('quiet', 1000),
    symlinks: draft.symlinks,
    keepDays: number('keepDays'),
    keepVersions: number('keepVersions'),
  }
  for (const { path: at, message } of folderInputSchema.safeParse(input).error?.issues ?? []) {
    const field = folderFieldOf(at.join('.'))
    // Without a path there is no name either, and one problem is enough.
    if (field === 'name' && draft.name.trim() === '') continue
    if (!problems.some((known) => known.field === field))
      wrong(field, limitText(message, field === 'quiet' ? 1000 : 1))
  }
  return { input: problems.length === 0 ? input : undefined, problems }
}

/** The field that shows a problem with `path` of a folder. */
export const folderFieldOf = fieldFinder<FolderField>(defaults, {
  id: 'offerId',
  rescanMinutes: 'rescan',
  quietMs: 'quiet',
})
