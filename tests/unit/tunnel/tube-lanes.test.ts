import { afterEach, expect, test } from 'vitest'
import { Fault } from '../../../src/wire/fault.ts'
import { TubePair } from '../../support/tunnel/tube-pair.ts'

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
