import { expect, test } from 'vitest'
import {
  eventsUntil,
  input,
  open,
  recentOf,
  running,
  signal,
  telemetryUntil,
  temporaryFolder,
} from './opened.ts'

test('a rule that is added reaches the engine and its numbers come back', async () => {
  const host = await open(await temporaryFolder())
  const rule = await host.server.addRule({ rule: input() }, signal)
  const { forward } = await telemetryUntil(host, ({ forward }) => forward?.details.length === 1, [rule.id])
  expect(forward?.ids).toEqual([rule.id])
  expect(forward?.details[0]?.ruleId).toBe(rule.id)
})

test('an engine that is killed comes back with its rules, and the events say so', async () => {
  const host = await open(await temporaryFolder())
  const rule = await host.server.addRule({ rule: input() }, signal)
  await telemetryUntil(host, running)
  const killing = host.server.disconnect({ ruleId: rule.id, connectionId: 666 }, signal)
  await expect(killing).rejects.toMatchObject({ code: 'engine-unavailable' })
  const events = await eventsUntil(host, 'engine-running')
  expect(events.find(({ code }) => code === 'engine-crashed')).toMatchObject({
    level: 'error',
    source: 'forward',
  })
  const { forward, engines } = await telemetryUntil(host, running)
  expect(forward?.ids).toEqual([rule.id])
  expect(engines[0]?.restarts).toBe(1)
})

test('while the engine is down calls that need it say so, and the others go on', async () => {
  const host = await open(await temporaryFolder())
  await telemetryUntil(host, running)
  // This engine ends as soon as it hears of the rule.
  const rule = await host.server.addRule({ rule: input({ name: 'crash' }) }, signal)
  await telemetryUntil(host, ({ engines }) => engines[0]?.state === 'waiting')
  await expect(host.server.probe(undefined, signal)).rejects.toMatchObject({ code: 'engine-unavailable' })
  expect((await host.server.checkRule({ rule: input() }, signal)).problems).toEqual([])
  await host.server.changeRule({ id: rule.id, change: { name: 'tame' } }, signal)
  const { forward } = await telemetryUntil(host, running)
  expect(forward?.ids).toEqual([rule.id])
})

test('an engine that hangs is ended and started again', async () => {
  const host = await open(await temporaryFolder())
  await telemetryUntil(host, running)
  const adding = host.server.addRule({ rule: input({ name: 'hang' }) }, signal)
  const events = await eventsUntil(host, 'engine-crashed')
  expect(events.at(-1)?.text).toContain('did not answer')
  const rule = await adding
  await host.server.removeRules({ ids: [rule.id] }, signal)
  await telemetryUntil(host, ({ engines }) => (engines[0]?.restarts ?? 0) > 0)
})

test('several clients each get their own details, and one that does not read holds up nobody', async () => {
  const host = await open(await temporaryFolder())
  const one = await host.server.addRule({ rule: input() }, signal)
  const two = await host.server.addRule({ rule: input() }, signal)
  const idle = host.server.telemetry({ look: [] }, signal)[Symbol.asyncIterator]()
  await idle.next()
  const looks = [[one.id], [two.id], [one.id, two.id]]
  const seen = await Promise.all(
    looks.map((look) => telemetryUntil(host, ({ forward }) => forward?.details.length === look.length, look)),
  )
  expect(seen.map(({ forward }) => forward?.details.map(({ ruleId }) => ruleId).sort())).toEqual(
    looks.map((look) => look.toSorted()),
  )
  await idle.return?.()
})

test('what was recent is remembered, a point for each snapshot', async () => {
  const host = await open(await temporaryFolder())
  const rule = await host.server.addRule({ rule: input() }, signal)
  const series = await recentOf(host, 'rule', rule.id, 6)
  const { rateDown, bytesDown } = series.parts[0]!.columns
  expect(rateDown?.at(-1)).toBe(10_000)
  // The stand-in counts a thousand bytes up with each snapshot, of which a step may hold several.
  expect(bytesDown?.at(-1)).toBeGreaterThanOrEqual(1000)
  expect(bytesDown!.at(-1)! % 1000).toBe(0)
})
