import { expect, test } from 'vitest'
import { createInboundCheck, type InboundAnswers } from '../../../../src/engines/diagnose/checks/inbound.ts'
import { createLatencyUnderLoadCheck } from '../../../../src/engines/diagnose/checks/latency-under-load.ts'
import { createThroughputCheck } from '../../../../src/engines/diagnose/checks/throughput.ts'
import type { PeerMeasurement, WayMeasurement } from '../../../../src/engines/diagnose/peer/measurement.ts'
import type { PeerFailure } from '../../../../src/engines/diagnose/peer/session.ts'
import { type FakeContext, fakeContext } from '../../../support/diagnose/fake-context.ts'

const peer = { name: 'Studio', host: '198.51.100.7', port: 50_000, token: 'secret' }
const delays = (medianMs: number, unanswered = 0) => ({
  medianMs,
  p95Ms: medianMs * 2,
  count: 40,
  unanswered,
})
const way = (bitsPerSecond: number, given: Partial<WayMeasurement> = {}): WayMeasurement => ({
  bitsPerSecond,
  isRising: false,
  isLimited: false,
  one: undefined,
  delays: delays(30),
  ...given,
})
const measured = (up: WayMeasurement, down: WayMeasurement = way(95e6)): PeerMeasurement => ({
  state: 'measured',
  name: 'Studio',
  connections: 4,
  idle: delays(20),
  up,
  down,
})
const needs = (upBitrate: number, downBitrate = 0) => ({
  needs: [{ text: '', upBitrate, downBitrate, targets: [], uplinks: [] }],
})
const context = (given: FakeContext['context'] = {}) => fakeContext({ context: { peer, ...given } })
const throughput = (of: PeerMeasurement | { state: PeerFailure }, given: FakeContext['context'] = {}) =>
  createThroughputCheck(async () => of).run(context(given))
const underLoad = (of: PeerMeasurement) => createLatencyUnderLoadCheck(async () => of).run(context())

test('without a paired device nothing is measured, and it is said how to choose one', () => {
  for (const check of [createInboundCheck(), createThroughputCheck(), createLatencyUnderLoadCheck()]) {
    expect(check.skip(fakeContext())).toMatch(/paired device/)
    expect(check.skip(context())).toBe('')
  }
})

test('a device that was chosen and cannot be asked leaves it unknown, with what it said', async () => {
  for (const check of [createInboundCheck(), createThroughputCheck(), createLatencyUnderLoadCheck()]) {
    const given = fakeContext({ context: { peerProblem: 'Not today.' } })
    expect(check.skip(given)).toBe('')
    expect(await check.run(given)).toMatchObject({ state: 'unknown', summary: 'Not today.' })
  }
})

test('a path that carries much is good', async () => {
  expect(await throughput(measured(way(48.4e6)))).toEqual({
    state: 'good',
    summary: '48 Mbit/s go to Studio, and 95 Mbit/s come from there.',
    evidence: ['48 Mbit/s to Studio', '95 Mbit/s from Studio', '4 connections at once'],
    figures: {
      peer: 'Studio',
      connections: 4,
      upBitsPerSecond: 48_400_000,
      upAtLeast: false,
      downBitsPerSecond: 95_000_000,
      downAtLeast: false,
    },
  })
})

test('what is planned decides how much is enough', async () => {
  expect(await throughput(measured(way(12e6)), needs(6e6))).toMatchObject({
    state: 'good',
    figures: { upMargin: 2, upNeededBitsPerSecond: 6e6 },
  })
  const tight = await throughput(measured(way(12e6)), needs(10e6))
  expect(tight).toMatchObject({ state: 'poor', figures: { upMargin: 1.2 } })
  expect(tight.summary).toBe('12 Mbit/s get through to Studio, and 10 Mbit/s are needed.')
  expect((await throughput(measured(way(8e6)), needs(10e6))).state).toBe('bad')
  const down = await throughput(measured(way(50e6), way(8e6)), needs(1e6, 10e6))
  expect(down).toMatchObject({ state: 'bad', figures: { downMargin: 0.8, upMargin: 50 } })
  expect(down.summary).toMatch(/from Studio/)
})

test('a path that carries hardly anything is told without a plan too', async () => {
  expect(await throughput(measured(way(1.2e6)))).toMatchObject({
    state: 'poor',
    summary: 'Only 1.2 Mbit/s get through to Studio.',
  })
  expect((await throughput(measured(way(300e3)))).summary).toBe('Only 300 kbit/s get through to Studio.')
})

test('a path on which nothing large arrives is bad, and says what that means', async () => {
  const outcome = await throughput(measured(way(0)))
  expect(outcome.state).toBe('bad')
  expect(outcome.summary).toMatch(/small packets pass, and large ones do not/)
})

test('one connection that carries far less than several is told, unless it is enough', async () => {
  const held = way(30e6, { one: { bitsPerSecond: 9e6, isRising: false } })
  expect(await throughput(measured(held))).toMatchObject({
    state: 'poor',
    figures: { upOneBitsPerSecond: 9e6 },
  })
  const enough = way(900e6, { one: { bitsPerSecond: 60e6, isRising: false } })
  expect((await throughput(measured(enough))).state).toBe('good')
})

test('a measurement that stopped at its limit says at least', async () => {
  const outcome = await throughput(measured(way(390e6, { isLimited: true })))
  expect(outcome).toMatchObject({ state: 'good', figures: { upAtLeast: true } })
  expect(outcome.summary).toMatch(/^at least 390 Mbit\/s/)
})

test.each<[PeerFailure, RegExp]>([
  ['refused', /no longer waits/],
  ['silent', /port 50000.*firewall/],
  ['unreachable', /no way/],
  ['ended', /one minute/],
  ['busy', /too often/],
])('a peer that is %s leaves it unknown, with the reason', async (state, text) => {
  for (const check of [
    createThroughputCheck(async () => ({ state })),
    createLatencyUnderLoadCheck(async () => ({ state })),
    createInboundCheck(async () => ({ state })),
  ]) {
    const outcome = await check.run(context())
    expect(outcome.state).toBe('unknown')
    expect(outcome.summary).toMatch(text)
    expect(JSON.stringify(outcome)).not.toContain(peer.token)
  }
})

test('delay that hardly grows under load is good', async () => {
  expect(await underLoad(measured(way(9e6)))).toMatchObject({
    state: 'good',
    figures: { idleMs: 20, upMs: 30, upMoreMs: 10, downMoreMs: 10, upP95Ms: 60 },
  })
})

test('a router that queues too much is found, by the way on which it does', async () => {
  const poor = await underLoad(measured(way(9e6, { delays: delays(180) })))
  expect(poor.state).toBe('poor')
  expect(poor.summary).toMatch(/While sending to Studio, everything else waits 160 ms more/)
  const bad = await underLoad(measured(way(9e6), way(9e6, { delays: delays(900) })))
  expect(bad.state).toBe('bad')
  expect(bad.summary).toMatch(/receiving from Studio.* 880 ms/)
})

test('delays that were still waited for are at least so long', async () => {
  const outcome = await underLoad(measured(way(9e6, { delays: delays(1400, 30) })))
  expect(outcome.summary).toMatch(/at least 1380 ms/)
  expect(outcome.figures['upUnanswered']).toBe(30)
})

test('without round trips under load nothing is said of them', async () => {
  expect((await underLoad(measured(way(9e6, { delays: undefined })))).state).toBe('unknown')
})

const echo = { sent: 20, answered: 20, rttMs: 21 }
const inbound = (given: Partial<InboundAnswers>) =>
  createInboundCheck(async () => ({
    state: 'answered',
    name: 'Studio',
    seen: '198.51.100.20',
    local: '198.51.100.20',
    tcp: 'reached',
    udp: 'reached',
    echo,
    ...given,
  })).run(context())
const behindNat = { local: '192.168.1.20' }

test('a machine that others reach is good', async () => {
  expect(await inbound({})).toMatchObject({
    state: 'good',
    summary: 'Studio reaches this machine at 198.51.100.20, by TCP and UDP.',
    figures: { tcp: 'reached', udp: 'reached', isBehindNat: false, udpEchoLossPercent: 0, udpEchoRttMs: 21 },
  })
  expect(await inbound(behindNat)).toMatchObject({ state: 'good', figures: { isBehindNat: true } })
})

test.each<[string, Partial<InboundAnswers>, RegExp]>([
  ['a router lets nobody in', { ...behindNat, tcp: 'refused', udp: 'lost' }, /router at 198\.51\.100\.20/],
  ['a firewall lets nobody in', { tcp: 'silent', udp: 'lost' }, /firewall.*Allow Hawser/],
  ['only TCP comes in', { udp: 'lost' }, /by TCP but not by UDP/],
  ['only UDP comes in', { tcp: 'silent' }, /by UDP but not by TCP/],
  ['no UDP passes either way', { udp: 'lost', echo: { ...echo, answered: 0 } }, /No UDP gets through/],
  ['something else answers', { ...behindNat, tcp: 'elsewhere', udp: 'lost' }, /router/],
])('where %s, it is poor and says so', async (_, given, text) => {
  const outcome = await inbound(given)
  expect(outcome.state).toBe('poor')
  expect(outcome.summary).toMatch(text)
})

test('UDP that gets lost on the way is seen, one packet by chance is not', async () => {
  expect((await inbound({ echo: { ...echo, answered: 19 } })).state).toBe('good')
  expect(await inbound({ echo: { sent: 100, answered: 98, rttMs: 5 } })).toMatchObject({
    state: 'poor',
    figures: { udpEchoLossPercent: 2 },
  })
  expect((await inbound({ echo: { ...echo, answered: 15 } })).state).toBe('bad')
})

test('a peer that could not be asked leaves it unknown', async () => {
  expect((await inbound({ tcp: 'untold', udp: 'untold', echo: undefined })).state).toBe('unknown')
})
