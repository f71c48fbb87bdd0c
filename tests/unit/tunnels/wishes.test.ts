import { expect, test } from 'vitest'
import { type Allow, settingsSchema, type Way } from '../../../src/contract/index.ts'
import { Passing } from '../../../src/host/tunnels/passing.ts'
import { checkAllow, checkWay } from '../../../src/host/tunnels/way-checks.ts'
import { Wishes } from '../../../src/host/tunnels/wishes.ts'
import { wayOf } from './fakes.ts'

const way = (id: string, party: string, change: Partial<Way> = {}): Way =>
  wayOf(id, party, { listen: { host: '127.0.0.1', port: 8000 }, ...change })
const rule = (id: string, party: string): Allow => ({
  id,
  party,
  what: 'connect',
  target: '10.0.0.5:80',
  enabled: true,
})
const trusted = new Set(['van', 'truck'])
const settings = (ways: Way[], allow: Allow[] = []) => {
  const read = settingsSchema.parse({ version: 1 })
  const peers = [...trusted].map((id) => ({ id }) as never)
  return { ...read, peers, tunnel: { ...read.tunnel, ways, allow } }
}

test('there is to be a tube to each trusted device with a way that is on', () => {
  const wishes = new Wishes()
  wishes.set([way('a', 'van'), way('b', 'truck', { enabled: false }), way('c', 'stranger')], trusted)
  expect(wishes.all).toEqual(['van'])
  wishes.ask('truck')
  expect(wishes.all.sort()).toEqual(['truck', 'van'])
})

test('a tube that was closed is wished for again when a way is switched on, the device calls, or a person asks', () => {
  const wishes = new Wishes()
  const [on, off] = [way('b', 'van'), way('b', 'van', { enabled: false })]
  const first = way('a', 'van')
  wishes.set([first, off], trusted)
  for (const again of [
    () => wishes.set([first, on], trusted),
    () => wishes.called('van'),
    () => wishes.ask('van'),
  ]) {
    wishes.end('van')
    wishes.set([first, off], trusted)
    expect(wishes.all).toEqual([])
    again()
    expect(wishes.all).toEqual(['van'])
  }
})

test('a device that was cut off and is paired once more has its tube again', () => {
  const wishes = new Wishes()
  const ways = [way('a', 'van')]
  wishes.set(ways, trusted)
  wishes.end('van')
  wishes.set(ways, new Set(['truck']))
  expect(wishes.all).toEqual([])
  wishes.set(ways, trusted)
  expect(wishes.all).toEqual(['van'])
})

test('what was asked for by hand is over when it is closed', () => {
  const wishes = new Wishes()
  wishes.set([], trusted)
  wishes.ask('van')
  wishes.end('van')
  wishes.called('van')
  expect(wishes.has('van')).toBe(false)
})

test('ways and rules of a code are seen among the settings, are not written, and go with their tube', () => {
  const passing = new Passing()
  passing.add('tube', [rule('r', 'tube')])
  const saved = settings([way('a', 'van')])
  expect(passing.with(saved).tunnel.allow.map(({ id }) => id)).toEqual(['r'])
  const seen = passing.with(saved)
  const changed = { ...seen, tunnel: { ...seen.tunnel, ways: [...seen.tunnel.ways, way('b', 'tube')] } }
  const { lasting, take } = passing.split(changed)
  expect(lasting).toEqual(saved)
  // Nothing has changed before it is written.
  expect(passing.with(saved).tunnel.ways).toHaveLength(1)
  take()
  expect(passing.with(saved).tunnel.ways.map(({ id }) => id)).toEqual(['a', 'b'])
  passing.remove('tube')
  expect(passing.with(saved)).toEqual(saved)
  take()
  expect(passing.with(saved)).toEqual(saved)
})

const nobody = () => false
const codes = (problems: { path: string; code: string }[]) =>
  problems.map(({ path, code }) => `${path} ${code}`)

test('a way is for a paired device, or for a tube of a code', () => {
  expect(codes(checkWay(way('a', 'stranger'), settings([]), nobody))).toEqual(['party peer-unknown'])
  expect(checkWay(way('a', 'tube'), settings([]), (party) => party === 'tube')).toEqual([])
  expect(checkWay(way('a', 'van'), settings([]), nobody)).toEqual([])
})

test('two ways that are on do not share a listener, unless one of them is at the far end of another tube', () => {
  const taken = settings([way('a', 'van')])
  const check = (change: Partial<Way>, among = taken) =>
    codes(checkWay(way('b', 'van', change), among, nobody))
  expect(check({})).toEqual(['listen.port port-in-use'])
  expect(check({ listen: { host: '0.0.0.0', port: 8000 } })).toEqual(['listen.port port-in-use'])
  expect(check({ listen: { host: '127.0.0.2', port: 8000 } })).toEqual([])
  expect(check({ listen: { host: '127.0.0.1', port: 0 } })).toEqual([])
  expect(check({ enabled: false })).toEqual([])
  expect(check({ kind: 'reverse' })).toEqual([])
  const reverse = settings([way('a', 'van', { kind: 'reverse' })])
  expect(check({ kind: 'reverse' }, reverse)).toEqual(['listen.port port-in-use'])
  expect(check({ kind: 'reverse', party: 'truck' }, reverse)).toEqual([])
  // It is not in its own way.
  expect(checkWay(way('a', 'van'), taken, nobody)).toEqual([])
})

test('a rule is for a paired device, for all of them, or for whoever came with a code', () => {
  expect(checkAllow({ party: '*' }, settings([]), nobody)).toEqual([])
  expect(checkAllow({ party: 'van' }, settings([]), nobody)).toEqual([])
  expect(codes(checkAllow({ party: 'tube' }, settings([]), nobody))).toEqual(['party peer-unknown'])
  expect(checkAllow({ party: 'tube' }, settings([]), () => true)).toEqual([])
})
