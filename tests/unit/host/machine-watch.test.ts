import type { NetworkInterfaceInfo } from 'node:os'
import { describe, expect, test } from 'vitest'
import type { EngineEvent } from '../../../src/contract/events.ts'
import type { Clock } from '../../../src/host/clock.ts'
import { MachineWatch } from '../../../src/host/machine-watch.ts'
import { ManualClock } from '../../support/manual-clock.ts'

/** A clock whose timers stand still while the machine sleeps, as those of Node do. */
class SleepyClock implements Clock {
  readonly #awake = new ManualClock()
  #sleptMs = 0
  now = () => this.#awake.now() + this.#sleptMs
  after = (ms: number, then: () => void) => this.#awake.after(ms, then)
  advance = (ms: number) => this.#awake.advance(ms)
  sleep(ms: number): void {
    this.#sleptMs += ms
  }
}

const address = (text: string, internal = false) => ({ address: text, internal }) as NetworkInterfaceInfo

function watched() {
  const clock = new SleepyClock()
  const events: EngineEvent[] = []
  const state = {
    tries: 0,
    interfaces: { lo: [address('127.0.0.1', true)], eth0: [address('10.0.0.5')] } as NodeJS.Dict<
      NetworkInterfaceInfo[]
    >,
  }
  const watch = new MachineWatch({
    clock,
    tryAgain: () => state.tries++,
    event: (event) => events.push(event),
    interfaces: () => state.interfaces,
  })
  return { clock, events, state, watch }
}

describe('a machine', () => {
  test('that stays as it is lets everything alone', async () => {
    const { clock, events, state } = watched()
    await clock.advance(600_000)
    expect([state.tries, events]).toEqual([0, []])
  })

  test('that has slept for hours has everything tried again, once', async () => {
    const { clock, events, state } = watched()
    await clock.advance(12_000)
    clock.sleep(8 * 3_600_000 + 180_000)
    await clock.advance(60_000)
    expect(state.tries).toBe(1)
    expect(events).toMatchObject([{ code: 'machine-awake', level: 'info' }])
    expect(events[0]?.text).toContain('8 h 3 min')
  })

  test('that the system says has woken up is not told twice', async () => {
    const { clock, events, state, watch } = watched()
    clock.sleep(3_600_000)
    watch.awake()
    expect(state.tries).toBe(1)
    await clock.advance(60_000)
    expect([state.tries, events.length]).toEqual([1, 1])
  })

  test('whose clock is set back has not slept', async () => {
    const { clock, events, state } = watched()
    clock.sleep(-3_600_000)
    await clock.advance(60_000)
    expect([state.tries, events]).toEqual([0, []])
  })

  test('that goes to another network has everything tried at once, and again when that has settled', async () => {
    const { clock, events, state } = watched()
    state.interfaces = { wwan0: [address('100.64.0.9'), address('fe80::1')] }
    await clock.advance(5000)
    expect(state.tries).toBe(1)
    expect(events[0]?.text).toBe(
      'The addresses of this machine have changed; gone: 10.0.0.5 (eth0); new: 100.64.0.9 (wwan0).',
    )
    await clock.advance(60_000)
    expect([state.tries, events.length]).toEqual([2, 1])
  })

  test('with a new container is the same machine', async () => {
    const { clock, events, state } = watched()
    state.interfaces = { ...state.interfaces, veth1: [address('fe80::2')], lo2: [address('127.0.0.2', true)] }
    await clock.advance(60_000)
    expect([state.tries, events]).toEqual([0, []])
  })

  test('that is left alone is looked at no more', async () => {
    const { clock, state, watch } = watched()
    watch[Symbol.dispose]()
    clock.sleep(3_600_000)
    await clock.advance(60_000)
    expect(state.tries).toBe(0)
  })
})
