import { expect, test } from 'vitest'
import { retryDelay } from '../../../src/engines/forward/retry.ts'
import { Targets } from '../../../src/engines/forward/targets.ts'
import { connectFault, listenFault } from '../../../src/engines/kit/socket-fault.ts'

const first = { host: 'first', port: 1 }
const second = { host: 'second', port: 2 }
const third = { host: 'fd00::3', port: 3 }
const targets = () => new Targets({ target: first, failover: [second, third] })

test('the first target is preferred', () => {
  expect(targets().choose(undefined, 0)).toBe(first)
})

test('a target that is down makes room for the next', () => {
  const list = targets()
  expect(list.mark(first, 'down', 0)).toBe(true)
  expect(list.choose(first, 1)).toBe(second)
  expect(list.hasPromising(1)).toBe(true)
})

test('when all are down each gets its turn', () => {
  const list = targets()
  for (const each of [first, second, third]) list.mark(each, 'down', 0)
  expect(list.hasPromising(1)).toBe(false)
  expect(list.choose(first, 1)).toBe(second)
  expect(list.choose(second, 1)).toBe(third)
  expect(list.choose(third, 1)).toBe(first)
})

test('a target that was down is given another chance after five seconds', () => {
  const list = targets()
  list.mark(first, 'down', 0)
  expect(list.choose(undefined, 4999)).toBe(second)
  expect(list.choose(undefined, 5000)).toBe(first)
})

test('the same news twice is no news', () => {
  const list = targets()
  list.mark(first, 'down', 0)
  expect(list.mark(first, 'down', 1)).toBe(false)
  expect(list.mark(first, 'up', 2)).toBe(true)
})

test('targets are told with their health, IPv6 in brackets', () => {
  const list = targets()
  list.mark(third, 'up', 0)
  expect(list.describe().at(-1)).toEqual({ target: '[fd00::3]:3', health: 'up' })
})

test('a target that is away is tried after 0.25, 0.5, 1, 1, 2, 2 … s, as long as the viewer is held', () => {
  let waited = 0
  const delays: (number | undefined)[] = []
  for (let attempt = 1; attempt <= 8; attempt++) {
    const delay = retryDelay(attempt, waited, 10_000)
    delays.push(delay)
    waited += delay ?? 0
  }
  expect(delays).toEqual([250, 500, 1000, 1000, 2000, 2000, 2000, undefined])
})

test('a rule that holds nobody does not try again', () => {
  expect(retryDelay(1, 0, 0)).toBeUndefined()
})

test.each([
  ['EADDRINUSE', 'port-in-use'],
  ['EACCES', 'port-denied'],
  ['EADDRNOTAVAIL', 'address-unavailable'],
  ['EWHATEVER', 'listen-failed'],
])('listening that fails with %s is the fault %s', (code, fault) => {
  const error = Object.assign(new Error('no'), { code })
  expect(listenFault(error, first)).toMatchObject({
    code: fault,
    message: expect.stringContaining('first:1'),
  })
})

test.each([
  ['ECONNREFUSED', 'target-refused'],
  ['ETIMEDOUT', 'target-timeout'],
  ['EHOSTUNREACH', 'target-unreachable'],
  ['ENOTFOUND', 'host-not-found'],
  ['ECONNRESET', 'target-lost'],
])('connecting that fails with %s is the fault %s', (code, fault) => {
  const error = Object.assign(new Error('no'), { code })
  expect(connectFault(error, third)).toMatchObject({
    code: fault,
    message: expect.stringContaining('[fd00::3]:3'),
  })
})
