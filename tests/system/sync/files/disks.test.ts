import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { PartialFile } from '../../../../src/engines/sync/files/partial-file.ts'
import { placeDirectory, placeSymlink, removeEntry } from '../../../../src/engines/sync/files/place.ts'
import { FolderRoot } from '../../../../src/engines/sync/files/root.ts'
import {
  binned,
  codeOf,
  folder,
  folderId,
  lookThrough,
  partials,
  place,
  record,
  temporary,
} from './folders.ts'

const mayMount = process.platform === 'linux' && process.getuid?.() === 0
if (!mayMount)
  console.warn('Full and read-only disks are NOT tested: that takes root on Linux, to mount them.')

/** A small disk of its own. */
async function disk(megabytes: number): Promise<string> {
  const path = await temporary()
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'hawser-test', path])
  onTestFinished(() => {
    execFileSync('umount', ['-l', path])
  })
  return path
}

const remount = (path: string, how: 'ro' | 'rw') => execFileSync('mount', ['-o', `remount,${how}`, path])

describe.runIf(mayMount)('a full disk', () => {
  test('is said to be full; what was there stays, and it goes on when there is room again', async () => {
    const root = await folder(await disk(4))
    const known = await place(root, 'a', 'old')
    writeFileSync(join(root.path, 'filler'), Buffer.alloc(3_400_000, 1))
    const size = 1_000_000
    const file = await PartialFile.create(root, 'part', size)
    const bytes = Buffer.alloc(size, 2)
    expect(await codeOf(file.write(bytes, 0, size, 0))).toBe('disk-full')
    expect(readFileSync(join(root.path, 'a'), 'utf8')).toBe('old')
    const filler = (await lookThrough(root)).found.get('filler')!
    await removeEntry(root, 'filler', { known: filler, keep: false })
    await file.write(bytes, 0, size, 0)
    await file.commit(record('a', { size }), { known, keep: true })
    expect(readFileSync(join(root.path, 'a')).equals(bytes)).toBe(true)
    expect(await binned(root)).toEqual(['replaced a old'])
    expect(await partials(root)).toEqual([])
  })

  test('without room for another name neither, the file that is there stays', async () => {
    const path = await temporary()
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m,nr_inodes=40', 'hawser-test', path])
    onTestFinished(() => {
      execFileSync('umount', ['-l', path])
    })
    const root = await folder(path)
    const codes: string[] = []
    for (let n = 0; n < 40; n++) codes.push(await codeOf(place(root, `f${n}`, 'x')))
    expect(new Set(codes)).toEqual(new Set(['fine', 'disk-full']))
    expect((await lookThrough(root)).paths).toHaveLength(codes.filter((code) => code === 'fine').length)
    expect(await partials(root)).toEqual([])
  })
})

describe.runIf(mayMount)('a read-only disk', () => {
  test('may hold a folder that only sends, and none that is to be written', async () => {
    const path = await disk(4)
    await place(await folder(path), 'a', 'content')
    remount(path, 'ro')
    expect(await codeOf(FolderRoot.open(path, folderId))).toBe('folder-read-only')
    const root = await FolderRoot.open(path, folderId, { write: false })
    expect((await lookThrough(root)).paths).toEqual(['a'])
  })

  test('that became so while at work is said to be so, and nothing happens to what is there', async () => {
    const path = await disk(4)
    const root = await folder(path)
    const known = await place(root, 'a', 'content')
    const file = await PartialFile.create(root, 'part', 3)
    await file.write(Buffer.from('new'), 0, 3, 0)
    await file.close()
    remount(path, 'ro')
    const codes = await Promise.all([
      codeOf(PartialFile.create(root, 'other', 3)),
      codeOf(PartialFile.open(root, 'part', 3)),
      codeOf(placeDirectory(root, record('d', { kind: 'directory', mode: 0o755 }))),
      codeOf(
        placeSymlink(root, record('l', { kind: 'symlink', target: 'a' }), { known: undefined, keep: true }),
      ),
      codeOf(removeEntry(root, 'a', { known, keep: true })),
      codeOf(removeEntry(root, 'a', { known, keep: false })),
    ])
    expect(codes).toEqual(Array(6).fill('folder-read-only'))
    expect(readFileSync(join(path, 'a'), 'utf8')).toBe('content')
  })
})

describe.runIf(mayMount)('another disk', () => {
  test('taken away under a folder is missing, and nothing in the folder counts as gone', async () => {
    const path = await temporary()
    execFileSync('mount', ['-t', 'tmpfs', 'hawser-test', path])
    let isMounted = true
    const unmount = () => {
      if (isMounted) execFileSync('umount', ['-l', path])
      isMounted = false
    }
    onTestFinished(unmount)
    const root = await folder(path)
    await place(root, 'a', 'content')
    const file = await PartialFile.create(root, 'part', 1)
    unmount()
    expect(await codeOf(lookThrough(root))).toBe('folder-missing')
    expect(await codeOf(root.check())).toBe('folder-missing')
    expect(await codeOf(FolderRoot.open(path, folderId))).toBe('folder-missing')
    expect(await codeOf(file.commit(record('b', { size: 1 }), { known: undefined, keep: true }))).toBe(
      'folder-missing',
    )
    await file.close()
  })

  test('taken away while the folder is looked through, the look counts for nothing', async () => {
    const path = await temporary()
    execFileSync('mount', ['-t', 'tmpfs', 'hawser-test', path])
    let isMounted = true
    const unmount = () => {
      if (isMounted) execFileSync('umount', ['-l', path])
      isMounted = false
    }
    onTestFinished(unmount)
    const root = await folder(path)
    for (const name of ['a/b/c/d', 'e/f/g/h', 'i/j/k']) await place(root, name, 'content')
    expect(
      await codeOf(
        lookThrough(root, {
          ignore: Object.assign(Object.create(null), {
            ignores: (at: string) => {
              if (at === 'e/f') unmount()
              return at.startsWith('.hawser')
            },
          }),
        }),
      ),
    ).toBe('folder-missing')
  })

  test('mounted inside is not part of the folder, and what was known there is not gone', async () => {
    const root = await folder()
    await place(root, 'inner/known', 'content')
    execFileSync('mount', ['-t', 'tmpfs', 'hawser-test', join(root.path, 'inner')])
    onTestFinished(() => {
      execFileSync('umount', ['-l', join(root.path, 'inner')])
    })
    const { paths, result } = await lookThrough(root)
    expect(paths).toEqual([])
    expect(result.problems).toHaveLength(1)
    expect(result.covers('inner', true)).toBe(false)
    expect(result.covers('inner/known', false)).toBe(false)
    expect(result.covers('other', false)).toBe(true)
    root.parents.reset()
    expect(await codeOf(place(root, 'inner/new', 'x'))).toBe('file-path-unsafe')
  })
})
