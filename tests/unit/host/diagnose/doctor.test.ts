import { expect, test } from 'vitest'
import { type Diagnosis, diagnoseContract, type Server } from '../../../../src/contract/index.ts'
import { Doctor, type DoctorOptions } from '../../../../src/host/diagnose/doctor.ts'
import { nothingFlowed } from '../../../../src/host/diagnose/needs.ts'
import { defaultSettings } from '../../../../src/host/settings-format.ts'
import { Fault } from '../../../../src/wire/fault.ts'
import { serve } from '../../../../src/wire/index.ts'
import { report } from '../../../support/diagnose/report.ts'
import { deviceIdOf } from '../../../support/fake-host/devices.ts'
import { ManualClock, settle } from '../../../support/manual-clock.ts'
import { memoryPair } from '../../../support/wire/memory-pair.ts'

const running = report({ state: 'running', causes: [] })
const input = { deep: false, only: [] }

/** A doctor whose engine tells what the test gives it. */
function working(given: Partial<DoctorOptions> = {}) {
  const kept: Diagnosis[] = []
  const settings = defaultSettings()
  settings.transfer.iceServers.push({ url: 'turn:relay:3478', username: 'u', credential: 'turn-pass' })
  const doctor: Doctor = new Doctor({
    settings: () => settings,
    version: '0.1.0',
    flowed: nothingFlowed,
    last: { read: async () => kept.at(-1), keep: async (one) => void kept.push(one) },
    listener: { snapshot: () => {}, event: () => {} },
    clock: new ManualClock(),
    engineNeeded: (isNeeded) => doctor.engineIs(isNeeded ? 'running' : 'idle'),
    reach: async () => null,
    ...given,
  })
  const runs: { asked: Parameters<Server<typeof diagnoseContract>['run']>[0]; signal: AbortSignal }[] = []
  let tell: (one: Diagnosis | undefined) => void = () => {}
  const server = {
    async *run(asked: (typeof runs)[number]['asked'], signal: AbortSignal) {
      runs.push({ asked, signal })
      for (;;) {
        const next = await new Promise<Diagnosis | undefined>((resolve) => {
          tell = resolve
          signal.addEventListener('abort', () => resolve(undefined))
        })
        if (next === undefined) return
        yield next
      }
    },
    async *snapshots() {
      yield { at: 1, running: false }
      await new Promise(() => {})
    },
    async *events(_: unknown, signal: AbortSignal) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
    },
  } as unknown as Server<typeof diagnoseContract>
  const [near, far, cut] = memoryPair()
  serve(diagnoseContract, server, far, () => {})
  void doctor.engine.converse(near, () => {}, new AbortController().signal).catch(() => {})
  const say = async (one: Diagnosis | undefined) => {
    tell(one)
    await settle()
  }
  return { doctor, kept, runs, say, cut }
}

/** Reads in the background. */
function reading(reports: AsyncIterable<Diagnosis>) {
  const seen: Diagnosis[] = []
  const ended = (async () => {
    for await (const one of reports) seen.push(one)
    return 'done'
  })().catch((error) => (error as { code?: string }).code ?? String(error))
  return { seen, ended }
}

const van = deviceIdOf('van')
const never = new AbortController().signal

test('reports stream through without secrets, and the last one is kept', async () => {
  const { doctor, kept, say, runs } = working()
  const { seen, ended } = reading(doctor.diagnose(input, never))
  await settle()
  expect(runs[0]?.asked.context).toMatchObject({ version: '0.1.0', needs: [], peer: null })
  expect(runs[0]?.asked.context.iceServers).toHaveLength(1)
  await say({ ...running, verdict: 'rtsp://a:b@c/ and turn-pass' })
  expect(seen.map(({ verdict }) => verdict)).toEqual(['rtsp://[removed]@c/ and [removed]'])
  expect(kept).toEqual([])
  await say(report())
  await say(undefined)
  expect(await ended).toBe('done')
  expect(seen.at(-1)?.state).toBe('bad')
  expect(kept).toEqual([report()])
  expect(await doctor.last()).toEqual(report())
})

test('two that ask the same share one run; another question is refused meanwhile', async () => {
  const { doctor, say, runs } = working()
  const one = reading(doctor.diagnose(input, never))
  const two = reading(doctor.diagnose({ ...input }, never))
  const other = reading(doctor.diagnose({ ...input, deep: true }, never))
  await settle()
  expect(await other.ended).toBe('diagnosis-busy')
  await say(running)
  await say(report())
  await say(undefined)
  expect([await one.ended, await two.ended]).toEqual(['done', 'done'])
  expect(runs).toHaveLength(1)
  expect(two.seen.at(-1)).toEqual(one.seen.at(-1))
  const next = reading(doctor.diagnose({ ...input, deep: true }, never))
  await settle()
  await say(report())
  await say(undefined)
  expect(await next.ended).toBe('done')
})

test('a run ends when the last of its readers goes, and leaves no report behind', async () => {
  const { doctor, kept, runs } = working()
  const [first, second] = [new AbortController(), new AbortController()]
  const one = reading(doctor.diagnose(input, first.signal))
  const two = reading(doctor.diagnose(input, second.signal))
  await settle()
  first.abort()
  await settle()
  expect(runs[0]?.signal.aborted).toBe(false)
  second.abort()
  await settle()
  await Promise.all([one.ended, two.ended])
  expect(runs[0]?.signal.aborted).toBe(true)
  expect(kept).toEqual([])
})

test('an engine that ends in the midst fails the run', async () => {
  const { doctor, say, cut } = working()
  const { seen, ended } = reading(doctor.diagnose(input, never))
  await settle()
  await say(running)
  cut()
  expect(await ended).toBe('engine-unavailable')
  expect(seen).toHaveLength(1)
  expect(await reading(doctor.diagnose(input, never)).ended).toBe('engine-unavailable')
})

test('a device that cannot be reached keeps nothing else from being looked at', async () => {
  const peer = { name: 'OB van', host: '10.0.0.9', port: 5000, token: 't' }
  const asked: string[] = []
  const reach = async (id: string) => {
    asked.push(id)
    if (asked.length > 1) throw new Fault('peer-unreachable', 'OB van does not answer.')
    return peer
  }
  const { doctor, say, runs } = working({ reach })
  for (const expected of [peer, null]) {
    const { ended } = reading(doctor.diagnose({ ...input, peer: van }, never))
    await settle()
    expect(runs.at(-1)?.asked.context.peer).toEqual(expected)
    expect(runs.at(-1)?.asked.context.peerProblem).toBe(expected ? undefined : 'OB van does not answer.')
    await say(report())
    await say(undefined)
    expect(await ended).toBe('done')
  }
  expect(asked).toEqual([van, van])
})

test('the engine runs while somebody wants something of it, and some minutes longer', async () => {
  const needs: boolean[] = []
  const clock = new ManualClock()
  const { doctor, say } = working({
    clock,
    engineNeeded(isNeeded) {
      needs.push(isNeeded)
      doctor.engineIs(isNeeded ? 'running' : 'idle')
    },
  })
  expect(needs).toEqual([])
  const { ended } = reading(doctor.diagnose(input, never))
  await settle()
  await clock.advance(10 * 60_000)
  expect(needs).toEqual([true])
  await say({ ...running, state: 'good' })
  await say(undefined)
  expect(await ended).toBe('done')
  await clock.advance(2 * 60_000)
  expect(needs).toEqual([true])
  await clock.advance(2 * 60_000)
  expect(needs).toEqual([true, false])
})
