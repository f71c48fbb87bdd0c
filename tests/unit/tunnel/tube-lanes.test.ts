import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { closeReasons } from '../../../src/engines/tunnel/frame/close-reason.ts'
import { Fault } from '../../../src/wire/fault.ts'
import { echoed, type Trouble, trouble } from '../../support/tunnel/troubled-pair.ts'
import { pattern, pump, TubePair } from '../../support/tunnel/tube-pair.ts'

let pair: TubePair

afterEach(() => pair.close())

const begin = async (rttMs: number, maxLanes = 8): Promise<void> => {
  pair = new TubePair({ maxLanes })
  pair.network.rttMs = rttMs
  pair.start()
  await pair.pass(2500)
}
const lanes = () => [pair.near.tube.snapshot().lanes, pair.far.tube.snapshot().lanes]

test('on a far path there are several lanes from the beginning, before anybody needs them', async () => {
  await begin(60)
  expect(lanes()).toEqual([8, 8])
  pair.close()
  await begin(60, 3)
  expect(lanes()).toEqual([3, 3])
  pair.close()
  await begin(20)
  expect(lanes()).toEqual([4, 4])
  pair.close()
  await begin(4)
  expect(lanes()).toEqual([1, 1])
})

test('a further lane that does not come about is not tried again at once', async () => {
  pair = new TubePair({ maxLanes: 2 })
  pair.network.rttMs = 60
  pair.start()
  await pair.run()
  pair.near.maker.faults = Array.from({ length: 9 }, () => new Fault('rtc-failed', 'There is no path.'))
  await pair.pass(20_000)
  expect(pair.near.maker.faults).toHaveLength(8)
  pair.near.maker.faults = []
  await pair.pass(20_000)
  expect(lanes()).toEqual([2, 2])
})

test('busy connections move to lanes that come later, until each lane has as many, and stay there', async () => {
  pair = await TubePair.open()
  const sent = pattern(8_000_000)
  const near = [1, 2, 3, 4].map(() => pair.near.open())
  const idle = pair.near.open()
  await pair.run()
  for (const one of near) pump(one, sent, 50_000, true)
  pair.near.tube.wantLanes(4)
  await pair.pass(2500, 1)
  expect(pair.near.tube.counters.moved).toBe(3)
  const bytes = [0, 0, 0, 0]
  pair.network.onMessage = ({ lane }, message) => {
    bytes[lane]! += message.length
  }
  await pair.pass(1500, 1)
  for (const one of bytes) expect(one).toBeGreaterThan(sent.length / 20)
  idle.stream.write(Buffer.from('still there'))
  await pair.pass(3000)
  expect(pair.near.tube.counters.moved).toBe(3)
  expect(pair.far.tube.counters.moved).toBe(0)
  for (const [at, { stream }] of near.entries()) {
    const far = pair.far.accepted[at]!
    expect([far.stream.number, far.happened]).toEqual([stream.number, ['end']])
    expect(far.all.equals(sent)).toBe(true)
  }
  expect(pair.far.accepted[4]!.all.toString()).toBe('still there')
})

test('one that is alone on its lane, and those that send little, stay where they are', async () => {
  pair = await TubePair.open({ maxLanes: 2 })
  pair.near.tube.wantLanes(2)
  const near = [1, 2, 3].map(() => pair.near.open())
  await pair.run()
  pump(near[0]!, pattern(20_000_000), 50_000)
  for (let turn = 0; turn < 200; turn++) {
    near[1]!.stream.write(Buffer.from('key'))
    near[2]!.stream.write(Buffer.from('key'))
    await pair.pass(20, 4)
  }
  expect(pair.near.tube.snapshot().lanes).toBe(2)
  expect(pair.near.tube.counters.moved).toBe(0)
})

test('a busy connection leaves a lane that takes no new ones, which is closed then', async () => {
  pair = await TubePair.open({ maxLanes: 2 })
  pair.near.tube.wantLanes(2)
  await pair.pass(1100)
  const near = [1, 2].map(() => pair.near.open())
  await pair.run()
  const sent = pattern(8_000_000)
  pump(near[1]!, sent, 50_000)
  pair.far.accepted[1]!.stream.write(Buffer.from('hello'))
  pair.near.tube.set({ maxLanes: 1 })
  await pair.pass(1500, 1)
  expect(pair.near.tube.counters.moved).toBe(1)
  // What comes back is not busy, and keeps the lane as long as it is there.
  await pair.pass(10_000)
  expect(pair.near.tube.snapshot().lanes).toBe(2)
  expect(pair.far.accepted[1]!.all.equals(sent)).toBe(true)
  near[1]!.stream.close(closeReasons.normal)
  await pair.pass(8000)
  expect(pair.near.tube.snapshot().lanes).toBe(1)
})

test('when a lane does not come back, both ends hear of the connections that it carried, one way or both', async () => {
  pair = await TubePair.open()
  const near = [1, 2].map(() => pair.near.open())
  await pair.run()
  for (const one of near) pump(one, pattern(20_000_000), 50_000)
  pair.near.tube.wantLanes(2)
  await pair.pass(2500, 4)
  expect(pair.near.tube.counters.moved).toBe(1)
  pair.near.maker.hangs = 1000
  pair.network.links.find(({ lane }) => lane === 1)!.cut()
  await pair.pass(70_000)
  const left = near.filter(({ happened }) => !happened.includes('closed'))
  expect(left).toHaveLength(1)
  expect(pair.far.accepted.map(({ reason }) => reason).sort()).toEqual([
    closeReasons.connectionLost,
    undefined,
  ])
  expect(pair.near.tube.snapshot().connections).toBe(1)
  expect(pair.far.tube.snapshot().connections).toBe(1)
})

test('credit that was told on a lane that dies is told again on the one to which the connection has moved', async () => {
  pair = await TubePair.open()
  const near = [1, 2].map(() => pair.near.open())
  await pair.run()
  // The far end sends much, and so moves; the near end takes it and tells credit.
  const sent = pattern(6_000_000)
  for (const far of pair.far.accepted) pump(far, sent, 50_000)
  for (const one of near) pump(one, sent, 50_000)
  pair.near.tube.wantLanes(2)
  await pair.pass(2500, 4)
  expect(pair.near.tube.counters.moved + pair.far.tube.counters.moved).toBe(2)
  for (const lane of [1, 0]) {
    pair.network.open.find((link) => link.lane === lane)!.cut()
    await pair.pass(500, 4)
  }
  await pair.pass(10_000)
  for (const one of [...near, ...pair.far.accepted]) expect(one.all.equals(sent)).toBe(true)
})

const anyTrouble = fc.record({
  after: fc.integer({ min: 1, max: 200 }),
  what: fc.constantFrom<Trouble['what'][]>('cut', 'silence', 'remake', 'fewer', 'more'),
})

test('whatever becomes of lanes while connections move, every byte of every connection arrives once', async () => {
  let moved = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyTrouble, { minLength: 1, maxLength: 10 }),
      fc.array(fc.integer({ min: 0, max: 1_500_000 }), { minLength: 3, maxLength: 6 }),
      fc.integer({ min: 8000, max: 70_000 }),
      fc.integer({ min: 1, max: 2 }),
      async (troubles, sizes, step, most) => {
        pair = await TubePair.open()
        trouble(pair, troubles)
        const echo = echoed(pair, sizes, step)
        pair.near.tube.wantLanes(3)
        for (let turn = 0; turn < 200; turn++) {
          await pair.pass(turn < 10 ? 500 : 1500, turn < 10 ? most : undefined)
          if (echo.isOver) break
        }
        await pair.pass(500)
        echo.expectAllOnce()
        moved += pair.near.tube.counters.moved + pair.far.tube.counters.moved
        expect([pair.near.tube.counters.offences, pair.far.tube.counters.offences]).toEqual([0, 0])
        pair.close()
      },
    ),
    { numRuns: 12 },
  )
  expect(moved).toBeGreaterThan(3)
}, 30_000)
