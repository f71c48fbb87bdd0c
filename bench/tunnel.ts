// What a tunnel costs, part by part: npm run bench -- tunnel [--only codec]
import type { Report } from './forward/table.ts'
import type { BenchOptions } from './forward.ts'
import { tunnelCodec } from './tunnel-codec.ts'

const parts: Record<string, (options: BenchOptions) => Promise<Report>> = { codec: tunnelCodec }

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
