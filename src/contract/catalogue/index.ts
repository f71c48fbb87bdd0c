import { bonding } from './bonding.ts'
import { forwarding } from './forwarding.ts'
import { appearance, desktop, devices } from './general.ts'
import { type Leaf, settingLeaves } from './leaves.ts'
import type { SettingGroup, SettingRow } from './row.ts'
import { sync } from './sync.ts'
import { transfer } from './transfer.ts'
import { tunnel } from './tunnel.ts'
import { diagnose, monitoring } from './watching.ts'

export { type Control, type Leaf, settingLeaves } from './leaves.ts'
export type { EditedAt, SettingGroup, SettingRow, Unit } from './row.ts'

/** Everything that has a default, with the reason, in the order in which people are shown it. */
export const settingGroups: readonly SettingGroup[] = [
  appearance,
  desktop,
  forwarding,
  bonding,
  sync,
  transfer,
  tunnel,
  diagnose,
  monitoring,
  devices,
]

/** The rows of a group, those about new entries of lists too. */
export const rowsOf = ({ rows, entries = [] }: SettingGroup): readonly SettingRow[] => [
  ...rows,
  ...entries.flatMap((each) => each.rows),
]

export const settingRows: readonly SettingRow[] = settingGroups.flatMap(rowsOf)

const byPath = new Map(settingRows.map((row) => [row.path, row]))
export const findRow = (path: string): SettingRow | undefined => byPath.get(path)

/** Whether there is one value of it that can be changed by itself, with a field or `hawser settings set`. */
export const isSingle = ({ path, at }: SettingRow): boolean => at === undefined && !path.includes('[]')

/** What the schema says of a row. Throws for a path that there is none of. */
export function leafOf(path: string): Leaf {
  const leaf = settingLeaves().get(path)
  if (leaf === undefined) throw new RangeError(`There is no setting called ${path}.`)
  return leaf
}

/** The value at a path such as `sync.upload`, or undefined. */
export function valueAt(settings: object, path: string): unknown {
  let value: unknown = settings
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Record<string, unknown>)[name]
  }
  return value
}

/** The settings with another value at a path; undefined takes it away. What is not on the path stays the same object. */
export function withValueAt<T extends object>(settings: T, path: string, value: unknown): T {
  const [name = '', ...rest] = path.split('.')
  const fields = settings as Record<string, unknown>
  if (rest.length > 0)
    return { ...settings, [name]: withValueAt((fields[name] ?? {}) as object, rest.join('.'), value) }
  if (value !== undefined) return { ...settings, [name]: value }
  const { [name]: _, ...others } = fields
  return others as T
}
