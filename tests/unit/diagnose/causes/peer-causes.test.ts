import { expect, test } from 'vitest'
import type { CheckResult } from '../../../../src/contract/diagnose.ts'
import { rankCauses } from '../../../../src/engines/diagnose/causes/rank.ts'

const result = (of: Pick<CheckResult, 'name' | 'state' | 'figures'>): CheckResult => ({
  summary: 'What is wrong.',
  evidence: [],
  ms: 0,
  ...of,
})
const first = (...results: CheckResult[]) =>
  rankCauses({ results, target: undefined, platform: 'linux' })[0]?.code

test('a machine that is not reached, and one whose packets get lost, have different causes', () => {
  const blocked = { tcp: 'silent', udp: 'lost' }
  expect(first(result({ name: 'inbound', state: 'poor', figures: blocked }))).toBe('inbound-blocked')
  const reached = { tcp: 'reached', udp: 'reached', udpEchoLossPercent: 5 }
  expect(first(result({ name: 'inbound', state: 'bad', figures: reached }))).toBe('udp-loss')
  expect(first(result({ name: 'inbound', state: 'good', figures: reached }))).toBeUndefined()
})

test('a path on which nothing large arrives is not told to carry less', () => {
  const short = { upBitsPerSecond: 3e6, downBitsPerSecond: 9e6 }
  expect(first(result({ name: 'throughput', state: 'bad', figures: short }))).toBe('throughput-short')
  const none = { upBitsPerSecond: 0, downBitsPerSecond: 9e6 }
  expect(first(result({ name: 'throughput', state: 'bad', figures: none }))).toBe('throughput-none')
})
