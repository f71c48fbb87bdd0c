import type { SeriesTable } from './series.ts'

/** What all tables have in common, whatever they are of. */
export type Table = Pick<SeriesTable<never>, 'keep' | 'ended' | 'leftOut'>
