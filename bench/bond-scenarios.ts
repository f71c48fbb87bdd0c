// What is lost of a stream over failing uplinks, in simulated time: npm run bench -- bond-scenarios
import { bondScenarios, threeLinks } from '../tests/support/bond-scenarios.ts'
import { classicOptions, enhancedOptions, simulateBond } from '../tests/support/bond-simulator.ts'
import type { Goal, Report, Row } from './forward/table.ts'
import type { BenchOptions } from './forward.ts'

/** Lost after SRT's latency, what the bond sent again, and what full queues dropped; percent of the stream's packets. */
export async function bondScenarioTable({ quick, progress }: BenchOptions): Promise<Report> {
  const seeds = quick ? 1 : 5
  const rows: Row[] = []
  const goals: Goal[] = []
  for (const scenario of [threeLinks, ...bondScenarios]) {
    progress(scenario.name)
    const lost: Record<string, number> = {}
    for (const [peer, options] of Object.entries({ classic: classicOptions, enhanced: enhancedOptions })) {
      const sums = { packets: 0, lost: 0, again: 0, overflows: 0 }
      for (let seed = 1; seed <= seeds; seed++) {
        const bond = simulateBond(scenario, options, seed)
        sums.packets += bond.packets
        sums.lost += bond.lost
        sums.again += bond.sender.counters.retransmits
        sums.overflows += bond.overflows.reduce((sum, count) => sum + count, 0)
      }
      const percent = (count: number) => (100 * count) / sums.packets
      lost[peer] = percent(sums.lost)
      rows.push({
        measure: `${scenario.name}: ${scenario.mbits} Mbit/s over ${scenario.links.map(({ mbits }) => mbits).join(' + ')}, latency ${scenario.latencyMs ?? 2000} ms`,
        peer,
        values: {
          'lost %': percent(sums.lost),
          'sent again %': percent(sums.again),
          'dropped by queues %': percent(sums.overflows),
        },
      })
    }
    goals.push({
      text: `${scenario.name}: % lost, enhanced`,
      value: lost['enhanced']!,
      limit: lost['classic']!,
      better: 'less',
    })
  }
  return { rows, goals }
}
