import { describe, expect, test } from 'vitest'
import type { CheckResult, DiagnoseContext, PlanLine } from '../../../src/contract/diagnose.ts'
import { askTargets, type PlanFacts, planLines } from '../../../src/engines/diagnose/plan.ts'
import { fakeContext } from '../../support/diagnose/fake-context.ts'
import { healthyWorld } from '../../support/diagnose/recorded-healthy.ts'
import { recordedScenarios } from '../../support/diagnose/recorded-scenarios.ts'
import { diagnoseWorld } from '../../support/diagnose/recorded-world.ts'

type Need = DiagnoseContext['needs'][number]
const camera = { host: '192.0.2.7', port: 554 }
const need = (more: Partial<Need> = {}): Need => ({
  text: 'Camera',
  upBitrate: 0,
  downBitrate: 0,
  targets: [],
  uplinks: [],
  udp: false,
  ...more,
})
const result = (
  name: CheckResult['name'],
  figures: CheckResult['figures'],
  state: CheckResult['state'] = 'good',
): CheckResult => ({ name, state, summary: 'Said so.', evidence: [], figures, ms: 0 })

const lines = (facts: Partial<PlanFacts>): PlanLine[] =>
  planLines({
    plan: { upBitrate: 0, downBitrate: 0, rules: [], bonds: [] },
    needs: [],
    results: [],
    causes: [],
    answers: new Map(),
    ...facts,
  })
const rate = (upBitrate: number) => ({ upBitrate, downBitrate: 0, rules: [], bonds: [] })

test('every target is asked once, names that do not resolve are told', async () => {
  const asked: string[] = []
  const targets = [camera, camera, { host: 'gone.example', port: 1 }]
  const answers = await askTargets(
    fakeContext(),
    [need({ targets }), need({ targets: [camera] })],
    async (address) => {
      asked.push(address)
      return 'silent'
    },
    async (host) => {
      if (host === 'gone.example') throw new Error('ENOTFOUND')
      return [host]
    },
  )
  expect(asked).toEqual(['192.0.2.7'])
  expect(Object.fromEntries(answers)).toEqual({ '192.0.2.7:554': 'silent', 'gone.example:1': 'unresolved' })
})

describe('rules and bonds', () => {
  test.each<[string, Partial<Need>, string | undefined, Partial<PlanLine>]>([
    ['a target that answers is a go', { targets: [camera] }, 'answered', { verdict: 'go' }],
    ['a target that is silent is a no-go', { targets: [camera] }, 'silent', { verdict: 'no-go' }],
    ['no way is a no-go', { targets: [camera] }, 'unreachable', { verdict: 'no-go' }],
    ['a target that was not tried is unknown', { targets: [camera] }, undefined, { verdict: 'unknown' }],
    ['what waits for others is a go', {}, undefined, { verdict: 'go' }],
    ['a missing uplink of two is a risk', { uplinks: ['wwan0', 'wwan1'] }, undefined, { verdict: 'risk' }],
    ['without any uplink it is a no-go', { uplinks: ['wwan1'] }, undefined, { verdict: 'no-go' }],
  ])('%s', (_, more, answer, line) => {
    const answers = new Map(answer ? [['192.0.2.7:554', answer as 'answered']] : [])
    const results = [result('interfaces', { missing: ['wwan1'] })]
    expect(lines({ needs: [need(more)], answers, results })).toMatchObject([{ text: 'Camera', ...line }])
  })
})

test.each([
  ['works', 'go'],
  ['blocked', 'no-go'],
  ['', 'unknown'],
])('what goes by UDP alone is judged by whether UDP gets out: %s', (udp, verdict) => {
  const facts = { needs: [need({ targets: [camera], udp: true })], results: [result('nat', { udp })] }
  expect(lines({ ...facts, answers: new Map([['192.0.2.7:554/udp', 'resolved']]) })[0]).toMatchObject({
    verdict,
  })
})

test('what listens by UDP is looked up, not connected to', async () => {
  const ask = async () => {
    throw new Error('asked')
  }
  const answers = await askTargets(
    fakeContext(),
    [need({ targets: [camera], udp: true })],
    ask,
    async (host) => [host],
  )
  expect([...answers]).toEqual([['192.0.2.7:554/udp', 'resolved']])
})

describe('bitrates', () => {
  test.each<[number, PlanLine['verdict'], number]>([
    [18e6, 'go', 1.8],
    [12e6, 'risk', 1.2],
    [8e6, 'no-go', 0.8],
  ])('of %d bits a second measured, 10 Mbit/s are a %s', (upBitsPerSecond, verdict, margin) => {
    const results = [result('throughput', { upBitsPerSecond })]
    expect(lines({ plan: rate(10e6), results })).toMatchObject([{ text: '10 Mbit/s up', verdict, margin }])
  })

  test('the sum of what rules and bonds need counts where it is more', () => {
    const needs = [need({ upBitrate: 4e6 }), need({ upBitrate: 4e6 })]
    expect(lines({ plan: rate(1e6), needs }).at(-1)).toMatchObject({
      text: '8 Mbit/s up',
      verdict: 'unknown',
      margin: -1,
      reason: expect.stringMatching(/paired device/),
    })
  })
})

test('the way, the buffers and the machine have lines of their own', () => {
  const results = [
    result('ping', { host: 'camera', lossPercent: 2, jitterMs: 4 }, 'poor'),
    result('system-limits', { bufferMs: 10 }),
    result('own-health', { cpuPercent: 40 }),
  ]
  expect(lines({ results })).toMatchObject([
    { text: 'Loss and jitter to camera', verdict: 'risk', reason: '2 % lost, jitter 4 ms.' },
    { text: 'Socket buffers', verdict: 'risk', margin: 0.5 },
    { text: 'This machine', verdict: 'go', margin: 2 },
  ])
})

test('a run with a plan ends with its list, and what was found stands there', async () => {
  const world = healthyWorld()
  recordedScenarios.find(({ code }) => code === 'udp-blocked')?.plant(world)
  const needs = [need({ targets: [{ host: 'camera.example', port: 554 }] })]
  const plan = { upBitrate: 6e6 }
  const { plan: list } = await diagnoseWorld({ ...world, needs, input: { ...world.input, plan } })
  expect(list.map(({ verdict, text }) => `${text}: ${verdict}`)).toEqual([
    'Camera: go',
    '6 Mbit/s up: unknown',
    'Loss and jitter to camera.example: go',
    'This machine: go',
    'What the doctor found: no-go',
  ])
})
