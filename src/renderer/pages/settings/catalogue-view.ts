import type { TextProblem } from '../../../contract/catalogue/checks.ts'
import {
  type EditedAt,
  findRow,
  isSingle,
  leafOf,
  rowsOf,
  type SettingGroup,
  type SettingRow,
  settingGroups,
  settingRows,
  valueAt,
} from '../../../contract/catalogue/index.ts'
import { fieldText } from '../../../contract/catalogue/text.ts'
import type { Settings } from '../../../contract/settings.ts'
import { t } from '../../../language/t.ts'
import { formatCount } from '../../format.ts'

/** Rows that can be put back to their default from this page: those with a field, and lists that have an editor of their own. */
const isResettable = (row: SettingRow): boolean => isSingle(row) || (row.at?.endsWith('-settings') ?? false)

/** Whether it is otherwise than by default. */
export function isChanged(settings: Settings, row: SettingRow): boolean {
  if (!isResettable(row) || row.inner) return false
  const value = valueAt(settings, row.path) ?? null
  return JSON.stringify(value) !== JSON.stringify(leafOf(row.path).default ?? null)
}

export const changedPaths = (settings: Settings): string[] =>
  settingRows.filter((row) => isChanged(settings, row)).map(({ path }) => path)

/** A group with the rows of it that are looked for. */
export interface ShownGroup {
  group: SettingGroup
  rows: readonly SettingRow[]
  entries: readonly { title: string; at: EditedAt; rows: readonly SettingRow[] }[]
}

/** Groups with what every word of the query is found in; without a query all of it. Empty groups are left out. */
export function shownGroups(settings: Settings, query: string, onlyChanged: boolean): ShownGroup[] {
  const asked = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  const fits = (group: SettingGroup, title: string) => (row: SettingRow) => {
    if (onlyChanged && !isChanged(settings, row)) return false
    if (asked.length === 0) return true
    const text = textsOf(row, group, title).join('\n').toLowerCase()
    return asked.every((word) => text.includes(word))
  }
  return settingGroups
    .map((group) => ({
      group,
      rows: group.rows.filter(fits(group, '')),
      entries: (group.entries ?? [])
        .map(({ title, at, rows }) => ({ title, at, rows: rows.filter(fits(group, title)) }))
        .filter(({ rows }) => rows.length > 0),
    }))
    .filter(({ rows, entries }) => rows.length + entries.length > 0)
}

/** All that a row can be found by, in English and in the language that is spoken. */
function textsOf(row: SettingRow, group: SettingGroup, title: string): string[] {
  const { path, name, does, why, words = {} } = row
  const texts = [name, does, why, group.title, title, ...Object.values(words)].filter((text) => text !== '')
  return [path, ...texts, ...texts.map((text) => t(text))]
}

/** The group that a path or its own name leads to. */
export const groupOf = (setting: string): SettingGroup | undefined =>
  settingGroups.find((group) => group.id === setting || rowsOf(group).some(({ path }) => path === setting))

/** A value in words: `On`, `20 Mbit/s`, `No limit`. */
export function valueWords(path: string, value: unknown): string {
  const { none, unit, words } = findRow(path) ?? {}
  const { control } = leafOf(path)
  const isNothing =
    value === undefined ||
    value === null ||
    value === '' ||
    (value === 0 && none !== undefined) ||
    (Array.isArray(value) && value.length === 0)
  if (isNothing && none !== undefined) return t(none)
  if (control === 'switch') return value ? t('On', { context: 'state' }) : t('Off', { context: 'state' })
  if (control === 'choice') return t(words?.[String(value)] ?? String(value))
  if (isNothing) return t('None', { context: 'value' })
  if (Array.isArray(value)) {
    const texts = value.every((each) => typeof each === 'string')
    return texts && value.length > 0 && value.length < 4
      ? value.join(', ')
      : t('{{count}} entries', { count: value.length })
  }
  const text = control === 'number' ? numberWords(path, value) : fieldText(path, value)
  return unit && unit.word !== '' ? `${text}\u00a0${unit.word}` : text
}

function numberWords(path: string, value: unknown): string {
  const text = fieldText(path, value)
  return /^\d{5,}$/.test(text) ? formatCount(Number(text)) : text
}

/** What is wrong with what was typed. */
export function problemWords(problem: TextProblem, unit: string): string {
  const withUnit = (limit: number) => (unit === '' ? String(limit) : `${limit}\u00a0${unit}`)
  switch (problem.kind) {
    case 'number':
      return t('Write a number.')
    case 'whole':
      return t('Write a whole number.')
    case 'min':
      return t('At least {{limit}}.', { limit: withUnit(problem.limit) })
    case 'max':
      return t('At most {{limit}}.', { limit: withUnit(problem.limit) })
    case 'endpoint':
      return t('Write an address and a port, such as 0.0.0.0:8741.')
    case 'server':
      return t('"{{server}}" is no name or address of a server.', { server: problem.server })
    case 'other':
      return t(problem.message)
  }
}
