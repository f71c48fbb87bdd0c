import { describe, expect, test } from 'vitest'
import {
  type CheckName,
  type Diagnosis,
  diagnoseInputSchema,
  diagnosisSchema,
} from '../../../src/contract/diagnose.ts'
import type { Check, CheckContext, CheckOutcome } from '../../../src/engines/diagnose/check.ts'
import { DiagnoseEngine } from '../../../src/engines/diagnose/engine.ts'
import { diagnose } from '../../../src/engines/diagnose/run.ts'
import { EventQueue } from '../../../src/engines/kit/event-queue.ts'
import { fakeContext } from '../../support/diagnose/fake-context.ts'
import { virtualClock } from '../../support/diagnose/virtual-clock.ts'

const good: CheckOutcome = { state: 'good', summary: 'Well.', evidence: [], figures: {} }
const check = (
  name: CheckName,
  run: (context: CheckContext) => Promise<CheckOutcome> = async () => good,
  skip = '',
): Check => ({ name, title: name, skip: () => skip, run })

const goodIn = (context: CheckContext, ms: number): Promise<CheckOutcome> =>
  new Promise((resolve) => {
    context.clock.after(ms, () => resolve(good))
  })

const deps = (checks: Check[]) => ({
  checks,
  system: {
    ...fakeContext({ clock: virtualClock() }),
    tool: async () => ({ state: 'missing' as const, code: -1, stdout: '', stderr: '' }),
  },
  now: () => 1_800_000_000_000,
})
const request = (input: Parameters<typeof diagnoseInputSchema.parse>[0] = {}) => ({
  input: diagnoseInputSchema.parse(input),
  context: fakeContext().context,
})

async function reportsOf(checks: Check[], input: object = {}, signal = new AbortController().signal) {
  const reports: Diagnosis[] = []
  for await (const report of diagnose(request(input), deps(checks), signal)) reports.push(report)
  return reports
}

describe('a run', () => {
  test('streams the whole report and ends with a verdict', async () => {
    const reports = await reportsOf([check('dns', (context) => goodIn(context, 100)), check('interfaces')])
    expect(reports[0]).toMatchObject({
      state: 'running',
      verdict: 'Looking at the network: 0 of 2 checks done.',
      checks: [{ name: 'interfaces' }, { name: 'dns' }],
    })
    expect(reports.at(-1)).toMatchObject({
      state: 'good',
      checks: [{ state: 'good' }, { state: 'good', ms: 100 }],
    })
    for (const report of reports) expect(() => diagnosisSchema.parse(report)).not.toThrow()
    expect(reports.filter(({ state }) => state !== 'running')).toHaveLength(1)
  })

  test('gives up what takes too long, and does not judge it', async () => {
    let aborted = false
    const slow = check('ping', (context) => {
      context.signal.addEventListener('abort', () => {
        aborted = true
      })
      return new Promise(() => {})
    })
    const [ping, dns] = (await reportsOf([slow, check('dns')])).at(-1)!.checks.toReversed()
    expect(dns).toMatchObject({ name: 'dns', state: 'good' })
    expect(ping).toMatchObject({ name: 'ping', state: 'unknown', ms: 14_500 })
    expect(ping?.summary).toMatch(/deep run/)
    expect(aborted).toBe(true)
  })

  test('gives the deep one a minute', async () => {
    const reports = await reportsOf([check('ping', (context) => goodIn(context, 40_000))], { deep: true })
    expect(reports.at(-1)).toMatchObject({ deep: true, checks: [{ state: 'good', ms: 40_000 }] })
  })

  test('loads the path only when everything else is done, one after the other', async () => {
    const order: string[] = []
    const noted = (name: CheckName, ms: number) =>
      check(name, async (context) => {
        order.push(`${name} begins`)
        const outcome = await goodIn(context, ms)
        order.push(`${name} ends`)
        return outcome
      })
    await reportsOf([noted('latency-under-load', 10), noted('throughput', 20), noted('ping', 30)])
    expect(order).toEqual([
      'ping begins',
      'ping ends',
      'throughput begins',
      'throughput ends',
      'latency-under-load begins',
      'latency-under-load ends',
    ])
  })

  test('tells of those that were asked for alone, and runs what these need', async () => {
    let runs = 0
    const routes = check('routes', async () => {
      runs++
      return { ...good, figures: { defaultGateway: '192.0.2.1' } }
    })
    const ping = check('ping', async (context) => {
      const [first, second] = await Promise.all([context.result('routes'), context.result('routes')])
      expect(first).toBe(second)
      return { ...good, summary: String(first.figures['defaultGateway']) }
    })
    const last = (await reportsOf([routes, ping, check('dns')], { only: ['ping'] })).at(-1)
    expect(last?.checks).toMatchObject([{ name: 'ping', summary: '192.0.2.1' }])
    expect(runs).toBe(1)
  })

  test('says why a check is skipped, and survives one that breaks', async () => {
    const broken = check('dns', async () => {
      throw new Error('oops')
    })
    const last = (await reportsOf([broken, check('turn', undefined, 'Enter a server.')])).at(-1)
    expect(last?.checks).toMatchObject([
      { name: 'dns', state: 'unknown', evidence: ['Error: oops'] },
      { name: 'turn', state: 'skipped', summary: 'Enter a server.' },
    ])
    expect(last?.state).toBe('unknown')
  })

  test('tells a slow reader the newest alone', async () => {
    const names: CheckName[] = ['interfaces', 'routes', 'dns', 'ipv6', 'ping', 'nat']
    const run = diagnose(request(), deps(names.map((name) => check(name))), new AbortController().signal)
    await run.next()
    await new Promise((resolve) => setImmediate(resolve))
    const { value } = await run.next()
    expect(value).toMatchObject({ state: 'good' })
    expect((await run.next()).done).toBe(true)
  })

  test('ends at once when it is given up', async () => {
    const abort = new AbortController()
    const reports = reportsOf([check('ping', () => new Promise(() => {}))], {}, abort.signal)
    abort.abort()
    expect((await reports).every(({ state }) => state === 'running')).toBe(true)
  })
})

describe('the engine', () => {
  const never = [check('ping', () => new Promise(() => {}))]

  test('takes one run at a time, and the next when one was given up', async () => {
    const engine = new DiagnoseEngine(deps(never), new EventQueue())
    const abort = new AbortController()
    const first = engine.run(request(), abort.signal)
    await first.next()
    expect(engine.snapshot().running).toBe(true)
    const { signal } = new AbortController()
    await expect(engine.run(request(), signal).next()).rejects.toMatchObject({ code: 'diagnosis-busy' })
    abort.abort()
    const second = engine.run(request(), signal)
    const began = second.next()
    await first.return()
    expect((await began).value).toMatchObject({ state: 'running' })
    await Promise.all([engine.drain(), second.next()])
    expect(engine.snapshot().running).toBe(false)
  })

  test('tells what was found as an event', async () => {
    const events = new EventQueue()
    const bad = check('dns', async () => ({ ...good, state: 'bad', figures: { servers: [] } }))
    const { signal } = new AbortController()
    for await (const _report of new DiagnoseEngine(deps([bad]), events).run(request(), signal));
    const { value } = await events.read(signal).next()
    expect(value).toMatchObject({
      level: 'error',
      code: 'diagnosis-done',
      text: expect.stringMatching(/^This machine has no DNS server/),
    })
  })

  test('looks on by what costs nothing', async () => {
    const asked: CheckName[] = []
    const noted = (name: CheckName) =>
      check(name, async () => {
        asked.push(name)
        return { ...good, state: 'bad', figures: { usable: [], unplugged: ['eth0'] } }
      })
    const engine = new DiagnoseEngine(
      deps([noted('interfaces'), noted('ping'), noted('dns')]),
      new EventQueue(),
    )
    const abort = new AbortController()
    const looks = engine.watch(1000, abort.signal)
    expect((await looks.next()).value).toMatchObject({
      checks: [{ name: 'interfaces' }],
      causes: [{ code: 'no-network' }],
    })
    await looks.next()
    expect(asked).toEqual(['interfaces', 'interfaces'])
    abort.abort()
    expect((await looks.next()).done).toBe(true)
  })
})
