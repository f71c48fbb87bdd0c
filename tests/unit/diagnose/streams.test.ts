import { expect, test } from 'vitest'
import type { CheckResult, StreamFacts } from '../../../src/contract/diagnose.ts'
import { thresholds } from '../../../src/contract/thresholds.ts'
import { judgeStreams, lastingResults } from '../../../src/engines/diagnose/streams.ts'
import { check } from '../../support/diagnose/report.ts'

const stream = (given: Partial<StreamFacts> = {}): StreamFacts => ({
  id: 'one',
  name: 'OB van',
  rttMs: 12,
  baseRttMs: 11,
  jitterMs: 1,
  lossPercent: 0,
  loopDelayMs: 1,
  ...given,
})
const codes = (given: Partial<StreamFacts>, machine: readonly CheckResult[] = []) =>
  judgeStreams([stream(given)], machine, 'linux').map(({ cause }) => cause.code)

const health = (figures: CheckResult['figures'], state: CheckResult['state'] = 'good') =>
  check({ name: 'own-health', state, summary: 'This machine.', figures: { loopP99Ms: 2, ...figures } })

test('of a stream that is well nothing is said, nor of one that measures nothing', () => {
  expect(codes({})).toEqual([])
  expect(codes({ rttMs: -1, baseRttMs: -1, jitterMs: -1, lossPercent: -1, loopDelayMs: -1 })).toEqual([])
})

test('what a stream measures of its way is judged by the thresholds of a report', () => {
  const { lossPercent, rttMs, jitterMs, loadedDelayMs } = thresholds
  expect(codes({ lossPercent: lossPercent.poor })).toEqual([])
  expect(codes({ lossPercent: lossPercent.poor + 0.1 })).toEqual(['loss'])
  expect(codes({ rttMs: rttMs.poor + 1, baseRttMs: rttMs.poor })).toEqual(['latency'])
  expect(codes({ jitterMs: jitterMs.poor + 1 })).toEqual(['jitter'])
  expect(codes({ rttMs: 12 + loadedDelayMs.poor, baseRttMs: 11 })).toEqual(['queue-bloat'])
})

test('the sentence names the other end, and says what was measured and what to do', () => {
  const [found] = judgeStreams([stream({ lossPercent: 4.26, rttMs: 40, baseRttMs: 38 })], [], 'linux')
  expect(found).toMatchObject({
    id: 'one',
    cause: { text: '4.3 % of the packets to OB van get lost on the way.' },
  })
  expect(found?.cause.evidence).toEqual(['round trip 40 ms', 'varying by 1 ms', '4.3 % of packets lost'])
  expect(found?.cause.fix).not.toBe('')
})

test('what is wrong with the machine holds every stream back', () => {
  const busy = [health({ cpuPercent: 97 }, 'bad')]
  const found = judgeStreams([stream(), stream({ id: 'two' })], busy, 'linux')
  expect(found.map(({ id, cause }) => [id, cause.code])).toEqual([
    ['one', 'cpu-starved'],
    ['two', 'cpu-starved'],
  ])
})

test('an engine that comes late is the fault of the program where the processors are free, and of nobody where they were not looked at', () => {
  const late = { loopDelayMs: thresholds.loopDelayMs.bad + 10 }
  expect(codes(late, [health({ cpuPercent: 20 })])).toEqual(['program-late'])
  expect(codes(late, [health({ cpuPercent: 97 }, 'bad')])).toEqual(['cpu-starved'])
  expect(codes(late)).toEqual([])
})

test('what brings about the rest is named in its place', () => {
  expect(codes({ jitterMs: 40 }, [health({ cpuPercent: 99 }, 'bad')])).toEqual(['cpu-starved'])
})

test('what was seen once is not held against the machine', () => {
  const good = health({ cpuPercent: 20 })
  const bad = health({ cpuPercent: 99 }, 'bad')
  const worse = health({ cpuPercent: 100 }, 'bad')
  expect(lastingResults([], [good])).toEqual([good])
  expect(lastingResults([], [bad])).toEqual([])
  expect(lastingResults([good], [bad])).toEqual([good])
  expect(lastingResults([bad], [worse])).toEqual([worse])
})
