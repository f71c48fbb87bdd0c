import { mkdirSync, readdirSync, renameSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { HandlePool } from '../../../../src/disk/handle-pool.ts'
import { readChunk, releaseHandles } from '../../../../src/engines/sync/files/read-chunk.ts'
import { soon } from '../../../support/soon.ts'
import { codeOf, folder, place, temporary } from './folders.ts'

const openFiles = (): number => readdirSync('/proc/self/fd').length

async function read(
  ...[root, path, offset, length, expected]: [
    ...(Parameters<typeof readChunk> extends [infer R, ...unknown[]] ? [R] : never),
    string,
    number,
    number,
    { size: number; mtime: number }?,
  ]
) {
  const into = Buffer.alloc(length)
  const count = await readChunk(root, path, offset, into, expected)
  return into.toString('utf8', 0, count)
}

describe('parts of files', () => {
  test('are read straight into what is given, and fewer bytes at the end', async () => {
    const root = await folder()
    const known = await place(root, 'd/a', '0123456789')
    expect(await read(root, 'd/a', 2, 3, known)).toBe('234')
    expect(await read(root, 'd/a', 8, 5, known)).toBe('89')
    expect(await read(root, 'd/a', 20, 5, known)).toBe('')
  })

  test('come of the file that is meant, also when it has just replaced another', async () => {
    const root = await folder()
    const first = await place(root, 'a', 'first')
    expect(await read(root, 'a', 0, 9, first)).toBe('first')
    writeFileSync(join(root.path, 'new'), 'second')
    utimesSync(join(root.path, 'new'), 5, 5)
    renameSync(join(root.path, 'new'), join(root.path, 'a'))
    expect(await read(root, 'a', 0, 9, { size: 6, mtime: 5000 })).toBe('second')
  })

  test('of a file that changed are refused', async () => {
    const root = await folder()
    const known = await place(root, 'a', 'first')
    await read(root, 'a', 0, 9, known)
    writeFileSync(join(root.path, 'a'), 'other')
    expect(await codeOf(read(root, 'a', 0, 9, known))).toBe('file-busy')
    expect(await codeOf(read(root, 'absent', 0, 9))).toBe('file-busy')
  })

  test('are not read through links, nor from what is no file', async () => {
    const root = await folder()
    const outside = await temporary()
    writeFileSync(join(outside, 'passwd'), 'secret')
    symlinkSync(outside, join(root.path, 'a'))
    symlinkSync(join(outside, 'passwd'), join(root.path, 'b'))
    mkdirSync(join(root.path, 'c'))
    expect(await codeOf(read(root, 'a/passwd', 0, 9))).toBe('file-path-unsafe')
    expect(await codeOf(read(root, 'b', 0, 9))).toBe('file-path-unsafe')
    expect(await codeOf(read(root, 'c', 0, 9))).not.toBe('fine')
  })

  test('of many files at once leave no more than a few open, and none when released', async (context) => {
    if (process.platform !== 'linux') context.skip('counts descriptors in /proc')
    const root = await folder()
    await Promise.all(Array.from({ length: 300 }, (_, n) => place(root, `f${n}`, `content ${n}`)))
    const before = openFiles()
    const texts = await Promise.all(Array.from({ length: 300 }, (_, n) => read(root, `f${n}`, 8, 9)))
    expect(texts).toEqual(Array.from({ length: 300 }, (_, n) => String(n)))
    await soon(() => expect(openFiles()).toBeLessThanOrEqual(before + 300))
    for (let n = 0; n < 300; n++) await read(root, `f${n}`, 0, 1)
    await soon(() => expect(openFiles()).toBeLessThanOrEqual(before + 64))
    releaseHandles(root)
    await soon(() => expect(openFiles()).toBeLessThanOrEqual(before))
  })
})

describe('files held open', () => {
  test('one that cannot be opened is not held', async () => {
    const pool = new HandlePool(4, 1000)
    const handle = pool.take('a', () => Promise.reject(new Error('no')))
    await expect(handle.fd).rejects.toThrow('no')
    pool.give(handle)
    expect(pool.size).toBe(0)
  })

  test('one in use is shared, and not closed under its users', async () => {
    const pool = new HandlePool(1, 1000)
    const open = () => Promise.resolve(-1)
    const a = pool.take('a', open)
    expect(pool.take('a', open)).toBe(a)
    pool.take('b', open)
    expect(a.isReleased).toBe(false)
    pool.release(a)
    expect(pool.take('a', open)).not.toBe(a)
  })
})
