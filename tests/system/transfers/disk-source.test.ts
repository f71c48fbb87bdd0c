import { execFileSync } from 'node:child_process'
import { appendFile, chmod, mkdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DiskSource } from '../../../src/host/transfers/disk-source.ts'
import { blockBytes } from '../../../src/transfer/files.ts'
import { bytesOf, temporary, writeTree } from './carry.ts'

test('what is dropped is listed by its own names, folders before what lies in them', async () => {
  await using from = await temporary()
  await writeTree(from.path, { 'Card/b.mov': bytesOf(3), 'Card/a/c.mov': bytesOf(4), 'one.txt': bytesOf(5) })
  const source = await DiskSource.open([join(from.path, 'Card'), join(from.path, 'one.txt')])
  expect(source.entries.map(({ path, kind, size }) => [path, kind, size])).toEqual([
    ['Card', 'directory', 0],
    ['Card/a', 'directory', 0],
    ['Card/a/c.mov', 'file', 4],
    ['Card/b.mov', 'file', 3],
    ['one.txt', 'file', 5],
  ])
  expect(source.skipped).toEqual([])
})

test('two of the same name are told apart, and one that is named twice is sent once', async () => {
  await using from = await temporary()
  await writeTree(from.path, { 'x/a.mov': bytesOf(1), 'y/A.mov': bytesOf(2) })
  const paths = [
    join(from.path, 'x', 'a.mov'),
    join(from.path, 'y', 'A.mov'),
    join(from.path, 'y/../x/a.mov'),
  ]
  const source = await DiskSource.open(paths)
  expect(source.entries.map(({ path, size }) => [path, size])).toEqual([
    ['a.mov', 1],
    ['A (2).mov', 2],
  ])
})

test('names are told in NFC, and read under those that the disk has', async () => {
  await using from = await temporary()
  const name = 'Gro\u0308ße.txt'
  await writeTree(from.path, { [`Card/${name}`]: bytesOf(8) })
  const source = await DiskSource.open([join(from.path, 'Card')])
  expect(source.entries[1]?.path).toBe('Card/Größe.txt')
  const into = new Uint8Array(8)
  await source.read(1, 0, into)
  expect(Buffer.from(into)).toEqual(bytesOf(8))
})

test('links and what is no file are left out, and said to be; a link that is named itself is followed', async () => {
  await using from = await temporary()
  await writeTree(from.path, { 'Card/a.mov': bytesOf(3) })
  await symlink('/etc/passwd', join(from.path, 'Card', 'link'))
  await symlink(join(from.path, 'Card', 'a.mov'), join(from.path, 'named'))
  if (process.platform !== 'win32') execFileSync('mkfifo', [join(from.path, 'Card', 'pipe')])
  const source = await DiskSource.open([join(from.path, 'Card'), join(from.path, 'named')])
  expect(source.entries.map(({ path }) => path)).toEqual(['Card', 'Card/a.mov', 'named'])
  expect(source.skipped.map(({ reason }) => reason)).toEqual(
    ['it is a symbolic link', 'it is neither a file nor a folder'].slice(
      0,
      process.platform === 'win32' ? 1 : 2,
    ),
  )
  await source.read(2, 0, new Uint8Array(3))
})

test('what is not there or may not be read is said at once', async () => {
  await using from = await temporary()
  await expect(DiskSource.open([join(from.path, 'missing')])).rejects.toMatchObject({
    code: 'file-unreadable',
  })
  if (process.getuid?.() === 0 || process.platform === 'win32') return
  await mkdir(join(from.path, 'closed'))
  await chmod(join(from.path, 'closed'), 0o000)
  await expect(DiskSource.open([join(from.path, 'closed')])).rejects.toMatchObject({
    code: 'file-unreadable',
  })
  await chmod(join(from.path, 'closed'), 0o700)
})

test('any part of a file is read, and nothing beyond it', async () => {
  await using from = await temporary()
  const bytes = bytesOf(blockBytes + 100)
  await writeTree(from.path, { a: bytes })
  const source = await DiskSource.open([join(from.path, 'a')])
  const into = new Uint8Array(150)
  await source.read(0, blockBytes - 50, into)
  expect(Buffer.from(into)).toEqual(bytes.subarray(blockBytes - 50, blockBytes + 100))
  await expect(source.read(0, blockBytes, into)).rejects.toMatchObject({ code: 'transfer-protocol' })
  await expect(source.read(1, 0, into)).rejects.toMatchObject({ code: 'transfer-protocol' })
})

test('a file that changes while it is sent is found out: longer, rewritten, replaced, gone', async () => {
  await using from = await temporary()
  await writeTree(from.path, {
    longer: bytesOf(9),
    rewritten: bytesOf(9),
    replaced: bytesOf(9),
    gone: bytesOf(9),
  })
  const names = ['longer', 'rewritten', 'replaced', 'gone']
  const source = await DiskSource.open(names.map((name) => join(from.path, name)))
  const into = new Uint8Array(5)
  await source.read(0, 0, into)
  await source.read(1, 0, into)
  await appendFile(join(from.path, 'longer'), 'x')
  await writeFile(join(from.path, 'rewritten'), bytesOf(9, 2))
  await utimes(join(from.path, 'rewritten'), 1_500_000_000, 1_500_000_000)
  await writeFile(join(from.path, 'other'), bytesOf(9, 3))
  await utimes(join(from.path, 'other'), 1_500_000_000, 1_500_000_000)
  await rename(join(from.path, 'other'), join(from.path, 'replaced'))
  await rm(join(from.path, 'gone'))
  for (const file of [0, 1, 2])
    await expect(source.read(file, 0, into)).rejects.toMatchObject({ code: 'file-busy' })
  await expect(source.read(3, 0, into)).rejects.toMatchObject({ code: 'file-unreadable' })
  // The other side is told: by the names that it knows.
  await expect(source.read(0, 0, into)).rejects.toMatchObject({
    message: expect.stringMatching(/^longer changed/),
    detail: { path: join(from.path, 'longer') },
  })
  await expect(source.read(3, 0, into)).rejects.toMatchObject({
    message: 'gone is not there.',
    detail: { path: join(from.path, 'gone') },
  })
  await source.close()
})
