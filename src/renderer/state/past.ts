import type { Series, SeriesKind } from '../../contract/history.ts'
import type { Columns } from './series.ts'
import type { HostClient } from './session.ts'

/** Where the host keeps the past of something: one with its parts, or (`each`) any number as wholes side by side. */
export type Kept = { kind: SeriesKind; ids: readonly string[]; each?: true }

/** Times in ms since the Unix epoch. */
export type Stretch = { from: number; to: number; points?: number }

/** A column of the page, such as `bitrate wwan0`: the figure, and the part or the id that it is of. */
const figureOf = (column: string): string => column.split(' ', 1)[0]!

/**
 * What the host remembers, as the page keeps it: a column for each figure, named with the part it is of unless that is the
 * whole, or with the id where they stand side by side.
 */
export async function askPast<C extends string>(
  client: Pick<HostClient, 'series'>,
  { kind, ids, each }: Kept,
  { from, to, points }: Stretch,
  wanted?: readonly C[],
  signal?: AbortSignal,
): Promise<Columns<C>> {
  if (ids.length === 0) return { at: [], columns: {} as Columns<C>['columns'] }
  const columns = wanted && [...new Set(wanted.map(figureOf))]
  const { series } = await client.series(
    { kind, ids: [...ids], from, to, ...(points && { points }), ...(columns && { columns }) },
    signal,
  )
  return each ? columnsOfEach(series) : columnsOf(series[0]!)
}

/** One subject with all its parts. */
export function columnsOf<C extends string>({ at, parts }: Pick<Series, 'at' | 'parts'>): Columns<C> {
  const columns: Record<string, readonly (number | null)[]> = {}
  for (const { id, columns: values } of parts)
    for (const [name, column] of Object.entries(values)) columns[id === '' ? name : `${name} ${id}`] = column
  return { at, columns: columns as Columns<C>['columns'] }
}

/** Several subjects as wholes. Those that are known for a shorter time began later: their ends meet. */
export function columnsOfEach<C extends string>(all: readonly Series[]): Columns<C> {
  const at = all.reduce<readonly number[]>((most, one) => (one.at.length > most.length ? one.at : most), [])
  const columns: Record<string, readonly (number | null)[]> = {}
  for (const { id, at: own, parts } of all) {
    const missing = new Array<null>(at.length - own.length).fill(null)
    for (const [name, column] of Object.entries(parts.find((part) => part.id === '')?.columns ?? {}))
      columns[`${name} ${id}`] = [...missing, ...column]
  }
  return { at, columns: columns as Columns<C>['columns'] }
}

/** As charts want them: times in seconds, then the values of each wanted column; null where nothing is known. */
export function forChart<C extends string>(
  { at, columns }: Columns<C>,
  names: readonly C[],
): [number[], ...(number | null)[][]] {
  return [at.map((time) => time / 1000), ...names.map((name) => [...(columns[name] ?? at.map(() => null))])]
}
