import { coldStart } from './app/cold-start.ts'
import { idleHost } from './app/idle-host.ts'
import { updates } from './app/updates.ts'
import type { Report } from './forward/table.ts'
import type { BenchOptions } from './forward.ts'

/** The app itself: how soon it can be used, what showing costs, and what doing nothing costs. After `npm run build`. */
export async function app({ quick, only, rounds, progress }: BenchOptions): Promise<Report> {
  const measures: Record<string, () => Promise<Report>> = {
    cold: () => coldStart({ rounds: rounds ?? (quick ? 2 : 7), progress }),
    updates: () => updates({ seconds: quick ? 4 : 15, progress }),
    idle: () => idleHost({ seconds: quick ? 10 : 60, progress }),
  }
  const report: Report = { rows: [], goals: [] }
  for (const [name, measure] of Object.entries(measures)) {
    if (only !== undefined && only !== name) continue
    progress(name)
    const { rows, goals } = await measure()
    report.rows.push(...rows)
    report.goals.push(...goals)
  }
  return report
}
