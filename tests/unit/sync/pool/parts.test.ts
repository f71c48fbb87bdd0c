import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addressKey, candidates } from '../../../../src/engines/sync/pool/addresses.ts'
import { backoffMs } from '../../../../src/engines/sync/pool/backoff.ts'
import { CircuitBreaker } from '../../../../src/engines/sync/pool/circuit-breaker.ts'
import { profileOfAddress, profileOfPath } from '../../../../src/engines/sync/pool/profile.ts'
import { race } from '../../../../src/engines/sync/pool/race.ts'
import { Slots } from '../../../../src/engines/sync/pool/slots.ts'
import type { Connection } from '../../../../src/engines/sync/transport.ts'
import { Fault } from '../../../../src/wire/fault.ts'
import { ManualClock } from '../../../support/manual-clock.ts'
import { connectedPair } from '../../../support/sync/memory-transport.ts'

test('backoff lies between half a second and twice as much with each failure, up to a minute', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (failures, random) => {
        const ms = backoffMs(failures, () => random)
        expect(ms).toBeGreaterThanOrEqual(500)
        expect(ms).toBeLessThanOrEqual(Math.min(60_000, 500 * 2 ** failures))
      },
    ),
  )
  expect(backoffMs(20, () => 1)).toBe(60_000)
})

test('a circuit breaker opens after three failures, lets one try through, and closes with success', () => {
  const breaker = new CircuitBreaker(() => 0)
  breaker.failed(0)
  breaker.attempt()
  breaker.failed(0)
  breaker.attempt()
  expect(breaker.state).toBe('closed')
  breaker.failed(1000)
  expect(breaker).toMatchObject({ state: 'open', retryAt: 1500 })
  breaker.attempt()
  expect(breaker.state).toBe('half-open')
  breaker.failed(2000)
  expect(breaker.state).toBe('open')
  breaker.attempt()
  breaker.succeeded()
  expect(breaker).toMatchObject({ state: 'closed', failures: 0 })
})

test.each([
  ['127.0.0.1', 'lan'],
  ['::1', 'lan'],
  ['10.2.3.4', 'lan'],
  ['172.16.0.1', 'lan'],
  ['172.32.0.1', 'wan'],
  ['192.168.1.1', 'lan'],
  ['169.254.9.9', 'lan'],
  ['fe80::1%eth0', 'lan'],
  ['fd00::5', 'lan'],
  ['::ffff:192.168.1.1', 'lan'],
  ['100.64.0.1', 'wan'],
  ['203.0.113.9', 'wan'],
  ['2001:db8::1', 'wan'],
  ['example.org', 'wan'],
])('%s begins as %s', (host, profile) => {
  expect(profileOfAddress(host)).toBe(profile)
})

test('a measured path is near up to 5 ms, and this machine always is', () => {
  expect(profileOfPath('10.0.0.1', 5)).toBe('lan')
  expect(profileOfPath('10.0.0.1', 5.1)).toBe('wan')
  expect(profileOfPath('203.0.113.9', 0.4)).toBe('lan')
  expect(profileOfPath('203.0.113.9', 0)).toBeUndefined()
  expect(profileOfPath('127.0.0.1', 90)).toBe('lan')
})

test('candidates are each tried once, and not too many of them', () => {
  const address = (host: string) => ({ host, port: 1 })
  const list = candidates([address('b')], [address('a'), address('b')], [address('c')])
  expect(list.map(({ host }) => host)).toEqual(['b', 'a', 'c'])
  expect(candidates(Array.from({ length: 99 }, (_, index) => address(`${index}`))).length).toBe(16)
  expect(addressKey({ host: 'a', port: 12 })).not.toBe(addressKey({ host: 'a', port: 1 }))
})

describe('a race of addresses', () => {
  const addresses = ['a', 'b', 'c'].map((host) => ({ host, port: 1 }))
  const never = (signal: AbortSignal) =>
    new Promise<Connection>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

  test('goes to the next address when one fails or is slow, and ends with the first answer', async () => {
    const clock = new ManualClock()
    const tried: string[] = []
    const [client] = connectedPair()
    const result = race(
      addresses,
      async ({ host }, signal) => {
        tried.push(host)
        if (host === 'a') throw new Fault('peer-unreachable', '')
        return host === 'b' ? never(signal) : client
      },
      clock,
      new AbortController().signal,
    )
    await clock.advance(0)
    expect(tried).toEqual(['a', 'b'])
    await clock.advance(250)
    expect(tried).toEqual(['a', 'b', 'c'])
    await expect(result).resolves.toEqual({ connection: client, address: addresses[2] })
  })

  test('closes connections that come too late', async () => {
    const clock = new ManualClock()
    const late = Promise.withResolvers<Connection>()
    const [first] = connectedPair()
    const [second] = connectedPair()
    const result = race(
      addresses.slice(0, 2),
      ({ host }) => (host === 'a' ? late.promise : Promise.resolve(first)),
      clock,
      new AbortController().signal,
    )
    await clock.advance(300)
    expect((await result).connection).toBe(first)
    late.resolve(second)
    await clock.advance(0)
    expect(second.isClosed).toBe(true)
    expect(first.isClosed).toBe(false)
  })

  test('fails with the refusal where there was one', async () => {
    const clock = new ManualClock()
    const result = race(
      addresses,
      async ({ host }) => {
        throw new Fault(host === 'b' ? 'peer-refused' : 'peer-unreachable', '')
      },
      clock,
      new AbortController().signal,
    )
    await expect(result).rejects.toMatchObject({ code: 'peer-refused' })
  })

  test('ends when it is given up', async () => {
    const clock = new ManualClock()
    const abort = new AbortController()
    const result = race(addresses, (_, signal) => never(signal), clock, abort.signal)
    abort.abort(new Error('enough'))
    await expect(result).rejects.toThrow('enough')
  })
})

test('slots go to those who wait in order, and not to those who have given up', async () => {
  const slots = new Slots(1)
  const signal = new AbortController().signal
  const leave = await slots.enter(signal)
  const abort = new AbortController()
  const order: string[] = []
  const gone = slots.enter(abort.signal)
  const second = slots.enter(signal).then((go) => {
    order.push('second')
    return go
  })
  const third = slots.enter(signal).then((go) => {
    order.push('third')
    return go
  })
  abort.abort(new Error('enough'))
  await expect(gone).rejects.toThrow('enough')
  leave()
  leave()
  ;(await second)()
  ;(await third)()
  expect(order).toEqual(['second', 'third'])
  expect(slots.used).toBe(0)
})
