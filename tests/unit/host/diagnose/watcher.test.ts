import { expect, test } from 'vitest'
import type { Cause, diagnoseContract } from '../../../../src/contract/diagnose.ts'
import type { EngineEvent } from '../../../../src/contract/events.ts'
import type { Client } from '../../../../src/contract/procedure.ts'
import { Watcher } from '../../../../src/host/diagnose/watcher.ts'
import { cause } from '../../../support/diagnose/report.ts'
import { ManualClock, settle } from '../../../support/manual-clock.ts'

type Look = { causes: Cause[]; checks: [] }

/** A watcher whose engine sees what the test says. */
function watching() {
  const clock = new ManualClock()
  const events: EngineEvent[] = []
  const watches: AbortSignal[] = []
  let tell: (look: Look | Error) => void = () => {}
  const client = {
    async *watch(_: unknown, signal: AbortSignal) {
      watches.push(signal)
      for (;;) {
        const look = await new Promise<Look | Error | undefined>((resolve) => {
          tell = resolve
          signal.addEventListener('abort', () => resolve(undefined))
        })
        if (look === undefined) return
        if (look instanceof Error) throw look
        yield look
      }
    },
  } as unknown as Client<typeof diagnoseContract>
  const watcher = new Watcher({
    ask: (question) => question(client),
    event: (one) => events.push(one),
    clock,
  })
  const sees = async (...codes: string[]) => {
    tell({ causes: codes.map((code) => cause({ code })), checks: [] })
    await settle()
  }
  const fails = async () => {
    tell(new Error('away'))
    await settle()
  }
  const codes = () => watcher.causes.map(({ code }) => code)
  return { clock, watcher, events, watches, sees, fails, codes }
}

test('nobody looks while nothing runs', async () => {
  const { watcher, watches } = watching()
  watcher.flows(false)
  await settle()
  expect(watches).toEqual([])
})

test('what is seen twice in a row is told once, and is over when it is seen no more', async () => {
  const { watcher, events, sees, codes } = watching()
  watcher.flows(true)
  await settle()
  await sees('cpu')
  expect(codes()).toEqual([])
  await sees('cpu', 'mtu')
  expect(codes()).toEqual(['cpu'])
  await sees('cpu')
  await sees('cpu')
  expect(events.map(({ code, level }) => [code, level])).toEqual([['cpu', 'warning']])
  await sees()
  expect(codes()).toEqual([])
  await sees('cpu')
  await sees('cpu')
  expect(events).toHaveLength(2)
  watcher.stop()
})

test('it goes on over short pauses, and ends after a while without streams', async () => {
  const { watcher, clock, watches, sees, codes } = watching()
  watcher.flows(true)
  await settle()
  await sees('cpu')
  await sees('cpu')
  await clock.advance(20_000)
  watcher.flows(false)
  expect(watches[0]?.aborted).toBe(false)
  expect(codes()).toEqual(['cpu'])
  await clock.advance(20_000)
  watcher.flows(false)
  expect(watches[0]?.aborted).toBe(true)
  expect(codes()).toEqual([])
  watcher.flows(true)
  await settle()
  expect(watches).toHaveLength(2)
  watcher.stop()
})

test('an engine that ends is asked again', async () => {
  const { watcher, clock, watches, fails } = watching()
  watcher.flows(true)
  await settle()
  await fails()
  expect(watches).toHaveLength(1)
  await clock.advance(5000)
  await settle()
  expect(watches).toHaveLength(2)
  watcher.stop()
})
