import { t } from './t.ts'

/**
 * A table whose texts are said in the language that is spoken when they are read: those of the named fields, however deep
 * they lie; without names every text of the table. Written once, where a module is loaded.
 */
export function translated<T extends object>(table: T, ...fields: readonly string[]): T {
  for (const [name, value] of Object.entries(table)) {
    if (typeof value === 'string') {
      const said = value !== '' && (fields.length === 0 || fields.includes(name))
      if (said) Object.defineProperty(table, name, { get: () => t(value), enumerable: true })
    } else if (isTable(value)) translated(value, ...fields)
  }
  return table
}

const isTable = (value: unknown): value is object =>
  Array.isArray(value) ||
  (typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype &&
    !('$$typeof' in value))
