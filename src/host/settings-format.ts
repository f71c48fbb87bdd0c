import type { z } from 'zod'
import { type Settings, settingsSchema, settingsVersion } from '../contract/settings.ts'
import { Fault } from '../wire/fault.ts'
import { findPlace, findSyntaxError } from './json-place.ts'

type Fields = Record<string, unknown>

/** How the text of `hawser.json` is understood. */
export interface SettingsFormat {
  version: number
  schema: z.ZodType<Settings>
  /** By version: turns the whole file of that version into one of the next. */
  migrations: Record<number, (old: Fields) => Fields>
}

export const settingsFormat: SettingsFormat = {
  version: settingsVersion,
  schema: settingsSchema,
  migrations: {},
}

export type ReadSettings = {
  settings: Settings
  /** The version the text was of. */
  version: number
  /** Names in the text that mean nothing, such as `rules.0.enabeld`. */
  unknown: string[]
}

const textLimit = 64_000_000

export const defaultSettings = (): Settings => settingsSchema.parse({ version: settingsVersion })

export const formatSettings = (settings: Settings): string => `${JSON.stringify(settings, null, 2)}\n`

/**
 * Reads the text of a settings file, migrating older versions. Throws a fault of code `settings-newer`, or of code
 * `settings-invalid` whose message names the place and the reason, also in its detail `{ line, column, path, reason }`.
 */
export function readSettings(text: string, format: SettingsFormat = settingsFormat): ReadSettings {
  const { fields, version } = readVersion(text)
  return checkSettings(fields, version, format, (path, reason, isOfText) =>
    refuse(isOfText ? text : undefined, path, reason),
  )
}

/** `isOfText`: whether the path is one of what was read; else of what migrations made of it. */
type Refuse = (path: readonly PropertyKey[], reason: string, isOfText: boolean) => Fault

/** What was read already, migrated and checked. Throws `settings-newer`, and what `refuse` makes of anything wrong. */
export function checkSettings(
  fields: Fields,
  version: number,
  format: SettingsFormat,
  refuse: Refuse,
): ReadSettings {
  if (version > format.version)
    throw new Fault(
      'settings-newer',
      `The settings were written by a newer Hawser (format ${version}; this one knows ${format.version}).`,
    )
  let current = fields
  for (let step = version; step < format.version; step++) {
    const migrate = format.migrations[step]
    if (migrate === undefined) throw refuse(['version'], `format ${version} is no longer known`, true)
    current = { ...migrate(current), version: step + 1 }
  }
  const checked = format.schema.safeParse(current)
  if (!checked.success) {
    const issue = checked.error.issues[0]
    throw refuse(issue?.path ?? [], issue?.message ?? 'invalid', version === format.version)
  }
  const settings = checked.data
  const twin = findTwin(settings)
  if (twin) throw refuse(twin.path, `another ${twin.noun} has this id`, true)
  return { settings, version, unknown: unknownNames(current, settings) }
}

/** The first entry of a list whose id another one before it has. */
function findTwin(settings: Settings): { path: PropertyKey[]; noun: string } | undefined {
  const { rules, bonds, receivers, peers, folders, tunnel, profiles } = settings
  for (const [list, noun, ...path] of [
    [rules, 'rule', 'rules'],
    [bonds, 'bond', 'bonds'],
    [receivers, 'receiver', 'receivers'],
    [peers, 'device', 'peers'],
    [folders, 'folder', 'folders'],
    [tunnel.ways, 'way', 'tunnel', 'ways'],
    [tunnel.allow, 'rule of a tunnel', 'tunnel', 'allow'],
    [profiles, 'profile', 'profiles'],
    ...profiles.flatMap(({ rules, bonds, receivers, ways, allow }, n) => [
      [rules, 'rule', 'profiles', n, 'rules'] as const,
      [bonds, 'bond', 'profiles', n, 'bonds'] as const,
      [receivers, 'receiver', 'profiles', n, 'receivers'] as const,
      [ways, 'way', 'profiles', n, 'ways'] as const,
      [allow, 'rule of a tunnel', 'profiles', n, 'allow'] as const,
    ]),
  ] as const) {
    const seen = new Set<string>()
    const twin = list.findIndex(({ id }) => seen.size === seen.add(id).size)
    if (twin >= 0) return { path: [...path, twin, 'id'], noun }
  }
  return undefined
}

/** As much of a newer file as this version understands, or undefined. */
export function readNewerSettings(
  text: string,
  format: SettingsFormat = settingsFormat,
): Settings | undefined {
  const checked = format.schema.safeParse({ ...readVersion(text).fields, version: format.version })
  return checked.success ? checked.data : undefined
}

function readVersion(text: string): { fields: Fields; version: number } {
  if (text.length > textLimit) throw refuse(undefined, [], 'the file is larger than 64 MB')
  const value = parse(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refuse(text, [], 'expected an object')
  const fields = value as Fields
  const { version } = fields
  if (!Number.isSafeInteger(version) || (version as number) < 1)
    throw refuse(text, ['version'], 'the version is missing or not a whole number')
  return { fields, version: version as number }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const found = findSyntaxError(text)
    const { line = 1, column = 1, reason = 'it cannot be read' } = found ?? {}
    throw new Fault('settings-invalid', `hawser.json, line ${line}, column ${column}: ${reason}.`, {
      line,
      column,
      path: '',
      reason,
    })
  }
}

function refuse(text: string | undefined, path: readonly PropertyKey[], reason: string): Fault {
  const place = text === undefined ? undefined : findPlace(text, path)
  const name = path.map(String).join('.')
  const where = [place && `line ${place.line}, column ${place.column}`, name && `"${name}"`].filter(Boolean)
  return new Fault('settings-invalid', `hawser.json, ${where.join(', ') || 'the whole'}: ${reason}`, {
    ...place,
    path: name,
    reason,
  })
}

/** What was in the text and did not survive the schema. */
function unknownNames(raw: unknown, kept: unknown, at = ''): string[] {
  if (typeof raw !== 'object' || raw === null || typeof kept !== 'object' || kept === null) return []
  return Object.keys(raw).flatMap((key) =>
    Object.hasOwn(kept, key)
      ? unknownNames((raw as Fields)[key], (kept as Fields)[key], `${at}${key}.`)
      : [`${at}${key}`],
  )
}
