// What is lost of a stream over failing uplinks, in simulated time: npm run bench -- bond-scenarios
import { bondScenarios, threeLinks } from '../tests/support/bond-scenarios.ts'
import { classicOptions, enhancedOptions, simulateBond } from '../tests/support/bond-simulator.ts'
import type { Goal, Report, Row } from './forward/table.ts'
import type { BenchOptions } from './forward.ts'

/** Lost after SRT's latency, sent again by the bond, dropped by full queues; percent of the stream's packets. */
export async function bondScenarioTable({ quick, progress }: BenchOptions): Promise<Report> {
  const seeds = quick ? 1 : 5
  const rows: Row[] = []
  const goals: Goal[] = []
  for (const scenario of [threeLinks, ...bondScenarios]) {
    progress(scenario.name)
    const values: Record<string, number> = {}
    for (const [mode, options] of Object.entries({ classic: classicOptions, enhanced: enhancedOptions })) {
      const sums = { packets: 0, lost: 0, again: 0, overflows: 0 }
      for (let seed = 1; seed <= seeds; seed++) {
        const bond = simulateBond(scenario, options, seed)
        sums.packets += bond.packets
        sums.lost += bond.lost
        sums.again += bond.sender.counters.retransmits
        sums.overflows += bond.overflows.reduce((sum, count) => sum + count, 0)
      }
      const percent = (count: number) => Math.round((100_000 * count) / sums.packets) / 1000
      values[`${mode}: lost %`] = percent(sums.lost)
      values[`${mode}: sent again %`] = percent(sums.again)
      values[`${mode}: dropped by queues %`] = percent(sums.overflows)
    }
    const capacity = scenario.links.map(({ mbits }) => mbits).join(' + ')
    const peer = `${scenario.name}: ${scenario.mbits} Mbit/s over ${capacity}, latency ${scenario.latencyMs ?? 2000} ms`
    rows.push({ measure: 'Bond scenarios in simulated time', peer, values })
    goals.push({
      text: `${scenario.name}: % lost by enhanced, at most as by classic`,
      value: values['enhanced: lost %']!,
      limit: values['classic: lost %']!,
      better: 'less',
    })
  }
  return { rows, goals }
}
