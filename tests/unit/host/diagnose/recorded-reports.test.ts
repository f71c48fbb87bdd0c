import { expect, test } from 'vitest'
import { readReport } from '../../../../src/host/diagnose/read-report.ts'
import { redactReport } from '../../../../src/host/diagnose/redact.ts'
import { reportHtml } from '../../../../src/host/diagnose/report-html.ts'
import { healthyWorld } from '../../../support/diagnose/recorded-healthy.ts'
import { recordedScenarios } from '../../../support/diagnose/recorded-scenarios.ts'
import { diagnoseWorld } from '../../../support/diagnose/recorded-world.ts'

/** In what the recorded machines say, these stand for machines. */
const machines = /\b(?!127\.|0\.0\.0\.0|255\.)(?:\d{1,3}\.){3}\d{1,3}\b|camera\.example|fd00::|2001:db8/

test.each(recordedScenarios.map((scenario) => [scenario.name, scenario] as const))(
  'of the report on %s nothing is taken for a secret, and every address can be hidden',
  async (_, { plant }) => {
    const world = healthyWorld()
    plant(world)
    const report = await diagnoseWorld(world)
    expect(redactReport(report, { addresses: true })).toEqual(report)
    expect(readReport(reportHtml(report))).toEqual(report)
    expect(JSON.stringify(redactReport(report, { addresses: false }))).not.toMatch(machines)
  },
)
