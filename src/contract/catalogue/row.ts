/** A number as people write it: what is stored, divided by `factor`. */
export interface Unit {
  word: string
  factor: number
}

export const seconds: Unit = { word: 's', factor: 1000 }
export const milliseconds: Unit = { word: 'ms', factor: 1 }
export const megabits: Unit = { word: 'Mbit/s', factor: 125_000 }
export const plain = (word: string): Unit => ({ word, factor: 1 })

/** Where settings are changed that do not fit into a field. */
export type EditedAt =
  | 'forwarding'
  | 'bonding'
  | 'sync'
  | 'tunnel'
  | 'devices'
  | 'profiles'
  | 'sync-settings'
  | 'transfer-settings'
  | 'diagnose-settings'

/** One setting, as people are told of it. What may be entered, and the default, its schema says. */
export interface SettingRow {
  path: string
  name: string
  /** What it does. */
  does: string
  /** Why the default is what it is. */
  why: string
  unit?: Unit
  /** What the choices are called. */
  words?: Readonly<Record<string, string>>
  /** What nothing, or 0, stands for. */
  none?: string
  /** A list whose lines may hold commas, such as paths. */
  holdsCommas?: true
  /** It is changed there, not in the table. */
  at?: EditedAt
  /** Holds from the next start on. */
  fromStart?: true
  /** Of the desktop app alone. */
  desktop?: true
  /** Remembered by Hawser itself; nobody needs to set it. */
  inner?: true
}

/** Rows about one matter. */
export interface SettingGroup {
  id: string
  title: string
  note: string
  rows: readonly SettingRow[]
  /** What new entries of a list begin with. */
  entries?: readonly { title: string; at: EditedAt; rows: readonly SettingRow[] }[]
}
