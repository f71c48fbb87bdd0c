// Whether the doctor names planted faults first, and how long it takes: npm run bench -- diagnose (namespaces need root)
import type { Diagnosis } from '../src/contract/diagnose.ts'
import { healthyVenue, plantedFaults } from '../tests/support/diagnose/planted-faults.ts'
import { diagnosePlanted } from '../tests/support/diagnose/planted-network.ts'
import { healthyWorld } from '../tests/support/diagnose/recorded-healthy.ts'
import { recordedScenarios } from '../tests/support/diagnose/recorded-scenarios.ts'
import { diagnoseWorld } from '../tests/support/diagnose/recorded-world.ts'
import { canMakeNamespaces } from '../tests/support/network-namespace.ts'
import type { Goal, Report, Row } from './forward/table.ts'
import type { BenchOptions } from './forward.ts'

/** A path that is healthy gives false alarms by chance, if at all. */
const healthyRounds = 3

/** Planted faults, in network namespaces and on recorded systems: whether each is the first cause that is named. */
export async function diagnoseBench({ quick, only, progress }: BenchOptions): Promise<Report> {
  const rows: Row[] = []
  const goals: Goal[] = []
  if (only !== 'recorded' && !quick && canMakeNamespaces) {
    let [named, alarms, slowestMs] = [0, 0, 0]
    for (const fault of [...Array<typeof healthyVenue>(healthyRounds).fill(healthyVenue), ...plantedFaults]) {
      progress(fault.name)
      const report = await diagnosePlanted(fault)
      const isRight = (report.causes[0]?.code ?? '') === fault.code
      const ms = report.endedAt - report.startedAt
      slowestMs = Math.max(slowestMs, ms)
      if (fault === healthyVenue) alarms += report.causes.length
      else named += Number(isRight)
      rows.push(rowOf('Faults planted in network namespaces', fault.name, isRight, report, ms / 1000))
    }
    goals.push(
      { text: 'planted faults named first', value: named, limit: plantedFaults.length, better: 'more' },
      { text: `alarms in ${healthyRounds} looks at a healthy path`, value: alarms, limit: 0, better: 'less' },
      { text: 's to the whole report, at most', value: slowestMs / 1000, limit: 15, better: 'less' },
    )
  }
  if (only !== 'planted') {
    let named = 0
    for (const { name, code, plant } of recordedScenarios) {
      const world = healthyWorld()
      plant(world)
      const report = await diagnoseWorld(world)
      const isRight = report.causes[0]?.code === code
      named += Number(isRight)
      rows.push(rowOf('Faults on recorded systems', name, isRight, report))
    }
    const { causes } = await diagnoseWorld(healthyWorld())
    goals.push(
      { text: 'recorded faults named first', value: named, limit: recordedScenarios.length, better: 'more' },
      { text: 'alarms on a healthy recorded system', value: causes.length, limit: 0, better: 'less' },
    )
  }
  return { rows, goals }
}

const rowOf = (
  measure: string,
  peer: string,
  isRight: boolean,
  report: Diagnosis,
  seconds = Number.NaN,
): Row => ({
  measure,
  peer,
  values: {
    'named first': Number(isRight),
    'weight of the first': report.causes[0]?.weight ?? 0,
    'weight of the second': report.causes[1]?.weight ?? 0,
    s: seconds,
  },
})
