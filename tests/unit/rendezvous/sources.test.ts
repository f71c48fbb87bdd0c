import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Sources, sourceOf } from '../../../src/host/rendezvous/sources.ts'
import { ManualClock } from '../../support/manual-clock.ts'

const limits = { connections: 5, connectionsOfSource: 2, tries: 2, tryMs: 1000, remembered: 4 }

test('one source has its share of connections, and all have theirs', () => {
  const sources = new Sources(limits, () => 0)
  expect([1, 2, 3].map(() => sources.enter('10.0.0.1'))).toEqual([true, true, false])
  expect([2, 2, 3, 3].map((host) => sources.enter(`10.0.0.${host}`))).toEqual([true, true, true, false])
  sources.leave('10.0.0.1')
  expect(sources.enter('10.0.0.3')).toBe(true)
  expect(sources.turnedAway).toBe(2)
})

test('wrong tries are possible a few at once, then one a second', async () => {
  const clock = new ManualClock()
  const sources = new Sources(limits, clock.now)
  const tries = () => {
    let count = 0
    for (; sources.mayTry('10.0.0.1'); count++) sources.spendTry('10.0.0.1')
    return count
  }
  expect(tries()).toBe(2)
  await clock.advance(999)
  expect(tries()).toBe(0)
  await clock.advance(1)
  expect(tries()).toBe(1)
  await clock.advance(60_000)
  expect(tries()).toBe(2)
  expect(sources.mayTry('10.0.0.2')).toBe(true)
})

test('who is connected is remembered, however many others come', () => {
  const sources = new Sources({ ...limits, connections: 100 }, () => 0)
  sources.enter('10.0.0.1')
  sources.enter('10.0.0.1')
  for (let n = 0; n < 1000; n++) {
    const source = `10.1.${n >> 8}.${n & 255}`
    sources.spendTry(source)
    sources.enter(source)
    sources.leave(source)
  }
  expect(sources.enter('10.0.0.1')).toBe(false)
})

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2::6', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['::1', '0:0:0:0'],
])('%s counts as %s', (address, source) => {
  expect(sourceOf(address)).toBe(source)
})

test('any text is some source', () => {
  fc.assert(fc.property(fc.string(), (text) => typeof sourceOf(text) === 'string'))
})
