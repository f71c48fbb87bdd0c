// What a tunnel costs, part by part: npm run bench -- tunnel [--only codec|rate|round-trip|stalled|memory|far]
import type { Report } from './forward/table.ts'
import type { BenchOptions } from './forward.ts'
import { far } from './tunnel/far.ts'
import { memory } from './tunnel/memory.ts'
import { rate } from './tunnel/rate.ts'
import { roundTrip } from './tunnel/round-trip.ts'
import { stalled } from './tunnel/stalled.ts'
import { tunnelCodec } from './tunnel-codec.ts'

const parts: Record<string, (options: BenchOptions) => Promise<Report>> = {
  codec: tunnelCodec,
  rate,
  'round-trip': roundTrip,
  stalled,
  memory,
  far,
}

export async function tunnel(options: BenchOptions): Promise<Report> {
  const report: Report = { rows: [], goals: [] }
  for (const [name, measure] of Object.entries(parts)) {
    if (options.only !== undefined && options.only !== name) continue
    const { rows, goals } = await measure(options)
    report.rows.push(...rows)
    report.goals.push(...goals)
  }
  return report
}
