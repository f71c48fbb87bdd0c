import { expect, test } from 'vitest'
import { SnapshotPace } from '../../../src/host/snapshot-pace.ts'

/** Tells its pace as soon as it is asked, then nothing until it is asked no more. */
async function* paces(intervalMs: number, signal: AbortSignal) {
  yield intervalMs
  await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))))
}

test('snapshots come ten times as often as soon as there is something to do, and seldom when it is done', async () => {
  let isBusy = false
  const pace = new SnapshotPace(() => isBusy)
  const over = new AbortController()
  const reader = pace.read(paces, over.signal)
  expect((await reader.next()).value).toBe(1000)
  pace.look()
  isBusy = true
  const busy = reader.next()
  pace.look()
  expect((await busy).value).toBe(100)
  isBusy = false
  const idle = reader.next()
  pace.look()
  expect((await idle).value).toBe(1000)
  const last = reader.next()
  over.abort()
  await expect(last).rejects.toThrow('aborted')
})

test('an engine that ends while it is read is told', async () => {
  const pace = new SnapshotPace(() => true)
  // biome-ignore lint/correctness/useYield: it ends before it has anything to say
  const ending = async function* () {
    throw new Error('the engine has ended')
  }
  await expect(pace.read(ending, new AbortController().signal).next()).rejects.toThrow('the engine has ended')
})
