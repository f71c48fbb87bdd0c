// Folders kept equal: Hawser beside Syncthing, rsync and plain copies over TLS, in the same rounds. Needs Linux and root.
import type { Report } from './forward/table.ts'
import type { BenchOptions } from './forward.ts'
import { changedFile } from './sync/delta.ts'
import { farAway } from './sync/far.ts'
import { gigabit } from './sync/gigabit.ts'
import { oneLargeFile } from './sync/loopback.ts'
import type { MeasureOptions } from './sync/measures.ts'
import { memory } from './sync/memory.ts'
import { manySmallFiles, oneSmallFile } from './sync/small-files.ts'
import { syncContent } from './sync-content.ts'
import { syncTransport } from './sync-transport.ts'

/** The measures that `--only` may name. */
const measures: Record<string, (options: MeasureOptions & BenchOptions) => Promise<Report>> = {
  link: gigabit,
  loopback: oneLargeFile,
  delta: changedFile,
  latency: oneSmallFile,
  many: manySmallFiles,
  requests: (options) => syncTransport({ ...options, only: 'latency' }),
  connections: (options) => syncTransport({ ...options, only: 'many' }),
  memory,
  far: farAway,
  content: (options) => syncContent({ ...options, only: 'pipeline' }),
}

export async function sync(options: BenchOptions): Promise<Report> {
  const rounds = options.rounds ?? (options.quick ? 1 : 3)
  const report: Report = { rows: [], goals: [] }
  for (const [name, measure] of Object.entries(measures)) {
    if (options.only !== undefined && !options.only.split(',').includes(name)) continue
    const { rows, goals } = await measure({ ...options, rounds })
    report.rows.push(...rows)
    report.goals.push(...goals)
  }
  return report
}
