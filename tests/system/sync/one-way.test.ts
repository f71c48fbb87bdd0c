import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Folder } from '../../../src/contract/sync.ts'
import { converged, folderId, SyncDevice } from '../../support/sync/engines.ts'

const at = (device: SyncDevice, path: string) => join(device.root, path)
const text = (device: SyncDevice, path: string) =>
  existsSync(at(device, path)) ? readFileSync(at(device, path), 'utf8') : undefined
function write(device: SyncDevice, path: string, content: string): void {
  mkdirSync(join(at(device, path), '..'), { recursive: true })
  writeFileSync(at(device, path), content)
}
const told = async ({ engine }: SyncDevice) =>
  (await engine.calls.differences(folderId)).files.map(({ path, change }) => `${change} ${path}`)
const inBin = async ({ engine }: SyncDevice) =>
  (await engine.calls.versions(folderId, '')).map(({ path }) => path).sort()

/** The first gives and takes what there is; the second one has it, in that mode. */
async function sharing(changed: Partial<Folder>): Promise<[SyncDevice, SyncDevice]> {
  const [a, b] = [await SyncDevice.make('set'), await SyncDevice.make('suite')]
  write(a, 'edl.txt', 'first')
  write(a, 'card/one.mov', 'one')
  write(a, 'card/two.mov', 'two')
  await a.start([b])
  await b.start([a])
  await converged([a, b])
  await b.share([a], changed)
  await converged([a, b])
  return [a, b]
}

describe('a folder that only receives', () => {
  async function changed(settings: Partial<Folder> = {}): Promise<[SyncDevice, SyncDevice]> {
    const [a, b] = await sharing({ mode: 'receive', ...settings })
    write(b, 'edl.txt', 'changed by mistake')
    write(b, 'more/notes.txt', 'mine')
    rmSync(at(b, 'card'), { recursive: true })
    write(b, 'card', 'a file where a directory was')
    await b.until(({ differing }) => differing === 6)
    return [a, b]
  }

  test('is as the others have it when that is wanted, and what was here can be had again', async () => {
    const [a, b] = await changed()
    await using _a = a
    await using _b = b
    expect(b.state.text).toBe(
      '6 files differ here; others do not get them, because this folder only receives.',
    )
    expect(await told(b)).toEqual([
      'changed card',
      'removed card/one.mov',
      'removed card/two.mov',
      'changed edl.txt',
      'added more',
      'added more/notes.txt',
    ])
    expect(await b.engine.calls.revert(folderId)).toEqual({ remove: 2, fetch: 4, left: 0 })
    await b.until(({ differing, state }) => differing === 0 && state === 'idle')
    await converged([a, b])
    expect(text(b, 'edl.txt')).toBe('first')
    expect(text(b, 'card/one.mov')).toBe('one')
    expect(text(b, 'card/two.mov')).toBe('two')
    expect(existsSync(at(b, 'more'))).toBe(false)
    expect(await inBin(b)).toEqual(['card', 'edl.txt', 'more/notes.txt'])
    expect(text(a, 'edl.txt')).toBe('first')
    expect(b.state.conflicts).toBe(0)
  })

  test('keeps what it had here in the bin even where nothing is kept otherwise', async () => {
    const [a, b] = await changed({ keepDays: 0 })
    await using _a = a
    await using _b = b
    await b.engine.calls.revert(folderId)
    await b.until(({ differing, state }) => differing === 0 && state === 'idle')
    expect(await inBin(b)).toEqual(['card', 'edl.txt', 'more/notes.txt'])
  })

  test('keeps a changed file in its place until the one of the others has come', async () => {
    const [a, b] = await changed()
    await using _a = a
    await using _b = b
    await a.stop()
    await b.until((_, { peers }) => peers[0]?.state !== 'connected')
    expect(await b.engine.calls.revert(folderId)).toMatchObject({ fetch: 4 })
    await b.until(({ state, needFiles }) => state === 'waiting' && needFiles >= 1)
    expect(text(b, 'edl.txt')).toBe('changed by mistake')
    await a.start([b])
    await b.until(() => text(b, 'edl.txt') === 'first')
    await converged([a, b])
  })

  test('forgets what was added when that is removed again', async () => {
    const [a, b] = await sharing({ mode: 'receive' })
    await using _a = a
    await using _b = b
    write(b, 'mine.txt', 'mine')
    await b.until(({ differing }) => differing === 1)
    rmSync(at(b, 'mine.txt'))
    await b.until(({ differing }) => differing === 0)
  })
})

describe('a folder that only sends', () => {
  test('tells what others changed, and makes what is here hold everywhere when that is wanted', async () => {
    const [a, b] = await sharing({ mode: 'send' })
    await using _a = a
    await using _b = b
    write(a, 'edl.txt', 'changed there')
    write(a, 'more/notes.txt', 'theirs')
    rmSync(at(a, 'card/one.mov'))
    await b.until(({ differing }) => differing === 4)
    expect(b.state).toMatchObject({ state: 'idle', needFiles: 0, needBytes: 0, needDeletes: 0 })
    expect(b.state.text).toMatch(/^4 files differ on other devices/)
    expect(text(b, 'edl.txt')).toBe('first')
    const { files } = await b.engine.calls.differences(folderId)
    expect(files).toMatchObject([
      { path: 'card/one.mov', change: 'removed', by: a.device.id },
      { path: 'edl.txt', change: 'changed', by: a.device.id },
      { path: 'more', change: 'added', kind: 'directory' },
      { path: 'more/notes.txt', change: 'added', size: 6 },
    ])
    expect(await b.engine.calls.override(folderId)).toEqual({ files: 4, left: 0 })
    await a.until(() => text(a, 'edl.txt') === 'first' && text(a, 'card/one.mov') === 'one')
    await a.until(() => !existsSync(at(a, 'more')))
    await converged([a, b])
    expect(b.state.differing).toBe(0)
    expect(text(b, 'edl.txt')).toBe('first')
    expect(await inBin(a)).toEqual(['edl.txt', 'more/notes.txt'])
    expect(a.state.conflicts).toBe(0)
  })

  test('takes what others have just so for the same', async () => {
    const [a, b] = await sharing({ mode: 'send' })
    await using _a = a
    await using _b = b
    write(a, 'edl.txt', 'changed there')
    await b.until(({ differing }) => differing === 1)
    write(a, 'edl.txt', 'first')
    await b.until(({ totalBytes }) => totalBytes === 'first'.length + 'one'.length + 'two'.length)
    await expect(b.engine.calls.revert(folderId)).rejects.toMatchObject({ code: 'invalid' })
    // Only the time differs now.
    expect(b.state.differing).toBe(1)
    await b.engine.calls.override(folderId)
    await b.until(({ differing }) => differing === 0)
    await converged([a, b])
  })
})
