import { expect, test } from 'vitest'
import { type Bond, type BondsSnapshot, bondContract, type Server } from '../../../src/contract/index.ts'
import { Bonds } from '../../../src/host/bond.ts'
import { serve } from '../../../src/wire/index.ts'
import { bond, receiver } from '../../support/bonds.ts'
import { ManualClock, settle } from '../../support/manual-clock.ts'
import { memoryPair } from '../../support/wire/memory-pair.ts'

/** The host's end of a conversation with bond engines that do what the test says. */
function conversing() {
  const clock = new ManualClock()
  const told: BondsSnapshot[] = []
  const listener = { snapshot: (each: BondsSnapshot) => told.push(each), event: () => {} }
  const bonds = new Bonds(
    () => [],
    listener,
    clock,
    async () => {},
  )
  /** Starts an engine and tells what it was asked. */
  function engine() {
    const asked = { applied: [] as Bond[][], intervals: [] as number[], open: 0 }
    const [near, far, cut] = memoryPair()
    const server = {
      apply: ({ bonds }: { bonds: Bond[] }) => void asked.applied.push(bonds),
      probe: () => new Promise<void>(() => {}),
      async *snapshots({ intervalMs }: { intervalMs: number }, signal: AbortSignal) {
        asked.intervals.push(intervalMs)
        asked.open++
        yield { at: 1, bonds: [], receivers: [], loopDelayMs: 0, eventsLost: 0 }
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        asked.open--
      },
      async *events(_: unknown, signal: AbortSignal) {
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
      },
    } as unknown as Server<typeof bondContract>
    serve(bondContract, server, far, () => {})
    const over = new AbortController()
    const ended = bonds.engine
      .converse(near, () => {}, over.signal)
      .then(
        () => 'returned',
        (error) => (error as Error).message,
      )
    return { asked, cut, ended, over }
  }
  return { clock, bonds, engine, told }
}

test('an engine with nothing to do is asked once a second, one that works ten times', async () => {
  const { bonds, clock, engine } = conversing()
  await bonds.apply([bond({ enabled: false })], [])
  const { asked } = engine()
  await settle()
  expect(asked.intervals).toEqual([1000])
  await clock.advance(100)
  await bonds.apply([bond()], [])
  await clock.advance(100)
  await bonds.apply([bond(), bond()], [])
  await clock.advance(100)
  expect(asked.intervals).toEqual([1000, 100])
  await bonds.apply([], [])
  await clock.advance(100)
  expect(asked.intervals).toEqual([1000, 100, 1000])
  await bonds.apply([], [receiver()])
  await clock.advance(100)
  expect(asked).toMatchObject({ intervals: [1000, 100, 1000, 100], open: 1 })
})

test('each engine gets what was set before it began, and changes as they come', async () => {
  const { bonds, engine } = conversing()
  const [one, two] = [bond(), bond()]
  await bonds.apply([one], [])
  const first = engine()
  await settle()
  await bonds.apply([one, two], [])
  expect(first.asked.applied).toEqual([[one], [one, two]])
  first.cut()
  expect(await first.ended).toContain('lost')
  await bonds.apply([two], [])
  const second = engine()
  await settle()
  expect(second.asked.applied).toEqual([[two]])
})

test('a question that is open when the engine ends is answered: it is not running', async () => {
  const { bonds, engine } = conversing()
  const unavailable = { code: 'engine-unavailable', message: expect.stringContaining('bonding') }
  await expect(bonds.engine.ask((client) => client.probe(undefined))).rejects.toMatchObject(unavailable)
  const { cut, ended } = engine()
  await settle()
  const asking = bonds.engine.ask((client) => client.probe(undefined))
  cut()
  await expect(asking).rejects.toMatchObject(unavailable)
  await ended
})

test('a conversation that is over ends everything that was open', async () => {
  const { bonds, engine, clock, told } = conversing()
  await bonds.apply([bond()], [])
  const { asked, over, ended } = engine()
  await clock.advance(100)
  expect(told).toHaveLength(1)
  over.abort()
  await ended
  await settle()
  expect(asked.open).toBe(0)
})
