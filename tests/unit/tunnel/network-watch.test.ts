import type { NetworkInterfaceInfo } from 'node:os'
import { expect, test } from 'vitest'
import { NetworkWatch } from '../../../src/engines/tunnel/network-watch.ts'
import { ManualClock } from '../../support/manual-clock.ts'

const at = (address: string, internal = false) => ({ address, internal }) as NetworkInterfaceInfo

function start() {
  const clock = new ManualClock()
  const state = { wlan0: [at('192.0.2.7')], lo: [at('127.0.0.1', true)], changes: 0, looks: 0 }
  const watch = new NetworkWatch({
    clock,
    changed: () => state.changes++,
    read: () => {
      state.looks++
      return { wlan0: state.wlan0, lo: state.lo }
    },
  })
  return { clock, state, watch }
}

test('another address is noticed within two seconds, once', async () => {
  const { clock, state, watch } = start()
  watch.isWanted = true
  await clock.advance(10_000)
  expect(state.changes).toBe(0)
  state.wlan0 = [at('198.51.100.4')]
  await clock.advance(2000)
  expect(state.changes).toBe(1)
  await clock.advance(10_000)
  expect(state.changes).toBe(1)
})

test('the order of addresses is none of a network, nor are those of the machine itself', async () => {
  const { clock, state, watch } = start()
  state.wlan0 = [at('192.0.2.7'), at('2001:db8::7')]
  watch.isWanted = true
  state.wlan0 = [at('2001:db8::7'), at('192.0.2.7')]
  state.lo = [at('127.0.0.2', true)]
  await clock.advance(2000)
  expect(state.changes).toBe(0)
})

test('nothing is looked at while there is no tube, and what changed meanwhile is past', async () => {
  const { clock, state, watch } = start()
  watch.isWanted = true
  watch.isWanted = false
  state.wlan0 = []
  const { looks } = state
  await clock.advance(60_000)
  expect(state.looks).toBe(looks)
  watch.isWanted = true
  await clock.advance(10_000)
  expect(state.changes).toBe(0)
})
