import { expect, test } from 'vitest'
import { monotonicClock } from '../../../src/engines/kit/clock.ts'
import { Stacks } from '../../../src/engines/tunnel/meet/stacks.ts'
import type { OpenedStack } from '../../../src/rtc/index.ts'
import { canProve } from '../../../src/rtc/prove.ts'
import { openProvenStack, type ProvenWish } from '../../../src/rtc/proven.ts'
import type { RtcStack } from '../../../src/transfer/rtc.ts'
import { Fault } from '../../../src/wire/fault.ts'
import { MemoryNetwork } from '../../support/transfer/memory-network.ts'

type Name = 'node-datachannel' | 'werift'

/** Stacks that work, or whose connections fail; `closed` are those that were let go of. */
function library(broken: readonly Name[] = []) {
  const opened: Name[] = []
  const closed: string[] = []
  const network = new MemoryNetwork({ clock: monotonicClock })
  const stackOf = (name: Name): RtcStack => ({
    ...network.stack(),
    name,
    connect(options) {
      if (!broken.includes(name)) return network.stack().connect(options)
      throw new Fault('rtc-failed', `${name} is broken.`)
    },
    close: async () => void closed.push(name),
  })
  const open = async ({ prefer = 'node-datachannel' }: ProvenWish): Promise<OpenedStack> => {
    opened.push(prefer)
    return { stack: stackOf(prefer), why: 'It was asked for.' }
  }
  return { open, opened, closed }
}

test('the fast stack is used when it proves itself', async () => {
  const { open, opened } = library()
  const { stack, why } = await openProvenStack({}, open)
  expect(stack.name).toBe('node-datachannel')
  expect(why).toMatch(/connected this machine to itself|no network/)
  expect(opened).toEqual(['node-datachannel'])
})

test.runIf(canProve())(
  'one that can be loaded and does not work gives way to the other, and it is said why',
  async () => {
    const { open, closed } = library(['node-datachannel'])
    const { stack, why } = await openProvenStack({}, open)
    expect(stack.name).toBe('werift')
    expect(why).toBe('node-datachannel does not do its work here: node-datachannel is broken. werift does.')
    expect(closed).toEqual(['node-datachannel'])
  },
)

test.runIf(canProve())('when neither proves itself the fast one is used all the same', async () => {
  const { open, closed } = library(['node-datachannel', 'werift'])
  expect((await openProvenStack({}, open)).stack.name).toBe('node-datachannel')
  expect(closed).toEqual(['werift'])
})

test.runIf(canProve())('one that was asked for is used whatever it proves', async () => {
  const { open, opened } = library(['werift'])
  const { stack, why } = await openProvenStack({ prefer: 'werift' }, open)
  expect(stack.name).toBe('werift')
  expect(why).toContain('does not do its work here')
  expect(opened).toEqual(['werift'])
})

test('native code that has ended the process twice is left alone, unless it is asked for', async () => {
  const { open, opened } = library()
  const { stack, why } = await openProvenStack({ nativeEnds: 2 }, open)
  expect(stack.name).toBe('werift')
  expect(why).toContain('2 times')
  expect(opened).toEqual(['werift'])
  expect((await openProvenStack({ nativeEnds: 1 }, open)).stack.name).toBe('node-datachannel')
  const wish = { nativeEnds: 5, prefer: 'node-datachannel' } as const
  expect((await openProvenStack(wish, open)).stack.name).toBe('node-datachannel')
})

test('a stack is opened once, when it is first needed', async () => {
  const { open, opened, closed } = library()
  const stacks = new Stacks(0, open)
  expect(stacks.current).toBeUndefined()
  const need = { stack: 'automatic', relayOnly: false } as const
  const [first, second] = await Promise.all([stacks.get(need), stacks.get(need)])
  expect(first).toBe(second)
  expect(stacks.current).toEqual({ name: 'node-datachannel', why: 'It was asked for.' })
  await stacks.get({ stack: 'werift', relayOnly: false })
  expect(stacks.current?.name).toBe('werift')
  expect(opened).toEqual(['node-datachannel', 'werift'])
  await stacks.close()
  expect(closed.toSorted()).toEqual(['node-datachannel', 'werift'])
})

test('one that cannot be opened is tried again when it is asked for again', async () => {
  let tries = 0
  const stacks = new Stacks(0, async () => {
    tries++
    throw new Fault('rtc-failed', 'It does not run.')
  })
  const need = { stack: 'node-datachannel', relayOnly: false } as const
  await expect(stacks.get(need)).rejects.toMatchObject({ code: 'rtc-failed' })
  await expect(stacks.get(need)).rejects.toMatchObject({ code: 'rtc-failed' })
  expect(tries).toBe(2)
  await stacks.close()
})
