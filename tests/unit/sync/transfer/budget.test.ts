import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BufferPool } from '../../../../src/engines/sync/transfer/buffer-pool.ts'
import { type Lease, MemoryBudget } from '../../../../src/engines/sync/transfer/memory-budget.ts'
import { ManualClock, settle } from '../../../support/manual-clock.ts'

test('requests are granted in the order in which they came, so that a large one is not starved', async () => {
  const budget = new MemoryBudget(100)
  const order: string[] = []
  const first = await budget.acquire(80)
  const large = budget.acquire(90).then((lease) => {
    order.push('large')
    return lease
  })
  const small = budget.acquire(10).then((lease) => {
    order.push('small')
    return lease
  })
  await settle()
  expect(order).toEqual([])
  expect(budget.waiting).toBe(2)
  expect(budget.tryAcquire(1)).toBeUndefined()
  // Room for the small one, which came later.
  first.shrink(40)
  await settle()
  expect(order).toEqual([])
  first.release()
  await settle()
  expect(order).toEqual(['large', 'small'])
  const leases = [await large, await small]
  expect(budget.inUse).toBe(100)
  for (const lease of leases) lease.release()
  expect(budget.inUse).toBe(0)
})

test('a request for more than there is gets all of it, alone', async () => {
  const budget = new MemoryBudget(100)
  const first = await budget.acquire(1)
  const huge = budget.acquire(1000)
  await settle()
  expect(budget.inUse).toBe(1)
  first.release()
  const lease = await huge
  expect(lease.bytes).toBe(100)
  expect(budget.tryAcquire(1)).toBeUndefined()
  lease.release()
  lease.release()
  expect(budget.inUse).toBe(0)
})

test('whoever gives up waiting no longer holds up the others', async () => {
  const budget = new MemoryBudget(100)
  const first = await budget.acquire(50)
  const controller = new AbortController()
  const large = budget.acquire(90, controller.signal)
  const small = budget.acquire(20)
  const reason = new Error('enough')
  controller.abort(reason)
  await expect(large).rejects.toBe(reason)
  expect((await small).bytes).toBe(20)
  await expect(budget.acquire(1, controller.signal)).rejects.toBe(reason)
  expect(budget.inUse).toBe(70)
  first.release()
})

test('a part of a lease outlives it', async () => {
  const budget = new MemoryBudget(100)
  const lease = await budget.acquire(60)
  const part = lease.split(20)
  lease.shrink(10)
  expect([lease.bytes, part.bytes, budget.inUse]).toEqual([30, 20, 50])
  lease.release()
  expect(budget.inUse).toBe(20)
  expect(part.split(100).bytes).toBe(20)
  expect(part.bytes).toBe(0)
})

test('a larger limit serves those that wait', async () => {
  const budget = new MemoryBudget(10)
  await budget.acquire(10)
  const waiting = budget.acquire(10)
  budget.setLimit(20)
  expect((await waiting).bytes).toBe(10)
})

test('whatever is asked for and given back, no more is out than the limit, and in the end nothing', async () => {
  const step = fc.record({ bytes: fc.integer({ min: 0, max: 150 }), back: fc.nat(5), abort: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const budget = new MemoryBudget(100)
      const held: Lease[] = []
      const controllers: AbortController[] = []
      for (const { bytes, back, abort } of steps) {
        const controller = new AbortController()
        controllers.push(controller)
        budget.acquire(bytes, controller.signal).then(
          (lease) => held.push(lease),
          () => {},
        )
        await settle()
        expect(budget.inUse).toBe(held.reduce((sum, lease) => sum + lease.bytes, 0))
        expect(budget.inUse).toBeLessThanOrEqual(100)
        if (abort) controllers.at(-2)?.abort()
        held[back]?.release()
        held[back + 1]?.shrink(7)
        await settle()
      }
      for (let i = 0; i < 200 && (budget.waiting > 0 || budget.inUse > 0); i++) {
        for (const lease of held) lease.release()
        await settle()
      }
      expect([budget.waiting, budget.inUse]).toEqual([0, 0])
    }),
  )
})

test('buffers come in powers of two and are used again', () => {
  const pool = new BufferPool()
  const sizes = [1, 4096, 4097, 65_536, 1_000_000, 4 * 1024 * 1024]
  const buffers = sizes.map((size) => pool.take(size))
  expect(buffers.map(({ byteLength }) => byteLength)).toEqual([
    4096, 4096, 8192, 65_536, 1_048_576, 4_194_304,
  ])
  for (const buffer of buffers) pool.give(buffer)
  expect(pool.usedBytes).toBe(0)
  expect(buffers).toContain(pool.take(5000))
  expect(pool.made).toBe(6)
  expect(pool.reused).toBe(1)
})

test('no more waits to be used again than is allowed, and nothing above 4 MiB', () => {
  const pool = new BufferPool({ keepBytes: 10_000 })
  const buffers = [1, 1, 1, 5 * 1024 * 1024].map((size) => pool.take(size))
  expect(buffers[3]?.byteLength).toBe(5 * 1024 * 1024)
  for (const buffer of buffers) pool.give(buffer)
  expect(pool.idleBytes).toBe(8192)
})

test('buffers are let go when none was used for a while, and not while one is out', async () => {
  const clock = new ManualClock()
  const pool = new BufferPool({ clock })
  const [kept, out] = [pool.take(1), pool.take(1)]
  pool.give(kept)
  await clock.advance(60_000)
  expect(pool.idleBytes).toBe(4096)
  pool.give(out)
  for (let turn = 0; turn < 10; turn++) {
    await clock.advance(1000)
    pool.give(pool.take(1))
  }
  expect(pool.made).toBe(2)
  await clock.advance(4000)
  expect(pool.idleBytes).toBe(0)
  const again = pool.take(1)
  expect([kept, out]).not.toContain(again)
  pool.give(again)
  await clock.advance(4000)
  expect(pool.idleBytes).toBe(0)
})
