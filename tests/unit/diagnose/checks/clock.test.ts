import { expect, test } from 'vitest'
import { createClockCheck } from '../../../../src/engines/diagnose/checks/clock.ts'
import type { SntpReply } from '../../../../src/engines/diagnose/probes/sntp.ts'
import { type FakeContext, fakeContext } from '../../../support/diagnose/fake-context.ts'
import * as recorded from '../recorded/network-tools.ts'

const time = (offsetMs: number, delayMs = 20): SntpReply => ({
  state: 'answered',
  offsetMs,
  delayMs,
  stratum: 2,
})

/** Replies by server, in turn; the last one for ever. */
function run(replies: Record<string, SntpReply[]>, given: FakeContext = {}) {
  const asked: Record<string, number> = {}
  return createClockCheck(
    async ({ address }) => {
      const own = replies[address] ?? [{ state: 'silent' }]
      const turn = asked[address] ?? 0
      asked[address] = turn + 1
      return own[Math.min(turn, own.length - 1)]!
    },
    async (host) => [host],
  ).run(fakeContext({ settings: { timeServers: Object.keys(replies) }, ...given }))
}

test.each<[string, SntpReply[], string]>([
  ['a few ms', [time(7)], 'good'],
  ['a second', [time(1000)], 'poor'],
  ['a second the other way', [time(-1000)], 'poor'],
  ['three seconds', [time(3000)], 'bad'],
  ['half a second that the way there and back may account for', [time(600, 900)], 'good'],
])('%s', async (_, replies, state) => {
  expect((await run({ 'a.example': replies })).state).toBe(state)
})

test('of several answers the one that took the shortest way counts', async () => {
  expect(await run({ 'a.example': [time(900, 1200), time(3, 18), time(40, 90)] })).toMatchObject({
    state: 'good',
    figures: { offsetMs: 3, uncertaintyMs: 9 },
  })
})

test('one server of three that is wrong does not decide, and is named', async () => {
  const outcome = await run({ 'a.example': [time(5)], 'b.example': [time(9000)], 'c.example': [time(-2)] })
  expect(outcome).toMatchObject({ state: 'good', figures: { offsetMs: 5, apart: ['b.example'] } })
})

test('a clock that is slow is told from one that is fast', async () => {
  expect((await run({ 'a.example': [time(2500)] })).summary).toContain('2.5 s slow')
  expect((await run({ 'a.example': [time(-2500)] })).summary).toContain('2.5 s fast')
})

test('servers that tell no time are named with the reason', async () => {
  const outcome = await run({
    'a.example': [{ state: 'unsynchronised', code: 'RATE' }],
    'b.example': [{ state: 'silent' }],
  })
  expect(outcome).toMatchObject({ state: 'unknown', figures: { silent: ['a.example', 'b.example'] } })
  expect(outcome.evidence[0]).toContain('RATE')
})

test.each<[string, FakeContext]>([
  ['Linux', { tools: { 'timedatectl show-timesync': recorded.timesync } }],
  ['Linux with chrony', { files: { '/etc/chrony/chrony.conf': recorded.chrony } }],
  ['macOS', { platform: 'darwin', files: { '/etc/ntp.conf': 'server ntp.example.net.\n' } }],
  ['Windows', { platform: 'win32', tools: { 'reg query': recorded.registry } }],
])('without one in the settings, the server that %s uses is asked', async (_, given) => {
  const replies = { 'ntp.example.net': [time(4)], 'time.example.com': [time(4)] }
  expect(await run(replies, { ...given, settings: {} })).toMatchObject({
    state: 'good',
    figures: { offsetMs: 4 },
  })
})

test('without any, nobody is asked, and it is said how to set one', async () => {
  const outcome = await run({}, { settings: {} })
  expect(outcome.state).toBe('skipped')
  expect(outcome.summary).toContain('settings')
})
