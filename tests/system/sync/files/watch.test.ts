import { mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { FolderRoot } from '../../../../src/engines/sync/files/root.ts'
import { FolderWatch, type WatchOptions } from '../../../../src/engines/sync/files/watch.ts'
import type { Fault } from '../../../../src/wire/fault.ts'
import { soon } from '../../../support/soon.ts'
import { folder, place, temporary } from './folders.ts'

async function watching(root: FolderRoot, options: WatchOptions = {}) {
  const told = new Set<string>()
  const faults: Fault[] = []
  let times = 0
  const watch = new FolderWatch(
    root,
    (paths) => {
      times++
      for (const path of paths === 'everything' ? ['everything'] : paths) told.add(path)
    },
    (fault) => faults.push(fault),
    options,
  )
  onTestFinished(() => watch.close())
  await watch.ready
  /** Waits until these were told. */
  const hear = async (...paths: string[]) => {
    await soon(() => expect(paths.filter((path) => !told.has(path))).toEqual([]))
    told.clear()
  }
  return { watch, told, faults, hear, times: () => times }
}

// The one way is that of Linux, the other that of all other systems, which works there too.
const ways: [string, WatchOptions][] =
  process.platform === 'linux'
    ? [
        ['by directory', {}],
        ['as a tree', { asTree: true }],
      ]
    : [['as a tree', {}]]

describe.each(ways)('a folder that is watched %s', (_, options) => {
  test('tells of files that are made, changed, renamed and deleted', async () => {
    const root = await folder()
    mkdirSync(join(root.path, 'd'))
    const { hear } = await watching(root, options)
    const path = join(root.path, 'd/café')
    writeFileSync(path, '1')
    await hear('d/café')
    writeFileSync(path, '22')
    await hear('d/café')
    renameSync(path, join(root.path, 'e'))
    await hear('d/café', 'e')
    rmSync(join(root.path, 'e'))
    await hear('e')
  })

  test('tells of what is done in a directory that is new', async () => {
    const root = await folder()
    const { hear } = await watching(root, options)
    mkdirSync(join(root.path, 'new'))
    await hear('new')
    writeFileSync(join(root.path, 'new/file'), 'x')
    await hear('new/file')
  })

  test('tells nothing of its own directory', async () => {
    const root = await folder()
    const { told } = await watching(root, options)
    await place(root, 'a', 'x')
    writeFileSync(join(root.temporary, 'part'), 'x')
    writeFileSync(join(root.path, 'b'), 'x')
    await soon(() => expect(told).toContain('b'))
    expect([...told].filter((path) => path.includes('.hawser'))).toEqual([])
  })

  test('that vanishes says so, and then nothing more', async () => {
    const root = await folder(join(await temporary(), 'folder'))
    const { faults, told } = await watching(root, options)
    renameSync(root.path, `${root.path}.gone`)
    await soon(() => expect(faults.map(({ code }) => code)).toEqual(['folder-missing']))
    told.clear()
    writeFileSync(`${root.path}.gone/a`, 'x')
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect([...told]).toEqual([])
  })

  test('tells nothing after it was closed', async () => {
    const root = await folder()
    const { watch, told } = await watching(root, options)
    watch.close()
    writeFileSync(join(root.path, 'a'), 'x')
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect([...told]).toEqual([])
  })

  test('that is not there cannot be watched, and that is said', async () => {
    const root = await folder(join(await temporary(), 'folder'))
    rmSync(root.path, { recursive: true })
    const { faults } = await watching(root, options)
    expect(faults.map(({ code }) => code)).toEqual(['folder-missing'])
  })
})

describe.runIf(process.platform === 'linux')('on Linux, a folder that is watched', () => {
  test('tells of changes in what was renamed, moved in, or made many levels deep at once', async () => {
    const root = await folder()
    const outside = await temporary()
    mkdirSync(join(root.path, 'a/b'), { recursive: true })
    mkdirSync(join(outside, 'in/deep/er'), { recursive: true })
    const { hear } = await watching(root)
    renameSync(join(root.path, 'a'), join(root.path, 'z'))
    await hear('a', 'z', 'z/b')
    writeFileSync(join(root.path, 'z/b/file'), 'x')
    await hear('z/b/file')
    renameSync(join(outside, 'in'), join(root.path, 'in'))
    await hear('in', 'in/deep/er')
    writeFileSync(join(root.path, 'in/deep/er/file'), 'x')
    await hear('in/deep/er/file')
    mkdirSync(join(root.path, 'p/q/r/s'), { recursive: true })
    await hear('p', 'p/q/r/s')
    writeFileSync(join(root.path, 'p/q/r/s/file'), 'x')
    await hear('p/q/r/s/file')
  })

  test('watches a directory that took the place of another', async () => {
    const root = await folder()
    mkdirSync(join(root.path, 'a/b'), { recursive: true })
    mkdirSync(join(root.path, 'other/b'), { recursive: true })
    const { hear } = await watching(root)
    renameSync(join(root.path, 'a'), join(root.path, 'was'))
    renameSync(join(root.path, 'other'), join(root.path, 'a'))
    await hear('a', 'was', 'other', 'a/b')
    writeFileSync(join(root.path, 'a/b/file'), 'x')
    await hear('a/b/file')
    writeFileSync(join(root.path, 'was/b/file'), 'x')
    await hear('was/b/file')
  })

  test('does not tell of the files that we put there, but of all that is done to them', async () => {
    const root = await folder()
    mkdirSync(join(root.path, 'd'))
    const { told, hear } = await watching(root)
    for (let round = 0; round < 20; round++) {
      await Promise.all(['d/a', 'd/b', 'c'].map((path) => place(root, path, 'x')))
      writeFileSync(join(root.path, 'other'), 'x')
      await soon(() => expect(told).toContain('other'))
      expect([...told]).toEqual(['other'])
      told.clear()
      writeFileSync(join(root.path, 'd/a'), 'yy')
      await hear('d/a')
      for (const path of ['d/a', 'd/b', 'c']) rmSync(join(root.path, path))
      await hear('d/a', 'd/b', 'c')
    }
  })

  test('tells of what is done to a file just as it is put there', async () => {
    const root = await folder()
    const { hear } = await watching(root)
    for (let n = 0; n < 20; n++) {
      const path = `f${n}`
      await place(root, path, 'x')
      // Nothing of it was read from the system's queue yet, perhaps.
      if (n % 2 === 0) rmSync(join(root.path, path))
      else writeFileSync(join(root.path, path), 'yy')
      await hear(path)
    }
  })

  test('watches a directory that somebody made where we were about to put a file', async () => {
    const root = await folder()
    const { told, hear } = await watching(root)
    const path = join(root.path, 'taken')
    root.watching?.willAppear(path)
    mkdirSync(path)
    writeFileSync(join(root.path, 'other'), 'x')
    await soon(() => expect(told).toContain('other'))
    expect(told.has('taken')).toBe(false)
    root.watching?.didNotAppear(path)
    await hear('taken')
    writeFileSync(join(path, 'file'), 'x')
    await hear('taken/file')
  })

  test('does not look behind links, nor into what is skipped', async () => {
    const root = await folder()
    const outside = await temporary()
    symlinkSync(outside, join(root.path, 'link'))
    mkdirSync(join(root.path, 'skipped/deep'), { recursive: true })
    const { told, hear } = await watching(root, { skips: (path) => path === 'skipped' })
    writeFileSync(join(outside, 'x'), 'x')
    writeFileSync(join(root.path, 'skipped/deep/x'), 'x')
    writeFileSync(join(root.path, 'y'), 'x')
    await soon(() => expect(told).toContain('y'))
    expect([...told]).toEqual(['y'])
    await hear('y')
  })

  test('tells that everything may have changed when the system dropped events, and goes on', async () => {
    const root = await folder()
    const { watch, told, hear } = await watching(root)
    mkdirSync(join(root.path, 'd'))
    await hear('d')
    // Nothing is read from the system's queue meanwhile, and it overflows.
    const files = ['f', 'g'].map((name) => join(root.path, name))
    for (const file of files) writeFileSync(file, 'x')
    for (let n = 0; n < 20_000; n++) utimesSync(files[n % 2]!, n, n)
    mkdirSync(join(root.path, 'late'))
    await soon(() => expect(told).toContain('everything'))
    expect(watch.overflowed).toBeGreaterThan(0)
    told.clear()
    writeFileSync(join(root.path, 'late/file'), 'x')
    // The directory alone is told when it is only watched from now on: whoever looks finds what is in it.
    await soon(() => expect(told.has('late/file') || told.has('late')).toBe(true))
    told.clear()
    writeFileSync(join(root.path, 'late/next'), 'x')
    await hear('late/next')
  })

  test('tells a burst in few calls, and a change after a pause at once', async () => {
    const root = await folder()
    const { told, times } = await watching(root)
    const before = times()
    await Promise.all(
      Array.from({ length: 500 }, async (_, n) => writeFileSync(join(root.path, `f${n}`), 'x')),
    )
    await soon(() => expect(told.size).toBe(500))
    expect(times() - before).toBeLessThan(30)
    const late: number[] = []
    for (let n = 0; n < 20; n++) {
      await new Promise((resolve) => setTimeout(resolve, 10))
      told.clear()
      const start = performance.now()
      writeFileSync(join(root.path, `g${n}`), 'x')
      while (!told.has(`g${n}`)) await new Promise((resolve) => setImmediate(resolve))
      late.push(performance.now() - start)
    }
    late.sort((a, b) => a - b)
    console.info(`a change is told after ${late[10]!.toFixed(2)} ms (p50), ${late[18]!.toFixed(2)} ms (p95)`)
    expect(late).toHaveLength(20)
  })
})
