import { Socket } from 'node:dgram'
import { promises as dns } from 'node:dns'
import { networkInterfaces } from 'node:os'
import { expect, onTestFinished, test } from 'vitest'
import { openRtcStack } from '../../../src/rtc/index.ts'
import { openPair } from '../../support/rtc/pair.ts'

/** Every name that is looked up and every address that something is sent to, from now on. */
function watchTargets(): Set<string> {
  const targets = new Set<string>()
  const { lookup } = dns
  const { send } = Socket.prototype
  onTestFinished(() => {
    dns.lookup = lookup
    Socket.prototype.send = send
  })
  dns.lookup = ((...args: unknown[]) => {
    targets.add(String(args[0]))
    return Reflect.apply(lookup, dns, args)
  }) as typeof lookup
  Socket.prototype.send = function (this: Socket, ...args: unknown[]) {
    for (const each of args) if (typeof each === 'string') targets.add(each)
    return Reflect.apply(send, this, args)
  } as typeof send
  return targets
}

test('werift sends nothing to anybody but the other side when no server is named', async () => {
  const targets = watchTargets()
  const { stack } = await openRtcStack({ prefer: 'werift' })
  const [a, b] = await openPair(stack, stack)
  a.close()
  await b.closed
  await stack.close()
  const own = Object.values(networkInterfaces()).flatMap((each) => each?.map(({ address }) => address) ?? [])
  expect(targets.size).toBeGreaterThan(0)
  expect([...targets].filter((target) => !own.includes(target.replace(/%.*/, '')))).toEqual([])
})
