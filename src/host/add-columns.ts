import type { DatabaseSync } from 'node:sqlite'

/** Columns that came later are added to a table that is there already. */
export function addColumns(
  database: DatabaseSync,
  table: string,
  columns: readonly (readonly [name: string, type: string])[],
): void {
  const there = columnsOf(database, table)
  for (const [name, type] of columns)
    if (!there.has(name)) database.exec(`ALTER TABLE ${table} ADD COLUMN "${name}" ${type}`)
}

/** The names of a table's columns; none of one that there is not. */
export const columnsOf = (database: DatabaseSync, table: string): Set<string> =>
  new Set(
    database
      .prepare(`PRAGMA table_info(${table})`)
      .all()
      .map(({ name }) => String(name)),
  )
