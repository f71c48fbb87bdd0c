import { expect, test } from 'vitest'
import type { EngineEvent, EngineStatus } from '../../../src/contract/index.ts'
import { type EngineThread, Supervisor } from '../../../src/host/supervisor.ts'
import { ManualClock, settle } from '../../support/manual-clock.ts'

/** A supervisor of engines that are nothing but levers for the test. */
function supervised() {
  const clock = new ManualClock()
  const threads: {
    end(reason: string): void
    alive(): void
    fail(error: Error): void
    terminated: boolean
  }[] = []
  const statuses: EngineStatus[] = []
  const events: EngineEvent[] = []
  const state = { startFails: false }
  const talks = new Map<unknown, { alive(): void; fail(error: Error): void }>()
  const supervisor = new Supervisor({
    name: 'forward',
    clock,
    start(): EngineThread {
      if (state.startFails) throw new Error('no such file')
      const { promise: ended, resolve } = Promise.withResolvers<string>()
      const link = { send() {}, receive() {} }
      const thread = {
        end: resolve,
        alive: () => talks.get(link)?.alive(),
        fail: (error: Error) => talks.get(link)?.fail(error),
        terminated: false,
      }
      threads.push(thread)
      return {
        link,
        ended,
        async terminate() {
          thread.terminated = true
        },
      }
    },
    converse: (link, alive) => new Promise((_, fail) => talks.set(link, { alive, fail })),
    changed: (status) => statuses.push(status),
    event: (event) => events.push(event),
  })
  return { clock, threads, statuses, events, supervisor, state }
}

test('an engine runs once it gave a sign of life', async () => {
  const { supervisor, threads } = supervised()
  supervisor.start()
  expect(supervisor.status.state).toBe('starting')
  threads[0]?.alive()
  expect(supervisor.status.state).toBe('running')
  await supervisor.stop()
})

test('an engine that ends is started again, and both are told', async () => {
  const { supervisor, threads, clock, events } = supervised()
  supervisor.start()
  threads[0]?.alive()
  threads[0]?.end('exit code 3')
  await settle()
  expect(supervisor.status).toMatchObject({ state: 'waiting', retryAt: clock.now() + 500, restarts: 0 })
  expect(events).toMatchObject([{ code: 'engine-crashed', level: 'error' }])
  expect(events[0]?.text).toContain('exit code 3')
  await clock.advance(500)
  expect(supervisor.status).toMatchObject({ state: 'starting', restarts: 1, retryAt: 0 })
  threads[1]?.alive()
  expect(events.at(-1)).toMatchObject({ code: 'engine-running', level: 'info' })
  await supervisor.stop()
})

test('the wait doubles from half a second to thirty', async () => {
  const { supervisor, threads, clock } = supervised()
  supervisor.start()
  const waits: number[] = []
  for (let life = 0; life < 9; life++) {
    threads.at(-1)?.end('crash')
    await settle()
    const wait = supervisor.status.retryAt - clock.now()
    waits.push(wait)
    await clock.advance(wait)
  }
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
  await supervisor.stop()
})

test('after a minute of health the wait is short again', async () => {
  const { supervisor, threads, clock } = supervised()
  supervisor.start()
  for (let life = 0; life < 4; life++) {
    threads.at(-1)?.end('crash')
    await clock.advance(30_000)
  }
  for (let second = 0; second <= 61; second++) {
    threads.at(-1)?.alive()
    await clock.advance(1000)
  }
  threads.at(-1)?.end('crash')
  await settle()
  expect(supervisor.status.retryAt - clock.now()).toBe(500)
  await supervisor.stop()
})

test('an engine that falls silent is ended and started again', async () => {
  const { supervisor, threads, clock, events } = supervised()
  supervisor.start()
  threads[0]?.alive()
  await clock.advance(4000)
  expect(threads[0]?.terminated).toBe(false)
  await clock.advance(2500)
  expect(threads[0]?.terminated).toBe(true)
  expect(events[0]?.text).toContain('did not answer')
  expect(threads.length).toBe(2)
  await supervisor.stop()
})

test('an engine is given more time to start than to answer', async () => {
  const { supervisor, threads, clock } = supervised()
  supervisor.start()
  await clock.advance(15_000)
  expect(threads[0]?.terminated).toBe(false)
  await clock.advance(10_000)
  expect(threads[0]?.terminated).toBe(true)
  await supervisor.stop()
})

test('an engine with which no conversation is possible, or that cannot even be started, is tried again', async () => {
  const { supervisor, threads, clock, events, state } = supervised()
  supervisor.start()
  state.startFails = true
  threads[0]?.fail(new Error('it refused its rules'))
  await clock.advance(500)
  expect(threads[0]?.terminated).toBe(true)
  expect(events.map(({ text }) => text).join()).toMatch(/refused its rules.*no such file/)
  state.startFails = false
  await clock.advance(1000)
  expect(supervisor.status.state).toBe('starting')
  await supervisor.stop()
})

test('stopping ends the engine and starts no other, also while waiting', async () => {
  const { supervisor, threads, clock, statuses } = supervised()
  supervisor.start()
  threads[0]?.alive()
  threads[0]?.end('crash')
  await settle()
  await supervisor.stop()
  await clock.advance(60_000)
  expect(threads.length).toBe(1)
  expect(statuses.at(-1)?.state).toBe('stopped')

  const second = supervised()
  second.supervisor.start()
  await second.supervisor.stop()
  expect(second.threads[0]?.terminated).toBe(true)
  expect(second.events).toEqual([])
})

test('an engine that is not needed does not run, and is no failure', async () => {
  const { supervisor, threads, clock, statuses, events } = supervised()
  supervisor.isNeeded = false
  supervisor.start()
  await clock.advance(60_000)
  expect(threads).toHaveLength(0)
  expect(supervisor.status.state).toBe('idle')

  supervisor.isNeeded = true
  await settle()
  threads[0]?.alive()
  expect(supervisor.status.state).toBe('running')
  supervisor.isNeeded = false
  await settle()
  expect(threads[0]?.terminated).toBe(true)
  expect(supervisor.status).toMatchObject({ state: 'idle', restarts: 0 })
  expect(events).toHaveLength(0)
  expect(statuses.map(({ state }) => state)).toEqual(['idle', 'starting', 'running', 'idle'])
  await supervisor.stop()
  expect(supervisor.status.state).toBe('stopped')
})

test('an engine that has crashed is not started again while it is not needed, and at once when it is', async () => {
  const { supervisor, threads, clock } = supervised()
  supervisor.start()
  threads[0]?.end('crash')
  await settle()
  expect(supervisor.status.state).toBe('waiting')
  supervisor.isNeeded = false
  await clock.advance(60_000)
  expect(threads).toHaveLength(1)
  supervisor.isNeeded = true
  await settle()
  expect(threads).toHaveLength(2)
  await supervisor.stop()
})
