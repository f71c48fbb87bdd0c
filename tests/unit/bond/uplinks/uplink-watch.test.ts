import { expect, test } from 'vitest'
import type { SystemUplink } from '../../../../src/engines/bond/uplinks/system-uplinks.ts'
import { UplinkWatch } from '../../../../src/engines/bond/uplinks/uplink-watch.ts'
import { ManualClock } from '../../../support/manual-clock.ts'
import { fakeTools } from './fake-tools.ts'

/** A watch on a system that tells nothing by itself. */
async function watching() {
  const interfaces: Record<string, string[]> = { en0: ['192.0.2.5/24'] }
  const clock = new ManualClock()
  const told: string[][] = []
  const tools = fakeTools({ platform: 'aix', interfaces })
  const changed = (uplinks: SystemUplink[]) => told.push(uplinks.map(({ address }) => address))
  const watch = new UplinkWatch(changed, { tools, clock })
  await clock.advance(0)
  return { interfaces, clock, told, watch }
}

test('the list is told at first and then when it is another', async () => {
  const { interfaces, clock, told, watch } = await watching()
  expect(told).toEqual([['192.0.2.5']])
  await clock.advance(20_000)
  expect(told).toHaveLength(1)
  interfaces['wwan0'] = ['10.0.0.2/24']
  await clock.advance(2500)
  expect(told.at(-1)).toEqual(['192.0.2.5', '10.0.0.2'])
  delete interfaces['wwan0']
  await clock.advance(2500)
  expect(told.at(-1)).toEqual(['192.0.2.5'])
  expect(told).toHaveLength(3)
  watch.close()
})

test('looking finds a change at once', async () => {
  const { interfaces, told, watch } = await watching()
  interfaces['wwan0'] = ['10.0.0.2/24']
  await watch.look()
  expect(told).toHaveLength(2)
  watch.close()
})

test('after closing nothing is told and no timer is left', async () => {
  const { interfaces, clock, told, watch } = await watching()
  interfaces['wwan0'] = ['10.0.0.2/24']
  const looking = watch.look()
  watch.close()
  await looking
  await clock.advance(60_000)
  expect(told).toHaveLength(1)
})
