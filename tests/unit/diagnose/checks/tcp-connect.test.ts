import { expect, test } from 'vitest'
import {
  type ConnectAnswer,
  createTcpConnectCheck,
} from '../../../../src/engines/diagnose/checks/tcp-connect.ts'
import { type FakeContext, fakeContext } from '../../../support/diagnose/fake-context.ts'
import { quickClock } from '../../../support/diagnose/quick-clock.ts'

const target = { host: 'cam.example', port: 554 }
const made = (connectMs: number): ConnectAnswer => ({ state: 'connected', connectMs })

/** The answers in turn, the last one for ever; of other addresses as told. */
function run(answers: ConnectAnswer[], given: FakeContext = {}, others: Record<string, ConnectAnswer> = {}) {
  let asked = 0
  return createTcpConnectCheck(
    async (address) => others[address] ?? answers[Math.min(asked++, answers.length - 1)]!,
    async () => ['192.0.2.7', ...Object.keys(others)],
  ).run(fakeContext({ target, clock: quickClock, ...given }))
}

test('a target that takes connections is good', async () => {
  expect(await run([made(20), made(22), made(21)])).toMatchObject({
    state: 'good',
    figures: { attempts: 10, connected: 10, failedPercent: 0, p50Ms: 21, p95Ms: 22, synLost: 0 },
  })
  expect((await run([made(20)], { deep: true })).figures['attempts']).toBe(30)
})

test.each<[string, ConnectAnswer, RegExp]>([
  ['refused', { state: 'refused' }, /refuses/],
  ['silent', { state: 'silent' }, /does not answer/],
  ['unreachable', { state: 'unreachable' }, /no way/],
])('one that is %s is bad, after a few tries', async (_, answer, text) => {
  const outcome = await run([answer])
  expect(outcome).toMatchObject({ state: 'bad', figures: { attempts: 3, connected: 0, p50Ms: -1 } })
  expect(outcome.summary).toMatch(text)
})

test('failures now and then are seen', async () => {
  expect((await run([made(20), { state: 'silent' }, made(20)])).state).toBe('poor')
  expect((await run([made(20), ...Array<ConnectAnswer>(3).fill({ state: 'silent' }), made(20)])).state).toBe(
    'bad',
  )
})

test('a first packet that got lost is seen by its time', async () => {
  expect(await run([made(20), made(1021), made(20)])).toMatchObject({
    state: 'poor',
    figures: { synLost: 1 },
  })
})

test('connecting that takes longer than the way explains is told', async () => {
  const results = { ping: { figures: { rttMs: 20 } } }
  expect(await run([made(90)], { results })).toMatchObject({ state: 'poor', figures: { toRtt: 4.5 } })
  // A few ms are what a busy machine takes itself.
  expect((await run([made(5)], { results: { ping: { figures: { rttMs: 0.4 } } } })).state).toBe('good')
})

test('another address that is silent delays programs; one of a family that is not there does not', async () => {
  expect(await run([made(20)], {}, { '192.0.2.8': { state: 'silent' } })).toMatchObject({
    state: 'poor',
    figures: { deadAddresses: ['192.0.2.8'] },
  })
  expect((await run([made(20)], {}, { '2001:db8::7': { state: 'unreachable' } })).state).toBe('good')
})

test('without a target there is nothing to do; a name without an address is bad', async () => {
  expect(createTcpConnectCheck().skip(fakeContext())).not.toBe('')
  const lost = createTcpConnectCheck(undefined, async () => {
    throw new Error('ENOTFOUND')
  })
  expect((await lost.run(fakeContext({ target }))).state).toBe('bad')
})
