import { bulk } from './forward/bulk.ts'
import { cameras, stuckViewers } from './forward/cameras.ts'
import { idle } from './forward/idle.ts'
import { restart } from './forward/restart.ts'
import { roundTrip } from './forward/round-trip.ts'
import type { Report } from './forward/table.ts'

export interface BenchOptions {
  quick: boolean
  /** How often everything is measured, where the subject lets it be chosen. */
  rounds?: number | undefined
  /** Only the measure of that name. */
  only: string | undefined
  /** A program to compare with, where the subject has such. */
  peer: string | undefined
  progress(text: string): void
}

/** The TCP forwarder beside haproxy, nginx and socat, in one run with the same load. */
export async function forward({ quick, only, progress }: BenchOptions): Promise<Report> {
  const rounds = quick ? 1 : 3
  const measures: Record<string, () => Promise<Report>> = {
    bulk: () => bulk({ rounds, seconds: quick ? 1 : 2 }),
    'round-trip': () => roundTrip({ rounds, count: quick ? 4000 : 20_000 }),
    cameras: () => cameras({ rounds, seconds: quick ? 4 : 10 }),
    stuck: () => stuckViewers({ rounds, seconds: 5 }),
    restart: () => restart({ rounds }),
    idle,
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
