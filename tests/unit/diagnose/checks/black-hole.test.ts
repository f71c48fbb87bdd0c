import { expect, test } from 'vitest'
import { createBlackHoleCheck } from '../../../../src/engines/diagnose/checks/black-hole.ts'
import type { BigPacketsProbe } from '../../../../src/engines/diagnose/probes/big-packets.ts'
import { fakeContext } from '../../../support/diagnose/fake-context.ts'
import * as recorded from '../recorded/network-tools.ts'

const target = { host: '192.0.2.7', port: 554 }

/** `ss` is what the system says of the connection when it is looked at; without, it is not. */
const run = (probe: BigPacketsProbe, ss?: string) =>
  createBlackHoleCheck(
    async (_target, _address, _timeoutMs, inspect) => {
      if (ss !== undefined) await inspect(41842)
      return probe
    },
    async () => ['192.0.2.7'],
  ).run(fakeContext({ target, tools: { 'ss -tinH state connected sport = :41842': ss ?? '' } }))

const asked = (
  up: 'passes' | 'stalls' | 'unknown',
  down: 'passes' | 'stalls' | 'unknown',
): BigPacketsProbe => ({
  state: 'asked',
  protocol: 'RTSP',
  up,
  down,
  downBytes: 7000,
})

test.each<[string, BigPacketsProbe, string | undefined, object]>([
  ['all passes', asked('passes', 'passes'), undefined, { state: 'good', figures: { protocol: 'RTSP' } }],
  ['one way is known to', asked('passes', 'unknown'), undefined, { state: 'good' }],
  [
    'what is sent stalls',
    asked('stalls', 'unknown'),
    recorded.ssHeldUp,
    { state: 'bad', figures: { up: 'stalls', retransmitted: 3, mss: 1448 } },
  ],
  [
    'what is received stalls',
    asked('passes', 'stalls'),
    undefined,
    { state: 'bad', figures: { down: 'stalls' } },
  ],
  ['nothing is known', asked('unknown', 'unknown'), undefined, { state: 'unknown' }],
  [
    'a server of another protocol, whose system acknowledges',
    { state: 'mute' },
    recorded.ss,
    { state: 'good', figures: { up: 'passes' } },
  ],
  [
    'a server of another protocol, whose system does not',
    { state: 'mute' },
    recorded.ssHeldUp,
    { state: 'bad', figures: { up: 'stalls' } },
  ],
  [
    'a server of another protocol, where the system tells nothing',
    { state: 'mute' },
    undefined,
    { state: 'unknown' },
  ],
  ['no connection', { state: 'silent' }, undefined, { state: 'unknown' }],
])('%s', async (_, probe, ss, expected) => {
  expect(await run(probe, ss)).toMatchObject(expected)
})

test('what stands for a black hole is said in words', async () => {
  const outcome = await run(asked('stalls', 'unknown'), recorded.ssHeldUp)
  expect(outcome.summary).toContain('black hole')
  expect(outcome.evidence).toContain('3 segments of up to 1448 bytes were sent again in vain')
})
