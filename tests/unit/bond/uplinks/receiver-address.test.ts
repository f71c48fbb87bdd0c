import { expect, test } from 'vitest'
import { ReceiverAddress } from '../../../../src/engines/bond/uplinks/receiver-address.ts'
import type { Fault } from '../../../../src/wire/fault.ts'
import { ManualClock, settle } from '../../../support/manual-clock.ts'

/** A resolver that answers what `answers` says at the time; `undefined` never answers. */
function opened(
  host: string,
  first: readonly string[] | Error | undefined,
  canReach?: (address: string) => boolean,
) {
  const clock = new ManualClock()
  const told: string[] = []
  const failures: Fault[] = []
  const resolver = { answer: first, asked: 0, release: (_: readonly string[]) => {} }
  const receiver = new ReceiverAddress(host, {
    clock,
    canReach,
    changed: () => told.push(receiver.current),
    failed: (fault) => failures.push(fault),
    lookup: async () => {
      resolver.asked++
      const { answer } = resolver
      if (answer instanceof Error) throw answer
      return answer ?? new Promise((resolve) => (resolver.release = resolve))
    },
  })
  return { receiver, clock, told, failures, resolver }
}

const notFound = Object.assign(new Error('no'), { code: 'ENOTFOUND' })

test('an address is itself, and nobody is asked', async () => {
  const { receiver, resolver, clock } = opened('fd00::5', [])
  expect(receiver.current).toBe('fd00::5')
  expect(receiver.nextAddress()).toBe('fd00::5')
  receiver.refresh()
  await clock.advance(120_000)
  expect(resolver.asked).toBe(0)
})

test('a name has addresses of both families, the resolver’s first is used', async () => {
  const { receiver, told } = opened('r.example', ['192.0.2.1', '2001:db8::1', '192.0.2.1', 'nonsense'])
  expect(receiver.current).toBe('')
  await settle()
  expect(receiver.addresses).toEqual(['192.0.2.1', '2001:db8::1'])
  expect(told).toEqual(['192.0.2.1'])
})

test('silence goes on to the next address, round and round, and asks again', async () => {
  const { receiver, resolver } = opened('r.example', ['192.0.2.1', '192.0.2.2', '192.0.2.3'])
  await settle()
  const walked: string[] = []
  for (let n = 0; n < 4; n++) {
    walked.push(receiver.nextAddress())
    await settle()
  }
  expect(walked).toEqual(['192.0.2.2', '192.0.2.3', '192.0.2.1', '192.0.2.2'])
  expect(resolver.asked).toBe(5)
})

test('addresses that no link could send to are left out while there are others', async () => {
  const { receiver } = opened(
    'r.example',
    ['2001:db8::1', '192.0.2.1', '2001:db8::2'],
    (each) => !each.includes(':'),
  )
  await settle()
  expect(receiver.current).toBe('192.0.2.1')
  expect(receiver.nextAddress()).toBe('192.0.2.1')
  const { receiver: lost } = opened('r.example', ['2001:db8::1', '2001:db8::2'], () => false)
  await settle()
  expect(lost.current).toBe('2001:db8::1')
  expect(lost.nextAddress()).toBe('2001:db8::2')
})

test('the name is looked up every minute, and a change is told once', async () => {
  const { told, resolver, clock } = opened('r.example', ['192.0.2.1'])
  await clock.advance(59_000)
  expect(resolver.asked).toBe(1)
  resolver.answer = ['192.0.2.9']
  await clock.advance(1000)
  expect(told).toEqual(['192.0.2.1', '192.0.2.9'])
  await clock.advance(300_000)
  expect(told).toHaveLength(2)
  expect(resolver.asked).toBe(7)
})

test('answers in another order are no news', async () => {
  const { receiver, told, resolver, clock } = opened('r.example', ['192.0.2.1', '192.0.2.2'])
  await settle()
  resolver.answer = ['192.0.2.2', '192.0.2.1']
  await clock.advance(60_000)
  expect(told).toEqual(['192.0.2.1'])
  expect(receiver.addresses).toEqual(['192.0.2.1', '192.0.2.2'])
})

test('an address at which the receiver answers is kept though the name leads elsewhere, until it is silent', async () => {
  const { receiver, resolver, clock } = opened('r.example', ['192.0.2.1'])
  await settle()
  receiver.worked()
  resolver.answer = ['192.0.2.8', '192.0.2.9']
  await clock.advance(60_000)
  expect(receiver.current).toBe('192.0.2.1')
  expect(receiver.nextAddress()).toBe('192.0.2.8')
  await settle()
  expect(receiver.addresses).toEqual(['192.0.2.8', '192.0.2.9'])
})

test('after the address in use is gone, the one that worked is preferred', async () => {
  const { receiver, resolver, clock } = opened('r.example', ['192.0.2.1', '192.0.2.2', '192.0.2.3'])
  await settle()
  receiver.nextAddress()
  receiver.worked()
  await settle()
  resolver.answer = ['192.0.2.1', '192.0.2.2']
  await clock.advance(60_000)
  expect(receiver.current).toBe('192.0.2.2')
})

test('a name that does not resolve is told once, and tried with growing pauses', async () => {
  const { receiver, failures, resolver, clock } = opened('r.example', notFound)
  await clock.advance(1000 + 2000 + 4000 + 8000 + 16_000 + 30_000 + 30_000)
  expect(resolver.asked).toBe(8)
  expect(failures).toHaveLength(1)
  expect(failures[0]).toMatchObject({
    code: 'host-not-found',
    message: 'r.example cannot be resolved: there is no such name.',
  })
  resolver.answer = ['192.0.2.1']
  await clock.advance(30_000)
  expect(receiver.current).toBe('192.0.2.1')
  resolver.answer = notFound
  await clock.advance(60_000)
  expect(failures).toHaveLength(2)
  expect(failures[1]?.message).toContain('192.0.2.1 stays in use.')
  expect(receiver.addresses).toEqual(['192.0.2.1'])
})

test('a resolver that hangs is a failure, and is not asked a second time meanwhile', async () => {
  const { receiver, failures, resolver, clock } = opened('r.example', undefined)
  await clock.advance(10_000)
  expect(failures[0]?.message).toContain('the resolver does not answer')
  await clock.advance(600_000)
  expect(resolver.asked).toBe(1)
  resolver.answer = ['192.0.2.2']
  resolver.release(['192.0.2.1'])
  await settle()
  expect(receiver.current).toBe('192.0.2.1')
  await clock.advance(60_000)
  expect(resolver.asked).toBe(2)
})

test('at most sixteen addresses are kept', async () => {
  const many = Array.from({ length: 300 }, (_, n) => `192.0.${n >> 8}.${n & 255}`)
  const { receiver } = opened('r.example', many)
  await settle()
  expect(receiver.addresses).toHaveLength(16)
})

test('after closing nothing is asked or told', async () => {
  const { receiver, told, resolver, clock } = opened('r.example', ['192.0.2.1'])
  receiver.close()
  await clock.advance(600_000)
  receiver.refresh()
  await settle()
  expect(told).toEqual([])
  expect(resolver.asked).toBe(1)
})
