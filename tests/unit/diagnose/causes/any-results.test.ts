import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CheckResult, causeSchema, checkNames, checkStates } from '../../../../src/contract/diagnose.ts'
import { rankCauses } from '../../../../src/engines/diagnose/causes/rank.ts'
import { verdictOf } from '../../../../src/engines/diagnose/causes/verdict.ts'
import { planLines } from '../../../../src/engines/diagnose/plan.ts'
import { healthyWorld } from '../../../support/diagnose/recorded-healthy.ts'
import { recordedScenarios } from '../../../support/diagnose/recorded-scenarios.ts'
import { diagnoseWorld } from '../../../support/diagnose/recorded-world.ts'

/** What every object has, and no list of things that are known. */
const inherited = fc.constantFrom('__proto__', 'constructor', 'toString')
const value = fc.oneof(
  inherited,
  fc.array(inherited, { minLength: 1 }),
  fc.double(),
  fc.integer({ min: -1, max: 100 }),
  fc.string(),
  fc.boolean(),
  fc.array(fc.string()),
)

/** Figures by the names that checks really use, with values that they never have. */
async function anyResults() {
  const reports = [await diagnoseWorld(healthyWorld())]
  for (const { plant } of recordedScenarios) {
    const world = healthyWorld()
    plant(world)
    reports.push(await diagnoseWorld(world))
  }
  const names = new Map(checkNames.map((name) => [name, new Set<string>()]))
  for (const { name, figures } of reports.flatMap(({ checks }) => checks))
    for (const figure of Object.keys(figures)) names.get(name)?.add(figure)
  return fc.tuple(
    ...checkNames.map((name) =>
      fc.record({
        name: fc.constant(name),
        state: fc.constantFrom(...checkStates),
        summary: fc.string(),
        evidence: fc.array(fc.string(), { maxLength: 3 }),
        figures: fc.record(Object.fromEntries([...names.get(name)!].map((each) => [each, value])), {
          requiredKeys: [],
        }) as fc.Arbitrary<CheckResult['figures']>,
        ms: fc.nat(),
      }),
    ),
  )
}

test('whatever checks say, causes are ranked, and nothing that is not good is kept back', async () => {
  fc.assert(
    fc.property(await anyResults(), fc.constantFrom('linux', 'darwin', 'win32'), (results, platform) => {
      const known = { results, platform: platform as 'linux', target: { host: '192.0.2.7', port: 554 } }
      const causes = rankCauses(known)
      for (const cause of causes) {
        expect(() => causeSchema.parse(cause)).not.toThrow()
        expect(cause.weight).toBeGreaterThanOrEqual(0)
        expect(cause.weight).toBeLessThanOrEqual(1)
      }
      expect(causes.map(({ weight }) => weight)).toEqual(
        causes.map(({ weight }) => weight).sort((a, b) => b - a),
      )
      expect(new Set(causes.map(({ code }) => code)).size).toBe(causes.length)
      const told = new Set(causes.flatMap(({ checks }) => checks))
      for (const { name, state } of results)
        if (state === 'bad' || state === 'poor') expect(told).toContain(name)
      expect(verdictOf(known, causes, true).verdict).toBeTypeOf('string')
      const plan = { upBitrate: 1e6, downBitrate: 0, rules: [], bonds: [] }
      expect(planLines({ plan, needs: [], results, causes, answers: undefined })).toBeInstanceOf(Array)
    }),
    { numRuns: 300 },
  )
})
