import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { converged, SyncDevice } from '../../support/sync/engines.ts'

async function pair(): Promise<[SyncDevice, SyncDevice]> {
  return [await SyncDevice.make('set'), await SyncDevice.make('suite')]
}

test('what lies in a folder appears on the other device, and what changes follows', async () => {
  const [a, b] = await pair()
  await using _a = a
  await using _b = b
  mkdirSync(join(a.root, 'card/clips'), { recursive: true })
  writeFileSync(join(a.root, 'card/clips/one.mov'), Buffer.alloc(3_000_000, 'frames'))
  writeFileSync(join(a.root, 'card/notes.txt'), 'take 1')
  utimesSync(join(a.root, 'card/notes.txt'), 1_700_000_000, 1_700_000_000)
  await a.start([b])
  await b.start([a])
  await converged([a, b])
  expect(readFileSync(join(b.root, 'card/clips/one.mov'))).toEqual(Buffer.alloc(3_000_000, 'frames'))
  expect(readFileSync(join(b.root, 'card/notes.txt'), 'utf8')).toBe('take 1')
  expect(Math.floor(statSync(join(b.root, 'card/notes.txt')).mtimeMs)).toBe(1_700_000_000_000)

  writeFileSync(join(b.root, 'card/notes.txt'), 'take 2')
  await a.until(() => readFileSync(join(a.root, 'card/notes.txt'), 'utf8') === 'take 2')
  const { downBytes } = b.state
  renameSync(join(a.root, 'card/clips/one.mov'), join(a.root, 'card/two.mov'))
  rmSync(join(a.root, 'card/clips'), { recursive: true })
  await b.until(() => statSync(join(b.root, 'card/two.mov'), { throwIfNoEntry: false })?.size === 3_000_000)
  await converged([a, b])
  expect(statSync(join(b.root, 'card/clips'), { throwIfNoEntry: false })).toBeUndefined()
  expect(b.state.downBytes - downBytes).toBe(0)
})
