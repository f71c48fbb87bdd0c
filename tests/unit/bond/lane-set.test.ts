import { describe, expect, test } from 'vitest'
import type { UplinkInfo } from '../../../src/contract/bond.ts'
import { LaneSet, type LaneSetOptions } from '../../../src/engines/bond/lane-set.ts'
import { Sender } from '../../../src/engines/bond/sender/sender.ts'
import type { WantedLink } from '../../../src/engines/bond/uplinks/choose-uplinks.ts'
import type { RoutingOptions } from '../../../src/engines/bond/uplinks/routing-check.ts'
import { Fault } from '../../../src/wire/fault.ts'
import { FakeDatagramIo } from '../../support/fake-datagram-io.ts'
import { defaultOptions } from '../../support/sender-harness.ts'

const receiver = { address: '198.51.100.7', port: 5000 }
const infoOf = (name: string, address: string): UplinkInfo => ({
  interface: name,
  kind: 'cellular',
  address,
  gateway: '',
})
const wantedLink = (name: string, address: string, change: Partial<WantedLink> = {}): WantedLink => ({
  id: name,
  label: '',
  info: infoOf(name, address),
  absence: '',
  weight: 100,
  metered: false,
  dailyCap: 0,
  monthlyCap: 0,
  ...change,
})
const eth7 = () => wantedLink('eth7', '10.0.0.2')
const wwan1 = (change: Partial<WantedLink> = {}) => wantedLink('wwan1', '10.0.1.2', change)

type Answer = 'ok' | 'wrong' | 'unknown'

/** Lanes over sockets that only take notes. */
function lanesWith(answer: (options: RoutingOptions) => Answer | Promise<Answer> = () => 'ok') {
  const io = new FakeDatagramIo()
  const events: { code: string; link: string }[] = []
  const sender = new Sender({ forward() {}, send() {}, answer() {}, event() {} }, defaultOptions, () => {})
  const checkRouting: LaneSetOptions['checkRouting'] = async (_, { interface: uplink }, options = {}) => ({
    uplink,
    result: await answer(options),
    text: '',
    commands: [],
  })
  const lanes = new LaneSet(() => io, {
    bondId: 'bond',
    sender,
    usage: [],
    reading: { batch: undefined, nowMs: 0, loose: undefined },
    event: ({ lane }, code) => events.push({ code, link: lane.id }),
    checkRouting,
  })
  return { lanes, io, sender, events }
}
/** Whatever was begun has come to its end. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('a receiver that may answer from another address', () => {
  test('is listened for by the link that hears nothing, and the others keep their sockets', async () => {
    const { lanes, io, sender } = lanesWith()
    lanes.settle([eth7(), wwan1()], receiver)
    await settled()
    expect(io.live.map(({ options }) => options.connect)).toEqual([receiver, receiver])
    const heard = io.live[0]
    sender.links.lastReceivedMs[lanes.find('eth7')!.lane.index] = performance.now()
    lanes.tick(performance.now() + 4000, new Date())
    await settled()
    expect(io.live.map(({ options }) => [options.local.address, options.connect])).toEqual([
      ['10.0.0.2', receiver],
      ['10.0.1.2', undefined],
    ])
    lanes.settle([eth7(), wwan1(), wantedLink('wwan2', '10.0.2.2')], receiver)
    await settled()
    expect(heard?.isOpen).toBe(true)
    expect(io.live).toHaveLength(3)
  })
})

describe('a link whose packets leave by another interface', () => {
  test('is bound to its interface, and stays so when everything is looked at again', async () => {
    const { lanes, io, events } = lanesWith(({ isBound }) => (isBound ? 'ok' : 'wrong'))
    lanes.settle([wwan1()], receiver)
    await settled()
    expect(io.live.map(({ options }) => options.interface)).toEqual(['wwan1'])
    expect(events).toEqual([{ code: 'link-misrouted', link: 'wwan1' }])
    const [bound] = io.live
    lanes.probe()
    lanes.settle([wwan1()], receiver)
    await settled()
    expect(io.live).toEqual([bound])
  })

  test('is found although the system offers it no way at all', async () => {
    const { lanes, io, events } = lanesWith(({ isBound }) => (isBound ? 'ok' : 'wrong'))
    const open = io.open.bind(io)
    io.open = async (options, read) => {
      if (options.interface === undefined) throw new Fault('address-unavailable', 'There is no way.')
      return open(options, read)
    }
    lanes.settle([wwan1()], receiver)
    await settled()
    expect(io.live.map(({ options }) => options.interface)).toEqual(['wwan1'])
    expect(events.map(({ code }) => code)).toEqual(['address-unavailable', 'link-misrouted'])
  })

  test('is bound to it too after its address was away for a moment', async () => {
    const { lanes, io } = lanesWith(({ isBound }) => (isBound ? 'ok' : 'wrong'))
    lanes.settle([wwan1()], receiver)
    await settled()
    const open = io.open.bind(io)
    io.open = async () => {
      throw new Fault('address-unavailable', 'There is no such address.')
    }
    lanes.renew(0)
    await settled()
    const now = performance.now()
    lanes.tick(now, new Date())
    await settled()
    io.open = open
    lanes.tick(now + 3000, new Date())
    await settled()
    expect(io.live.map(({ options }) => options.interface)).toEqual(['wwan1'])
  })

  test('is found although news of its interface came during the check', async () => {
    const { promise, resolve } = Promise.withResolvers<Answer>()
    const { lanes, io } = lanesWith(({ isBound }) => (isBound ? 'ok' : promise))
    lanes.settle([wwan1()], receiver)
    await settled()
    const { info } = wwan1()
    lanes.settle([wwan1({ info: { ...info!, gateway: '10.0.1.1' } })], receiver)
    resolve('wrong')
    await settled()
    expect(io.live.map(({ options }) => options.interface)).toEqual(['wwan1'])
  })
})

describe('an interface that goes', () => {
  test('is told of, and what a modem has used still counts when it is back', async () => {
    const { lanes, io, events } = lanesWith()
    const capped = () => wwan1({ dailyCap: 1000 })
    lanes.settle([capped()], receiver)
    await settled()
    io.live[0]!.counters.sentBytes = 700
    lanes.settle([], receiver, () => false)
    expect(io.live).toEqual([])
    lanes.settle([capped()], receiver)
    await settled()
    expect(lanes.find('wwan1')?.cap.usage()).toMatchObject({ dayBytes: 700, monthBytes: 700 })
    io.live[0]!.counters.sentBytes = 200
    lanes.tick(performance.now(), new Date())
    expect(lanes.find('wwan1')?.cap.usage()).toMatchObject({ dayBytes: 900 })
    expect(events).toEqual([
      { code: 'link-absent', link: 'wwan1' },
      { code: 'link-cap-near', link: 'wwan1' },
    ])
  })

  test('is another matter than a link that is no longer wanted', async () => {
    const { lanes, io, events } = lanesWith()
    lanes.settle([wwan1()], receiver)
    await settled()
    lanes.settle([], receiver, (address) => address === '10.0.1.2')
    expect({ live: io.live, events }).toEqual({ live: [], events: [] })
  })

  test('is another matter than a receiver whose address is not known', async () => {
    const { lanes, io, events } = lanesWith()
    lanes.settle([wwan1()], receiver)
    await settled()
    lanes.settle([wwan1()], undefined)
    expect({ live: io.live, events }).toEqual({ live: [], events: [] })
    lanes.settle([wwan1()], receiver)
    await settled()
    lanes.settle([wwan1({ info: undefined, absence: 'It is gone.' })], receiver)
    expect(events).toEqual([{ code: 'link-absent', link: 'wwan1' }])
  })
})

test('a test of a link ends when its time is over, whatever the clock of the day says', async () => {
  const { lanes, events } = lanesWith()
  lanes.settle([wwan1()], receiver)
  await settled()
  const now = Date.now()
  const cut = { cut: true, loss: 0, delayMs: 0, rate: 0 }
  lanes.impair(lanes.find('wwan1')!, cut, now + 60_000)
  const yesterday = new Date(now - 86_400_000)
  lanes.tick(performance.now() + 59_000, yesterday)
  expect(events).toEqual([])
  lanes.tick(performance.now() + 60_001, yesterday)
  expect(events).toEqual([{ code: 'test-ended', link: 'wwan1' }])
})

describe('whether anything is under way', () => {
  test('nothing is once every link that can be used is up, and something is while one is not, or is tested', async () => {
    const { lanes, sender } = lanesWith()
    const up = (name: string, is: 0 | 1) => {
      sender.links.up[lanes.find(name)!.lane.index] = is
    }
    lanes.settle([eth7(), wwan1()], receiver)
    expect(lanes.isSettled).toBe(false)
    await settled()
    up('eth7', 1)
    expect(lanes.isSettled).toBe(false)
    up('wwan1', 1)
    expect(lanes.isSettled).toBe(true)
    up('wwan1', 0)
    expect(lanes.isSettled).toBe(false)
    up('wwan1', 1)
    const impairment = { cut: false, loss: 0, delayMs: 10, rate: 0 }
    lanes.impair(lanes.find('wwan1')!, impairment, Date.now() + 1000)
    expect(lanes.isSettled).toBe(false)
    lanes.end()
  })

  test('a link that is switched off, or whose interface is away, waits for nothing', async () => {
    const { lanes, sender } = lanesWith()
    lanes.settle([eth7(), wwan1({ weight: 0 }), wantedLink('wwan2', '', { info: undefined })], receiver)
    await settled()
    sender.links.up[lanes.find('eth7')!.lane.index] = 1
    expect(lanes.isSettled).toBe(true)
  })
})
