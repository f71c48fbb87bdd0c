import type { DatabaseSync } from 'node:sqlite'
import { type SeriesKind, seriesKinds } from '../contract/history.ts'
import { addColumns, columnsOf } from './add-columns.ts'
import { columnSets } from './columns.ts'

/** A row for each subject and minute in which something flowed, with a column for each figure of its kind. */
export const minuteTable = (kind: SeriesKind): string => `minutes_${kind}`

/** A minute at ten samples a second: what rows stand for that were written before their samples were counted. */
const usualSamples = 600

/**
 * Makes the tables of minutes: `subjects` gives each part of each subject a number, `runs` are the minutes from which
 * to which Hawser ran, and there is a table for each kind. Those of older versions are taken over.
 */
export function prepareMinuteTables(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE IF NOT EXISTS subjects (
      key INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, part TEXT NOT NULL, UNIQUE (kind, id, part)
    );
    CREATE TABLE IF NOT EXISTS runs (began INTEGER PRIMARY KEY, ended INTEGER NOT NULL);`)
  if (columnsOf(database, 'minutes').has('rule')) takeOver(database)
  for (const kind of seriesKinds) {
    const table = minuteTable(kind)
    database.exec(`
      CREATE TABLE IF NOT EXISTS ${table} (
        subject INTEGER NOT NULL, minute INTEGER NOT NULL, PRIMARY KEY (subject, minute)
      ) WITHOUT ROWID`)
    addColumns(database, table, [
      ['samples', `INTEGER NOT NULL DEFAULT ${usualSamples}`],
      ...columnSets[kind].names.map((name) => [name, 'REAL NOT NULL DEFAULT 0'] as const),
    ])
  }
}

/** Version 1 had minutes of rules alone, in `minutes`, with their numbers in `rules`. */
function takeOver(database: DatabaseSync): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    const table = minuteTable('rule')
    const isFirst =
      columnsOf(database, table).size === 0 && database.prepare('SELECT 1 FROM subjects').get() === undefined
    if (isFirst)
      // Nothing is copied: there may be millions of rows.
      database.exec(`
        INSERT INTO subjects (key, kind, id, part) SELECT key, 'rule', id, '' FROM rules;
        ALTER TABLE minutes RENAME TO ${table};
        ALTER TABLE ${table} RENAME COLUMN rule TO subject;
        DROP TABLE rules;`)
    else addTo(database, table)
    database.exec('COMMIT')
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

/** An older version ran again after a newer one. */
function addTo(database: DatabaseSync, table: string): void {
  const known = columnsOf(database, table)
  const columns = [...columnsOf(database, 'minutes')].filter((name) => name !== 'rule' && known.has(name))
  const list = columns.map((name) => `"${name}"`).join(', ')
  database.exec(`
    INSERT OR IGNORE INTO subjects (kind, id, part) SELECT 'rule', id, '' FROM rules;
    INSERT OR IGNORE INTO ${table} (subject, ${list})
      SELECT subjects.key, ${columns.map((name) => `minutes."${name}"`).join(', ')}
      FROM minutes JOIN rules ON rules.key = minutes.rule
      JOIN subjects ON subjects.kind = 'rule' AND subjects.id = rules.id AND subjects.part = '';
    DROP TABLE minutes;
    DROP TABLE rules;`)
}
