import type { SeriesKind } from '../contract/history.ts'
import { columnSets, type How } from './columns.ts'
import { minuteTable } from './minute-tables.ts'

/** What stands for a figure that was not known. */
export const unknownValue = -1

const quoted = (name: string) => `"${name}"`

/** A minute that was written before, because the program ended and began again within it, is completed. */
function merged(name: string, how: How): string {
  const [old, fresh] = [quoted(name), `excluded.${quoted(name)}`]
  const mean = `(${old} * samples + ${fresh} * excluded.samples) / (samples + excluded.samples)`
  if (how === 'sum') return `${old} + ${fresh}`
  if (how === 'maximum') return `max(${old}, ${fresh})`
  return how === 'average'
    ? mean
    : `CASE WHEN ${fresh} < 0 THEN ${old} WHEN ${old} < 0 THEN ${fresh} ELSE ${mean} END`
}

/** Adds a row: subject, minute, samples, and a value for each column of the kind. */
export function insertMinute(kind: SeriesKind): string {
  const { names, hows } = columnSets[kind]
  return `
    INSERT INTO ${minuteTable(kind)} (subject, minute, samples, ${names.map(quoted).join(', ')})
    VALUES (?, ?, ?, ${names.map(() => '?').join(', ')})
    ON CONFLICT DO UPDATE SET ${names.map((name, n) => `${quoted(name)} = ${merged(name, hows[n]!)}`).join(', ')},
      samples = samples + excluded.samples`
}

/** Of several minutes: averages are told as sums, because those in which nothing flowed have no rows. */
function combined(name: string, how: How): string {
  const column = quoted(name)
  if (how === 'maximum') return `max(${column})`
  return how === 'known' ? `avg(CASE WHEN ${column} >= 0 THEN ${column} END)` : `sum(${column})`
}

/** The minutes of a subject (`?`: minutes a step, subject, first, last) as steps: number, how many rows, and the columns. */
export function selectSteps(kind: SeriesKind, columns: readonly { name: string; how: How }[]): string {
  const list = columns.map(({ name, how }) => `, ${combined(name, how)}`).join('')
  return `
    SELECT minute / CAST(? AS INTEGER) AS step, count(*)${list} FROM ${minuteTable(kind)}
    WHERE subject = ? AND minute BETWEEN ? AND ? GROUP BY step ORDER BY step`
}
