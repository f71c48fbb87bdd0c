import { isDeepStrictEqual } from 'node:util'
import { settingLeaves, valueAt } from '../../contract/catalogue/index.ts'
import type { SettingsDifference, SettingsNoun, SettingsPart } from '../../contract/exchange.ts'
import type { Settings } from '../../contract/settings.ts'
import { masked } from './secrets.ts'

/** Which part each of the settings belongs to. */
export const partOf: Readonly<Record<Exclude<keyof Settings, 'version'>, SettingsPart>> = {
  preferences: 'preferences',
  rules: 'rules',
  bonds: 'bonds',
  receivers: 'bonds',
  tunnel: 'tunnel',
  folders: 'folders',
  pausedFolders: 'folders',
  peers: 'devices',
  deviceName: 'devices',
  sync: 'sync',
  transfer: 'transfer',
  diagnose: 'diagnose',
  observe: 'observe',
  profiles: 'profiles',
  activeProfile: 'profiles',
}

type Entry = { id: string; name?: string }
interface List {
  path: string
  noun: SettingsNoun
  read(settings: Settings): readonly Entry[]
  nameOf(entry: Entry): string
}

const named = ({ name, id }: Entry) => name ?? id
const lists: readonly List[] = [
  { path: 'rules', noun: 'rule', read: ({ rules }) => rules, nameOf: named },
  { path: 'bonds', noun: 'bond', read: ({ bonds }) => bonds, nameOf: named },
  { path: 'receivers', noun: 'receiver', read: ({ receivers }) => receivers, nameOf: named },
  { path: 'tunnel.ways', noun: 'way', read: ({ tunnel }) => tunnel.ways, nameOf: named },
  {
    path: 'tunnel.allow',
    noun: 'allow',
    read: ({ tunnel }) => tunnel.allow,
    nameOf: (entry) => (entry as Settings['tunnel']['allow'][number]).target,
  },
  { path: 'folders', noun: 'folder', read: ({ folders }) => folders, nameOf: named },
  { path: 'peers', noun: 'device', read: ({ peers }) => peers, nameOf: named },
  { path: 'profiles', noun: 'profile', read: ({ profiles }) => profiles, nameOf: named },
]

const partAt = (path: string): SettingsPart =>
  partOf[path.split('.')[0] as Exclude<keyof Settings, 'version'>]

/** Everything that is otherwise in `after`. */
export function differencesOf(before: Settings, after: Settings): SettingsDifference[] {
  const shown = { before: masked(before), after: masked(after) }
  return [
    ...lists.flatMap((list) => entriesThatDiffer(list, before, after, shown)),
    ...settingsThatDiffer(before, after, shown),
  ]
}

type Shown = { before: Settings; after: Settings }

function entriesThatDiffer(
  { path, noun, read, nameOf }: List,
  before: Settings,
  after: Settings,
  shown: Shown,
): SettingsDifference[] {
  const [old, fresh] = [read(before), read(after)]
  if (old === fresh) return []
  const part = partAt(path)
  const known = new Map(old.map((entry) => [entry.id, entry]))
  const kept = new Set(fresh.map(({ id }) => id))
  const byId = (settings: Settings) => new Map(read(settings).map((entry) => [entry.id, entry]))
  const [shownOld, shownFresh] = [byId(shown.before), byId(shown.after)]
  const found: SettingsDifference[] = []
  for (const entry of fresh) {
    const twin = known.get(entry.id)
    if (twin === undefined) found.push({ part, kind: 'added', noun, name: nameOf(entry), fields: [] })
    else if (!isDeepStrictEqual(twin, entry))
      found.push({
        part,
        kind: 'changed',
        noun,
        name: nameOf(entry),
        // What a profile holds would be a list of its own.
        fields:
          noun === 'profile'
            ? []
            : fieldsThatDiffer(twin, entry, shownOld.get(entry.id), shownFresh.get(entry.id)),
      })
  }
  for (const entry of old)
    if (!kept.has(entry.id)) found.push({ part, kind: 'removed', noun, name: nameOf(entry), fields: [] })
  return found
}

function settingsThatDiffer(before: Settings, after: Settings, shown: Shown): SettingsDifference[] {
  // Which profile is in use follows from what is done.
  const listed = new Set([...lists.map(({ path }) => path), 'activeProfile'])
  return [...settingLeaves().keys()]
    .filter((path) => !path.includes('[]') && !listed.has(path))
    .filter((path) => !isDeepStrictEqual(valueAt(before, path), valueAt(after, path)))
    .map((path) => ({
      part: partAt(path),
      kind: 'changed',
      noun: 'setting',
      name: path,
      fields: [{ path, from: textOf(valueAt(shown.before, path)), to: textOf(valueAt(shown.after, path)) }],
    }))
}

const mostFields = 20

function fieldsThatDiffer(from: object, to: object, shownFrom: object = {}, shownTo: object = {}) {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])]
  return names
    .filter((name) => !isDeepStrictEqual(valueAt(from, name), valueAt(to, name)))
    .slice(0, mostFields)
    .map((path) => ({
      path,
      from: textOf(valueAt(shownFrom, path)),
      to: textOf(valueAt(shownTo, path)),
    }))
}

const longest = 160

/** A value for people: an address as `host:port`, anything else as JSON, cut where it is long. */
function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return cut(value)
  if (typeof value === 'object' && 'host' in value && 'port' in value) return `${value.host}:${value.port}`
  return cut(JSON.stringify(value))
}
const cut = (text: string) => (text.length > longest ? `${text.slice(0, longest)}…` : text)
