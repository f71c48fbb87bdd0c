import { expect, test } from 'vitest'
import { withBottleneck } from '../../../src/renderer/state/bottlenecks.ts'
import { cause } from '../../support/diagnose/report.ts'

const busy = cause({
  code: 'cpu-starved',
  text: 'The processors of this machine are 97 % busy.',
  fix: 'Close other programs.',
  evidence: ['processors 97 % busy'],
})
const well = { level: 'good' as const, text: '3 streams flow without delay.', evidence: [] }

test('a stream of which nothing is known to be wrong keeps its sentence', () => {
  expect(withBottleneck(well, undefined)).toBe(well)
})

test('what the doctor found is the sentence of a stream that complains of nothing, with what to do', () => {
  expect(withBottleneck(well, busy)).toEqual({
    level: 'warning',
    lead: 'Bottleneck',
    text: 'The processors of this machine are 97 % busy. Close other programs.',
    evidence: ['3 streams flow without delay.', 'processors 97 % busy'],
  })
})

test('what the stream itself complains of stays its sentence, and the doctor’s is evidence', () => {
  const slow = {
    level: 'warning' as const,
    lead: 'Viewer side',
    text: 'Viewer a is slow.',
    evidence: ['2 MB wait'],
  }
  expect(withBottleneck(slow, busy)).toEqual({ ...slow, evidence: ['2 MB wait', busy.text] })
})

test.each(['bad', 'quiet'] as const)('what does not run has no bottleneck (%s)', (level) => {
  const said = { ...well, level }
  expect(withBottleneck(said, busy)).toBe(said)
})
