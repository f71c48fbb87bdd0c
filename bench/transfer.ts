import type { Report } from './forward/table.ts'
import type { BenchOptions } from './forward.ts'
import { disk, memory, smallFiles } from './transfer/disk-to-disk.ts'
import type { MeasureOptions } from './transfer/measure.ts'
import { far, fresh, snippet, steady } from './transfer/memory-to-memory.ts'
import { pageTasks } from './transfer/page-tasks.ts'

const measures: Record<string, (options: MeasureOptions) => Promise<Report>> = {
  fresh,
  steady,
  disk,
  far,
  snippet,
  memory,
  page: pageTasks,
  small: smallFiles,
}

/** Transfers between two pages of a real browser, beside plain data channels in the same run. */
export async function transfer({
  quick,
  rounds = quick ? 1 : 3,
  only,
  progress,
}: BenchOptions): Promise<Report> {
  const report: Report = { rows: [], goals: [] }
  for (const [name, measure] of Object.entries(measures)) {
    if (only !== undefined && only !== name) continue
    progress(name)
    const { rows, goals } = await measure({ rounds, quick })
    report.rows.push(...rows)
    report.goals.push(...goals)
  }
  return report
}
