import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  moveEntry,
  placeDirectory,
  placeSymlink,
  removeEntry,
  setMetadata,
} from '../../../../src/engines/sync/files/place.ts'
import type { FileRecord } from '../../../../src/engines/sync/model/record.ts'
import { binned, codeOf, folder, lookThrough, partials, place, record, temporary } from './folders.ts'

const isUnix = process.platform !== 'win32'
const directory = (path: string, mode = 0o755): FileRecord => record(path, { kind: 'directory', mode })
const symlink = (path: string, target: string, mtime = 5000): FileRecord =>
  record(path, { kind: 'symlink', target, mode: -1, mtime })
const none = { known: undefined, keep: true }

describe('directories', () => {
  test('are made with their mode, and again without harm', async () => {
    const root = await folder()
    const found = await placeDirectory(root, directory('a/b', 0o750))
    expect(found).toMatchObject({ path: 'a/b', kind: 'directory' })
    if (isUnix) expect(statSync(join(root.path, 'a/b')).mode & 0o777).toBe(0o750)
    await place(root, 'a/b/x', 'x')
    await placeDirectory(root, directory('a/b', 0o700))
    if (isUnix) expect(statSync(join(root.path, 'a/b')).mode & 0o777).toBe(0o700)
    expect((await lookThrough(root)).paths).toEqual(['a', 'a/b', 'a/b/x'])
  })

  test('do not take the place of a file, nor of a link', async () => {
    const root = await folder()
    const outside = await temporary()
    writeFileSync(join(root.path, 'file'), 'x')
    symlinkSync(outside, join(root.path, 'link'))
    expect(await codeOf(placeDirectory(root, directory('file')))).toBe('file-busy')
    expect(await codeOf(placeDirectory(root, directory('link', 0o700)))).toBe('file-busy')
    expect(await codeOf(placeDirectory(root, directory('link/x')))).toBe('file-path-unsafe')
    expect(await codeOf(placeDirectory(root, directory('.hawser/bin/x')))).toBe('file-path-unsafe')
    expect(existsSync(join(outside, 'x'))).toBe(false)
  })

  test('are deleted only when nothing is left in them', async () => {
    const root = await folder()
    const made = await placeDirectory(root, directory('a'))
    writeFileSync(join(root.path, 'a/ignored.tmp'), 'x')
    expect(await codeOf(removeEntry(root, 'a', { known: made, keep: true }))).toBe('file-busy')
    expect(existsSync(join(root.path, 'a/ignored.tmp'))).toBe(true)
    const empty = await placeDirectory(root, directory('b'))
    await removeEntry(root, 'b', { known: empty, keep: true })
    expect(existsSync(join(root.path, 'b'))).toBe(false)
  })
})

describe('symbolic links', () => {
  test('say what the record says, and are never followed', async () => {
    const root = await folder()
    const found = await placeSymlink(root, symlink('a/link', '/etc'), none)
    expect(found).toMatchObject({ kind: 'symlink', target: '/etc', mtime: 5000 })
    expect(readlinkSync(join(root.path, 'a/link'))).toBe('/etc')
    // At once, while it is still remembered what lay there before.
    expect(await codeOf(place(root, 'a/link/hawser-test', 'evil'))).toBe('file-path-unsafe')
    expect(existsSync('/etc/hawser-test')).toBe(false)
  })

  test('replace known links and files, and nothing else', async () => {
    const root = await folder()
    const first = await placeSymlink(root, symlink('l', 'one'), none)
    const second = await placeSymlink(root, symlink('l', 'two', 6000), { known: first, keep: true })
    expect(readlinkSync(join(root.path, 'l'))).toBe('two')
    expect(await codeOf(placeSymlink(root, symlink('l', 'three'), { known: first, keep: true }))).toBe(
      'file-busy',
    )
    expect(await codeOf(placeSymlink(root, symlink('l', 'three'), none))).toBe('file-busy')
    const file = await place(root, 'f', 'content')
    await placeSymlink(root, symlink('f', 'l'), { known: file, keep: true })
    expect(await binned(root)).toEqual(['replaced f content'])
    await removeEntry(root, 'l', { known: second, keep: true })
    expect((await lookThrough(root)).paths).toEqual(['f'])
    expect(await partials(root)).toEqual([])
  })

  test('that point at nothing a path can be are refused', async () => {
    const root = await folder()
    for (const target of ['', 'a\0b', '\ud800', 'x'.repeat(5000)]) {
      expect(await codeOf(placeSymlink(root, symlink('l', target), none))).toBe('file-name-invalid')
    }
  })

  test('in the place of a directory make what lay under it unreachable at once', async () => {
    const root = await folder()
    const outside = await temporary()
    const known = await placeDirectory(root, directory('a'))
    await removeEntry(root, 'a', { known, keep: true })
    await placeSymlink(root, symlink('a', outside), none)
    expect(await codeOf(place(root, 'a/passwd', 'evil'))).toBe('file-path-unsafe')
    expect(existsSync(join(outside, 'passwd'))).toBe(false)
  })
})

describe('deleting', () => {
  test('brings what is known to the bin', async () => {
    const root = await folder()
    const known = await place(root, 'd/a', 'content')
    await removeEntry(root, 'd/a', { known, keep: true })
    expect((await lookThrough(root)).paths).toEqual(['d'])
    expect(await binned(root)).toEqual(['deleted d/a content'])
    await removeEntry(root, 'd/a', { known, keep: true })
    await removeEntry(root, 'd/a', { known, keep: false })
  })

  test('leaves no trace where nothing is kept', async () => {
    const root = await folder()
    const known = await place(root, 'a', 'content')
    await removeEntry(root, 'a', { known, keep: false })
    expect(await binned(root)).toEqual([])
    expect(await partials(root)).toEqual([])
  })

  test('leaves alone what changed in the meantime', async () => {
    const root = await folder()
    for (const keep of [true, false]) {
      const known = await place(root, `a${keep}`, 'content')
      writeFileSync(join(root.path, `a${keep}`), 'mine')
      expect(await codeOf(removeEntry(root, `a${keep}`, { known, keep }))).toBe('file-busy')
      expect(readFileSync(join(root.path, `a${keep}`), 'utf8')).toBe('mine')
    }
    expect(await codeOf(removeEntry(root, '.hawser/folder', { known: undefined, keep: false }))).toBe(
      'file-path-unsafe',
    )
  })

  test('many files of the same name, and files where directories were, all find their place in the bin', async () => {
    const root = await folder()
    for (let n = 0; n < 5; n++) {
      const known = await place(root, 'x', `file ${n}`)
      await removeEntry(root, 'x', { known, keep: true })
      const below = await place(root, 'x/x', `below ${n}`)
      await removeEntry(root, 'x/x', { known: below, keep: true })
      await removeEntry(root, 'x', { known: { kind: 'directory', size: 0, mtime: 0 }, keep: true })
    }
    const texts = (await binned(root)).sort()
    expect(texts).toEqual([
      ...[0, 1, 2, 3, 4].map((n) => `deleted x file ${n}`),
      ...[0, 1, 2, 3, 4].map((n) => `deleted x/x below ${n}`),
    ])
  })
})

describe('moving', () => {
  test('renames a file without copying it, with the time and mode of its record', async () => {
    const root = await folder()
    const known = await place(root, 'a/old', 'content')
    const moved = await moveEntry(root, 'a/old', record('b/new', { mode: 0o600, mtime: 999_000 }), known)
    expect(moved).toMatchObject({ path: 'b/new', size: 7, mtime: 999_000, inode: known.inode })
    if (isUnix) expect(moved.mode).toBe(0o600)
    expect((await lookThrough(root)).paths).toEqual(['a', 'b', 'b/new'])
    expect(statSync(join(root.path, 'b/new')).nlink).toBe(1)
    expect(await partials(root)).toEqual([])
  })

  test('moves a directory with all that is in it, and a link', async () => {
    const root = await folder()
    await place(root, 'd/e/f', 'x')
    const known = (await lookThrough(root)).found.get('d')!
    await moveEntry(root, 'd', record('g/d', { kind: 'directory', mode: 0o755 }), known)
    const link = await placeSymlink(root, symlink('l', 'x'), none)
    await moveEntry(root, 'l', symlink('m', 'x', 7000), link)
    expect((await lookThrough(root)).paths).toEqual(['g', 'g/d', 'g/d/e', 'g/d/e/f', 'm'])
  })

  test('neither takes what changed nor goes where something lies', async () => {
    const root = await folder()
    const known = await place(root, 'a', 'content')
    writeFileSync(join(root.path, 'b'), 'mine')
    expect(await codeOf(moveEntry(root, 'a', record('b'), known))).toBe('file-busy')
    expect(await codeOf(moveEntry(root, 'a', record('../b'), known))).toBe('file-path-unsafe')
    writeFileSync(join(root.path, 'a'), 'changed')
    expect(await codeOf(moveEntry(root, 'a', record('c'), known))).toBe('file-busy')
    expect(readFileSync(join(root.path, 'a'), 'utf8')).toBe('changed')
    expect(readFileSync(join(root.path, 'b'), 'utf8')).toBe('mine')
    expect(existsSync(join(root.path, 'c'))).toBe(false)
  })
})

describe('time and mode', () => {
  test('are set on what is known', async () => {
    const root = await folder()
    const known = await place(root, 'a', 'content')
    const set = await setMetadata(root, record('a', { mode: 0o755, mtime: 1001 }), known)
    expect(set).toMatchObject({ mtime: 1001, ...(isUnix && { mode: 0o755 }) })
    expect(await codeOf(setMetadata(root, record('a', { mtime: 5 }), known))).toBe('file-busy')
    expect(Math.floor(lstatSync(join(root.path, 'a')).mtimeMs)).toBe(1001)
  })

  test('are not set through a link', async () => {
    const root = await folder()
    const outside = join(await temporary(), 'target')
    writeFileSync(outside, 'x')
    const before = statSync(outside)
    const known = await place(root, 'a', 'x')
    renameSync(join(root.path, 'a'), join(root.path, 'b'))
    symlinkSync(outside, join(root.path, 'a'))
    expect(await codeOf(setMetadata(root, record('a', { mode: 0o777, mtime: 1 }), known))).toBe('file-busy')
    mkdirSync(join(root.path, 'c'))
    expect(statSync(outside)).toEqual(before)
  })
})
