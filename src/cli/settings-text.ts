import { problemText } from '../contract/catalogue/checks.ts'
import { findRow, isSingle, leafOf, settingRows, valueAt } from '../contract/catalogue/index.ts'
import { fieldText, parseField } from '../contract/catalogue/text.ts'
import type { SettingsPreview } from '../contract/exchange.ts'
import type { Settings } from '../contract/settings.ts'
import { Fault } from '../wire/fault.ts'
import { parseDuration, parseRate } from './quantities.ts'
import { textTable } from './text-table.ts'

/** A setting with its value, for `list --json`. */
export interface ListedSetting {
  path: string
  name: string
  value: unknown
  default: unknown
  changed: boolean
  does: string
  why: string
}

/** Every setting that can be changed by itself. */
export function listedSettings(settings: Settings): ListedSetting[] {
  return settingRows.filter(isSingle).map(({ path, name, does, why }) => {
    const value = valueAt(settings, path) ?? null
    const byDefault = leafOf(path).default ?? null
    const changed = JSON.stringify(value) !== JSON.stringify(byDefault)
    return { path, name, value, default: byDefault, changed, does, why }
  })
}

/** A value as `set` takes it. */
export function valueText(path: string, value: unknown): string {
  const { unit } = findRow(path) ?? {}
  const { control, nullable } = leafOf(path)
  if (value === null || value === undefined) return nullable || control === 'text' ? '-' : ''
  if (control === 'switch') return value ? 'on' : 'off'
  const text = fieldText(path, value).replaceAll('\n', ',')
  if (text === '') return '-'
  return unit && unit.word !== '' ? `${text} ${unit.word}` : text
}

export const settingsTable = (listed: readonly ListedSetting[]): string =>
  textTable([
    ['', 'SETTING', 'VALUE', 'DEFAULT'],
    ...listed.map(({ path, value, default: byDefault, changed }) => [
      changed ? '*' : '',
      path,
      valueText(path, value),
      changed ? valueText(path, byDefault) : '',
    ]),
  ])

/** Throws `setting-unknown`. */
export function requireSetting(path: string) {
  const row = findRow(path)
  if (row === undefined || path.includes('[]'))
    throw new Fault('setting-unknown', `There is no setting called "${path}"; see "hawser settings list".`)
  return row
}

/** What was typed after `set PATH`. `-` is nothing. Throws `setting-unknown`, `invalid`. */
export function typedValue(path: string, typed: string): unknown {
  const { unit } = requireSetting(path)
  const text = typed === '-' ? '' : typed
  const bare = withoutUnit(text, unit)
  const parsed = parseField(path, bare)
  if ('value' in parsed) return parsed.value
  throw new Fault('invalid', `${path}: ${problemText(parsed.problem, unit?.word ?? '')}`, { path })
}

/** `20Mbit`, `5s` and the like come in the unit of the row. */
function withoutUnit(text: string, unit: ReturnType<typeof requireSetting>['unit']): string {
  if (unit === undefined || /^[\d.,\s]*$/.test(text)) return text
  if (unit.word === 'Mbit/s') return String(parseRate(text.replace(/\/s$/, '')) / unit.factor)
  if (unit.word === 's' || unit.word === 'ms')
    return String(parseDuration(text) / (unit.word === 's' ? 1000 : 1))
  return text.endsWith(unit.word) ? text.slice(0, -unit.word.length) : text
}

const signs = { added: '+', changed: '~', removed: '-' } as const

/** What would become of it, for a terminal. */
export function previewText({
  differences,
  differencesTotal,
  effects,
  effectsTotal,
  warnings,
}: SettingsPreview): string {
  if (differencesTotal === 0) return 'Nothing would change.'
  const lines = [
    ...warnings.map((warning) => `! ${warning}`),
    ...differences.map(({ kind, noun, name, fields }) => {
      const [only] = fields
      if (noun === 'setting' && only) return `~ ${name}: ${only.from || '-'} -> ${only.to || '-'}`
      const what = fields.length > 0 ? ` (${fields.map(({ path }) => path).join(', ')})` : ''
      return `${signs[kind]} ${noun} "${name}"${what}`
    }),
    ...more(differencesTotal - differences.length),
    ...effects.map(
      ({ does, noun, name, busy }) => `  ${does}s: ${noun} "${name}"${busy && `, in use: ${busy}`}`,
    ),
    ...more(effectsTotal - effects.length),
  ]
  return lines.join('\n')
}

const more = (count: number) => (count > 0 ? [`  and ${count} more`] : [])
