import { expect, test } from 'vitest'
import { type CheckResult, checkNames } from '../../../../src/contract/diagnose.ts'
import { rankCauses } from '../../../../src/engines/diagnose/causes/rank.ts'
import { verdictOf } from '../../../../src/engines/diagnose/causes/verdict.ts'
import { healthyWorld } from '../../../support/diagnose/recorded-healthy.ts'
import { recordedScenarios } from '../../../support/diagnose/recorded-scenarios.ts'
import { diagnoseWorld } from '../../../support/diagnose/recorded-world.ts'
import { macosLaptop, windowsLaptop } from '../systems.ts'

test('on a healthy path nothing is named', async () => {
  const { state, verdict, causes, checks } = await diagnoseWorld(healthyWorld())
  expect(checks.filter((check) => check.state !== 'good')).toEqual([])
  expect(causes).toEqual([])
  expect(state).toBe('good')
  expect(verdict).toBe(
    'The way to camera.example:8554 is healthy: connections take 21 ms, nothing gets lost.',
  )
})

test('without a target a healthy machine is healthy', async () => {
  const { state, verdict, causes } = await diagnoseWorld({ ...healthyWorld(), input: {} })
  expect(causes).toEqual([])
  expect(state).toBe('good')
  expect(verdict).toBe('Nothing is wrong with the network of this machine.')
})

test.each(recordedScenarios.map((scenario) => [scenario.name, scenario] as const))(
  '%s is named first',
  async (_, { code, plant }) => {
    const world = healthyWorld()
    plant(world)
    const { state, verdict, causes } = await diagnoseWorld(world)
    expect(causes.map((cause) => `${cause.code} ${cause.weight}`).join(', ')).toMatch(new RegExp(`^${code} `))
    expect(state).not.toBe('good')
    expect(verdict).toBe(causes[0]?.text)
    expect(causes[0]?.fix).not.toBe('')
    expect(causes[0]?.evidence).not.toEqual([])
  },
)

test.each([
  ['macOS', macosLaptop],
  ['Windows', windowsLaptop],
])('a healthy machine of %s gives no alarm, though it tells less', async (_, machine) => {
  const world = healthyWorld()
  const { settings } = world.machine
  const { causes } = await diagnoseWorld({
    ...world,
    // How busy the processors are is told of the machine that this runs on.
    input: { ...world.input, only: checkNames.filter((name) => name !== 'own-health') },
    machine: { ...machine, settings: { ...settings, wireguardFiles: [] } },
  })
  expect(causes).toEqual([])
})

test('what no rule knows of is told too', () => {
  const result = { evidence: ['1 of 2'], figures: {}, ms: 0, summary: 'Something is odd.' }
  const known = { target: undefined, platform: 'linux' as const }
  expect(rankCauses({ ...known, results: [{ ...result, name: 'path-mtu', state: 'bad' }] })).toMatchObject([
    { code: 'check-path-mtu', text: 'Something is odd.', checks: ['path-mtu'] },
  ])
  expect(rankCauses({ ...known, results: [{ ...result, name: 'path-mtu', state: 'unknown' }] })).toEqual([])
})

test('what another cause explains comes after all that it does not', async () => {
  const world = healthyWorld()
  for (const name of ['an MTU black hole', 'a clock 2 s off'])
    recordedScenarios.find((each) => each.name === name)?.plant(world)
  const codes = (await diagnoseWorld(world)).causes.map(({ code }) => code)
  expect(codes).toEqual(['mtu-black-hole', 'clock-off', 'camera-hangs'])
})

test('what is usual behind a router is a line, and no alarm', async () => {
  const inbound: CheckResult = {
    name: 'inbound',
    state: 'poor',
    figures: {},
    summary: 'Nobody gets in.',
    evidence: [],
    ms: 0,
  }
  const facts = {
    target: undefined,
    platform: 'linux' as const,
    results: [
      { ...inbound, figures: { tcp: 'silent', udp: 'silent', isBehindNat: true } },
      { ...inbound, name: 'ping' as const, state: 'good' as const },
    ],
  }
  const causes = rankCauses(facts)
  expect(causes).toMatchObject([{ code: 'inbound-blocked', weight: 0.15 }])
  expect(verdictOf(facts, causes, true).state).toBe('good')
  const isOpen = facts.results.with(0, {
    ...inbound,
    figures: { tcp: 'reached', udp: 'reached', isBehindNat: true },
  })
  const [lost] = rankCauses({ ...facts, results: isOpen })
  expect(lost).toMatchObject({ code: 'udp-loss' })
})
