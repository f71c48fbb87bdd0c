import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { closeReasons } from '../../../src/engines/tunnel/frame/close-reason.ts'
import { Fault } from '../../../src/wire/fault.ts'
import { echoed, type Trouble, trouble } from '../../support/tunnel/troubled-pair.ts'
import { pattern, pump, TubePair } from '../../support/tunnel/tube-pair.ts'

let pair: TubePair

afterEach(() => pair.close())

test('a path that is cut is made anew, and connections go on without losing or repeating a byte', async () => {
  pair = await TubePair.open()
  const near = pair.near.open()
  await pair.run()
  const sent = pattern(3_000_000)
  pump(near, sent, 40_000)
  let messages = 0
  pair.network.onMessage = (link) => {
    if (++messages === 12) link.cut()
  }
  await pair.pass(3000)
  expect(pair.far.accepted[0]!.all.equals(sent)).toBe(true)
  expect(pair.near.states).toEqual(['open', 'lost', 'open'])
  expect(pair.near.tube.snapshot().resumes).toBe(1)
  expect(pair.near.events).toEqual(['tube-lost', 'tube-back'])
})

const anyTrouble = fc.record({
  after: fc.integer({ min: 1, max: 40 }),
  what: fc.constantFrom<Trouble['what'][]>('cut', 'silence', 'remake'),
})

test('wherever paths are cut, fall silent or are replaced, every byte of every connection arrives once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyTrouble, { minLength: 1, maxLength: 8 }),
      fc.array(fc.integer({ min: 0, max: 300_000 }), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 70_000 }),
      async (troubles, sizes, step) => {
        pair = await TubePair.open()
        trouble(pair, troubles)
        const echo = echoed(pair, sizes, step)
        for (let turn = 0; turn < 60; turn++) {
          await pair.pass(1500)
          if (echo.isOver) break
        }
        await pair.pass(500)
        echo.expectAllOnce()
        pair.close()
      },
    ),
    { numRuns: 40 },
  )
})

test('a path on which nothing is heard is replaced while it is still there', async () => {
  pair = await TubePair.open()
  const near = pair.near.open()
  await pair.run()
  pair.network.links[0]!.isSilent = true
  near.stream.write(pattern(100_000))
  await pair.pass(6000)
  expect(pair.far.accepted[0]!.all.equals(pattern(100_000))).toBe(true)
  expect(pair.near.states).toEqual(['open'])
  expect(pair.near.tube.snapshot()).toMatchObject({ resumes: 1, lanes: 1 })
  expect(pair.network.open).toHaveLength(1)
})

test('after a change of network a dead path is replaced within two seconds', async () => {
  pair = await TubePair.open()
  const near = pair.near.open()
  await pair.pass(5000)
  pair.network.links[0]!.isSilent = true
  near.stream.write(Buffer.from('still there?'))
  pair.near.tube.networkChanged()
  await pair.pass(2300)
  expect(pair.far.accepted[0]!.all.toString()).toBe('still there?')
})

test('the responder that notices a dead path asks for another', async () => {
  pair = await TubePair.open()
  await pair.pass(3000)
  pair.network.links[0]!.isSilent = true
  pair.far.tube.networkChanged()
  await pair.pass(2300)
  expect(pair.far.maker.missedLanes).toEqual([0])
  expect(pair.near.tube.snapshot().resumes).toBe(0)
  expect(pair.network.open).toHaveLength(1)
  expect(pair.network.open[0]!.epoch).toBe(1)
})

test('a change of network that changes nothing leaves the path alone', async () => {
  pair = await TubePair.open()
  await pair.pass(2000)
  pair.near.tube.networkChanged()
  pair.far.tube.networkChanged()
  await pair.pass(5000)
  expect(pair.near.maker.made).toBe(1)
})

test('while there is no path connections wait, new ones too, and go on when there is one', async () => {
  pair = await TubePair.open()
  const near = pair.near.open()
  await pair.run()
  pair.network.isDown = true
  pair.network.links[0]!.cut()
  await pair.pass(30_000)
  near.stream.write(Buffer.from('later'))
  const fresh = pair.near.open()
  pair.near.tube.askListen('way', { host: '127.0.0.1', port: 1 })
  await pair.pass(10_000)
  expect(pair.near.tube.state).toBe('lost')
  pair.network.isDown = false
  await pair.pass(12_000)
  expect(pair.near.tube.state).toBe('open')
  expect(pair.far.accepted[0]!.all.toString()).toBe('later')
  expect(fresh.happened).toEqual(['opened'])
  expect(pair.far.listens).toEqual(['way 127.0.0.1:1'])
})

test('credit that was told on a path that died is told again on the next', async () => {
  pair = await TubePair.open()
  const near = pair.near.open()
  await pair.run()
  const far = pair.far.accepted[0]!
  far.isStalled = true
  const sent = pattern(1_000_000)
  pump(near, sent, 50_000)
  await pair.pass(100)
  // Everything is taken while nothing can be said.
  pair.network.isDown = true
  pair.network.links[0]!.cut()
  await pair.pass(50)
  far.resume()
  await pair.pass(1000)
  pair.network.isDown = false
  await pair.pass(5000)
  expect(far.all.equals(sent)).toBe(true)
})

test('when no path comes within the time that there is, the tube is over and says why', async () => {
  pair = await TubePair.open()
  const near = pair.near.open()
  await pair.run()
  pair.network.isDown = true
  pair.network.links[0]!.cut()
  await pair.pass(125_000)
  expect(pair.near.ended).toMatchObject({ code: 'rtc-failed', text: 'There is no path.' })
  expect(pair.far.ended).toMatchObject({ code: 'tube-lost' })
  expect(near.reason).toBe(closeReasons.tunnelClosed)
})

test('an end that cannot prove itself any more ends the tube at once', async () => {
  pair = await TubePair.open()
  pair.near.maker.faults = [new Fault('transfer-unproven', 'Somebody stands between.')]
  pair.network.links[0]!.cut()
  await pair.run()
  expect(pair.near.ended).toEqual({ code: 'transfer-unproven', text: 'Somebody stands between.' })
})

test('the first path is tried three times', async () => {
  pair = new TubePair()
  pair.network.isDown = true
  pair.start()
  await pair.pass(5000)
  expect(pair.near.ended).toMatchObject({ code: 'rtc-failed' })
  expect(() => pair.near.open()).toThrow()
})

test('a lane more carries new connections, and comes back by itself when it is lost', async () => {
  pair = await TubePair.open()
  const first = pair.near.open()
  await pair.run()
  pair.near.tube.wantLanes(2)
  await pair.pass(1100)
  expect(pair.near.tube.snapshot().lanes).toBe(2)
  const second = pair.near.open()
  await pair.run()
  const sent = pattern(400_000)
  pump(first, sent, 30_000)
  pump(second, sent, 30_000)
  pair.network.links.find(({ lane }) => lane === 1)!.cut()
  await pair.pass(3000)
  for (const far of pair.far.accepted) expect(far.all.equals(sent)).toBe(true)
  expect(pair.near.states).toEqual(['open'])
  expect(pair.network.links.map(({ lane, epoch }) => [lane, epoch])).toEqual([
    [0, 0],
    [1, 0],
    [1, 1],
  ])
})

test('a lane that is not wanted any more is closed when its connections are', async () => {
  pair = await TubePair.open()
  pair.near.open()
  pair.near.tube.wantLanes(2)
  await pair.pass(1100)
  const second = pair.near.open()
  await pair.run()
  pair.near.tube.wantLanes(1)
  await pair.pass(8000)
  expect(pair.near.tube.snapshot().lanes).toBe(2)
  pair.near.open()
  second.stream.close(closeReasons.normal)
  await pair.pass(8000)
  expect(pair.near.tube.snapshot().lanes).toBe(1)
  expect(pair.far.tube.snapshot().lanes).toBe(1)
  expect(pair.near.tube.snapshot().connections).toBe(2)
})

test('a path that is being looked for on a network that is gone is given up for one on the new', async () => {
  pair = await TubePair.open()
  pair.near.maker.hangs = 1
  pair.network.links[0]!.cut()
  await pair.pass(5000)
  expect(pair.near.tube.state).toBe('lost')
  pair.near.tube.networkChanged()
  await pair.pass(500)
  expect(pair.near.tube.state).toBe('open')
})

test('what goes wrong in one try after the first is tried again', async () => {
  pair = await TubePair.open()
  pair.near.maker.faults = [new Fault('tunnel-protocol', 'Something came that was not due.')]
  pair.network.links[0]!.cut()
  await pair.pass(1000)
  expect(pair.near.tube.state).toBe('open')
})

test('texts are heard once and in order wherever paths are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 8 }),
      fc.integer({ min: 1, max: 30 }),
      async (cuts, count) => {
        pair = await TubePair.open({ maxLanes: 2 })
        pair.near.tube.wantLanes(2)
        await pair.pass(1100)
        let left = cuts.shift() ?? 0
        pair.network.onMessage = (link) => {
          if (left === 0 || --left > 0) return
          link.cut()
          left = cuts.shift() ?? 0
        }
        const wanted: string[] = []
        for (let index = 0; index < count; index++) {
          pair.near.tube.askListen(`way-${index}`, { host: 'h', port: index })
          wanted.push(`way-${index} h:${index}`)
          if (index % 3 === 0) await pair.pass(20)
        }
        await pair.pass(5000)
        expect(pair.far.listens).toEqual(wanted)
        pair.close()
      },
    ),
    { numRuns: 40 },
  )
})
