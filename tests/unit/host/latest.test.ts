import { expect, test } from 'vitest'
import type { ForwardSnapshot } from '../../../src/contract/index.ts'
import { Latest } from '../../../src/host/latest.ts'
import { TelemetryHub } from '../../../src/host/telemetry.ts'
import { settle } from '../../support/manual-clock.ts'

test('a reader gets the value there is, then each newer one', async () => {
  const latest = new Latest(1)
  const values = latest.watch(new AbortController().signal)
  expect((await values.next()).value).toBe(1)
  const next = values.next()
  latest.set(2)
  expect((await next).value).toBe(2)
})

test('a slow reader skips to the newest', async () => {
  const latest = new Latest(0)
  const values = latest.watch(new AbortController().signal)
  await values.next()
  for (let n = 1; n <= 1000; n++) latest.set(n)
  expect((await values.next()).value).toBe(1000)
})

test('a reader ends when its signal aborts, also while it waits', async () => {
  const stop = new AbortController()
  const values = new Latest(0).watch(stop.signal)
  await values.next()
  const next = values.next()
  stop.abort()
  expect((await next).done).toBe(true)
})

const running = { name: 'forward', state: 'running', restarts: 0, retryAt: 0 } as const
const detail = (ruleId: string) => ({ ruleId }) as ForwardSnapshot['details'][number]
const snapshot = (at: number, ...details: string[]) =>
  ({ at, ids: [], details: details.map(detail) }) as unknown as ForwardSnapshot

test('clients get details of the rules they look at, and the engine is told of all of them', async () => {
  const looks: (readonly string[])[] = []
  const hub = new TelemetryHub([running], (ids) => looks.push(ids))
  const stop = new AbortController()
  const one = hub.watch(['a'], stop.signal)
  const two = hub.watch(['a', 'b'], stop.signal)
  await Promise.all([one.next(), two.next()])
  expect(looks.at(-1)?.toSorted()).toEqual(['a', 'b'])
  hub.snapshot('forward', snapshot(1, 'a', 'b'))
  expect((await one.next()).value?.forward?.details).toEqual([detail('a')])
  expect((await two.next()).value?.forward?.details).toEqual([detail('a'), detail('b')])
  await two.return()
  expect(looks.at(-1)).toEqual(['a'])
  stop.abort()
  await one.next()
  expect(looks.at(-1)).toEqual([])
})

test('what an engine told is no longer shown once it is down', async () => {
  const hub = new TelemetryHub([running], () => {})
  hub.snapshot('forward', snapshot(1))
  hub.status({ ...running, state: 'waiting' }, 2)
  const { value } = await hub.watch([], new AbortController().signal).next()
  expect(value).toEqual({ at: 2, engines: [{ ...running, state: 'waiting' }] })
})

test('a client that is slow to read leaves nothing queued and gets the newest', async () => {
  const hub = new TelemetryHub([running], () => {})
  const slow = hub.watch([], new AbortController().signal)
  await slow.next()
  for (let at = 1; at <= 500; at++) {
    hub.snapshot('forward', snapshot(at))
    await settle()
  }
  expect((await slow.next()).value?.at).toBe(500)
})

const bondSnapshot = (at: number) => ({ at, bonds: [], receivers: [], loopDelayMs: 0, eventsLost: 0 })
const both = [running, { ...running, name: 'bond' }] as const

test('two engines that tell ten snapshots a second each make ten a second for a client, with the newest of both', async () => {
  const hub = new TelemetryHub([...both], () => {})
  const stop = new AbortController()
  const told: (readonly [number | undefined, number | undefined])[] = []
  const reading = (async () => {
    for await (const { forward, bond } of hub.watch([], stop.signal)) told.push([forward?.at, bond?.at])
  })()
  await settle()
  for (let at = 100; at < 10_100; at += 100) {
    hub.snapshot('forward', snapshot(at))
    await settle()
    hub.snapshot('bond', bondSnapshot(at + 40))
    await settle()
  }
  expect(told.length).toBeLessThan(110)
  expect(told.at(-1)).toEqual([10_000, 9940])
  // One that falls silent holds up nobody.
  hub.snapshot('bond', bondSnapshot(10_140))
  await settle()
  expect(told.at(-1)).toEqual([10_000, 10_140])
  stop.abort()
  await reading
})

test('one engine that is down takes nothing away of the other', async () => {
  const hub = new TelemetryHub([...both], () => {})
  hub.snapshot('forward', snapshot(1))
  hub.snapshot('bond', bondSnapshot(2))
  hub.status({ ...both[1], state: 'waiting' }, 3)
  const { value } = await hub.watch([], new AbortController().signal).next()
  expect(value).toMatchObject({
    at: 3,
    forward: { at: 1 },
    engines: [running, { name: 'bond', state: 'waiting' }],
  })
  expect(value).not.toHaveProperty('bond')
})
