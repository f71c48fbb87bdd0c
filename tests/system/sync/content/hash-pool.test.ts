import { randomBytes } from 'node:crypto'
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { portionBytes } from '../../../../src/engines/sync/content/chunk-hasher.ts'
import { largeFileBytes, profileOf } from '../../../../src/engines/sync/content/chunk-profile.ts'
import { Chunker } from '../../../../src/engines/sync/content/chunker.ts'
import { hashChunk } from '../../../../src/engines/sync/content/hash-chunk.ts'
import { FileHasher } from '../../../../src/engines/sync/content/hash-file.ts'
import { HashPool } from '../../../../src/engines/sync/content/hash-pool.ts'
import { verifyManifest } from '../../../../src/engines/sync/model/manifest.ts'
import { soon } from '../../../support/soon.ts'

let folder = ''
let pool: HashPool
const at = (name: string) => join(folder, name)
const put = (name: string, bytes: Uint8Array | string): string => {
  writeFileSync(at(name), bytes)
  return at(name)
}
/** What the pool must find, with everything in memory. */
function chunksOf(bytes: Uint8Array) {
  const chunker = new Chunker(profileOf(bytes.length))
  const chunks = []
  for (let begin = 0; begin < bytes.length; ) {
    const end = chunker.next(bytes, begin, bytes.length)
    const to = end === -1 ? bytes.length : end
    chunks.push({ hash: hashChunk(bytes.subarray(begin, to)), length: to - begin })
    begin = to
  }
  return chunks
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hawser-hash-'))
  pool = new HashPool({ threads: 2 })
})
afterEach(async () => {
  await pool.close()
  rmSync(folder, { recursive: true })
})

test('files of any size are cut and hashed as they would be in memory', async () => {
  const sizes = [
    0,
    1,
    16_384,
    16_385,
    300_000,
    portionBytes - 1,
    portionBytes,
    portionBytes + 1,
    3 * portionBytes + 12_345,
  ]
  for (const size of sizes) {
    const bytes = randomBytes(size)
    const file = await pool.hashFile(put('a', bytes))
    expect(file.chunks).toEqual(chunksOf(bytes))
    expect(file.size).toBe(size)
    verifyManifest(file.content, size, file.chunks)
  }
})

test('a large file is cut into large chunks and tells how far it is', async () => {
  const bytes = Buffer.alloc(largeFileBytes + 5)
  for (let at = 0; at < bytes.length; at += 1 << 20) randomBytes(1 << 16).copy(bytes, at)
  const told: number[] = []
  const file = await pool.hashFile(put('a', bytes), { onBytes: (count) => told.push(count) })
  expect(file.chunks).toEqual(chunksOf(bytes))
  expect(told.length).toBeGreaterThan(3)
  expect(told.reduce((sum, count) => sum + count, 0)).toBe(bytes.length)
})

test('a large file that is read in parts has the chunks of one that is read whole', async () => {
  const MiB = 1 << 20
  const span = 36 * MiB
  const size = 2 * span + 4 * MiB + 777
  const random = randomBytes(size)
  const once = randomBytes(700_001)
  const repetitive = Buffer.alloc(size)
  for (let at = 0; at < size; at += once.length) once.copy(repetitive, at)
  const whole = new FileHasher()
  const check = async (path: string, length: number) => {
    const { chunks, ...rest } = whole.hash(path, () => {})
    let told = 0
    const file = await pool.hashFile(path, {
      size: length,
      onBytes: (bytes) => {
        told += bytes
      },
    })
    // Faster than by comparing thousands of objects that are the same.
    expect(file).toEqual({ chunks: expect.any(Array), ...rest })
    expect(file.chunks).toEqual(chunks)
    expect(told).toBe(length)
    verifyManifest(file.content, length, file.chunks)
  }
  await check(put('repetitive', repetitive), size)
  put('random', random)
  for (const length of [size, 2 * span + 1, 2 * span, largeFileBytes]) {
    truncateSync(at('random'), length)
    await check(at('random'), length)
  }
  random.fill(0, 30 * MiB + 5, 60 * MiB + 1)
  await check(put('mixed', random), size)
  const sparse = await open(at('sparse'), 'w')
  await sparse.truncate(size)
  await check(at('sparse'), size)
  await sparse.truncate(2 * size)
  await sparse.write(random, 0, 20 * MiB, size + 123)
  await sparse.close()
  await check(at('sparse'), 2 * size)
})

test('a large file that changes between two of its parts is busy', async () => {
  const one = new HashPool({ threads: 2 })
  const changes = [
    (path: string) => appendFileSync(path, 'more'),
    (path: string) => truncateSync(path, largeFileBytes),
    (path: string) => utimesSync(path, 1, 1),
    (path: string) => rmSync(path),
    (path: string) => renameSync(put('other', Buffer.alloc(1024)), path),
  ]
  for (const change of changes) {
    const path = at('large')
    const size = 64 * largeFileBytes
    writeFileSync(path, '')
    truncateSync(path, size)
    let done = false
    const onBytes = () => {
      if (!done) change(path)
      done = true
    }
    await expect(one.hashFile(path, { size, onBytes })).rejects.toMatchObject({ code: 'file-busy' })
  }
  const path = put('large', '')
  truncateSync(path, largeFileBytes)
  const wrong = one.hashFile(path, { size: largeFileBytes + 1 })
  await expect(wrong).rejects.toMatchObject({ code: 'file-busy' })
  expect((await one.hashFile(path, { size: largeFileBytes })).size).toBe(largeFileBytes)
  expect(one.waiting).toBe(0)
  await one.close()
})

test('mtime is in whole milliseconds, rounded down, before 1970 too', async () => {
  const path = put('a', 'x')
  utimesSync(path, 1000, 1_234_567.25)
  expect((await pool.hashFile(path)).mtime).toBe(1_234_567_250)
  utimesSync(path, 1000, new Date(-10_500))
  expect((await pool.hashFile(path)).mtime).toBe(-10_500)
})

test('thousands of questions about small files are all answered, each with its own', async () => {
  const names = Array.from({ length: 300 }, (_, n) => put(`f${n}`, `content ${n}`))
  const asked = Array.from({ length: 3000 }, (_, n) => (n * 7) % names.length)
  const files = await Promise.all(asked.map((n) => pool.hashFile(names[n]!, { size: 20 })))
  const contents = names.map((_, n) => hashChunk(Buffer.from(`content ${n}`)))
  expect(files.map(({ content }) => content)).toEqual(asked.map((n) => contents[n]))
  expect(pool.waiting).toBe(0)
})

test('what cannot be read says so', async () => {
  mkdirSync(at('directory'))
  symlinkSync('a', at('link'))
  put('a', 'x')
  await expect(pool.hashFile(at('directory'))).rejects.toMatchObject({ code: 'file-unreadable' })
  await expect(pool.hashFile(at('none'))).rejects.toMatchObject({ code: 'file-busy' })
  await expect(pool.hashFile(at('a/b'))).rejects.toMatchObject({ code: 'file-busy' })
  if (process.platform !== 'win32') {
    await expect(pool.hashFile(at('link'))).rejects.toMatchObject({ code: 'file-busy' })
  }
  expect((await pool.hashFile(at('a'))).size).toBe(1)
})

test('a file that changes while it is read is busy', () => {
  const hasher = new FileHasher()
  const path = put('a', randomBytes(3 * portionBytes))
  const changes = [
    () => appendFileSync(path, 'more'),
    () => truncateSync(path, 2 * portionBytes),
    () => utimesSync(path, 1, 1),
    () => {
      rmSync(path)
      writeFileSync(path, randomBytes(3 * portionBytes))
    },
    () => rmSync(path),
  ]
  for (const change of changes) {
    let done = false
    const run = () =>
      hasher.hash(path, () => {
        if (!done) change()
        done = true
      })
    expect(run).toThrow(expect.objectContaining({ code: 'file-busy' }))
  }
  // What one file left behind says nothing about the next.
  expect(hasher.hash(put('b', 'abc'), () => {}).content).toBe(hashChunk(Buffer.from('abc')))
})

test('a file is given up when asked, before it is read and while it is', async () => {
  const path = at('huge')
  const file = await open(path, 'w')
  await file.truncate(1024 ** 4)
  await file.close()
  const reason = new Error('enough')
  const stop = new AbortController()
  const huge = pool.hashFile(path, {
    signal: stop.signal,
    size: 1024 ** 4,
    onBytes: () => stop.abort(reason),
  })
  await expect(huge).rejects.toBe(reason)
  await expect(pool.hashFile(path, { signal: stop.signal })).rejects.toBe(reason)
  const later = new AbortController()
  const waiting = Array.from({ length: 300 }, () =>
    pool.hashFile(path, { signal: later.signal, size: 1024 ** 4 }),
  )
  later.abort(reason)
  const ended = await Promise.allSettled(waiting)
  expect(ended.every((one) => one.status === 'rejected' && one.reason === reason)).toBe(true)
  // The threads are free again.
  expect((await pool.hashFile(put('a', 'x'))).size).toBe(1)
})

test('a thread that dies fails what it had, and the next file has another', async () => {
  const dying = new HashPool({ threads: 1, url: new URL(`data:text/javascript,throw new Error('broken')`) })
  await expect(dying.hashFile(put('a', 'x'))).rejects.toMatchObject({ code: 'internal' })
  await expect(dying.hashFile(put('a', 'x'))).rejects.toMatchObject({ code: 'internal' })
  await dying.close()
})

test('more waiting files than are allowed are refused', async () => {
  const path = put('a', 'x')
  const all = Array.from({ length: HashPool.most + 1 }, () => pool.hashFile(path, { size: 1 }))
  const ended = await Promise.allSettled(all)
  expect(ended.filter((one) => one.status === 'rejected').map(({ reason }) => reason.code)).toEqual([
    'too-many',
  ])
})

test('threads end when there is nothing to do, and begin again', async () => {
  const brief = new HashPool({ threads: 1, idleMs: 1 })
  const path = put('a', 'x')
  await brief.hashFile(path)
  await soon(() => expect(brief.threads).toBe(0))
  expect((await brief.hashFile(path)).size).toBe(1)
  await brief.close()
})

test('what comes just when threads end is read as well', async () => {
  const brief = new HashPool({ threads: 2, idleMs: 2 })
  const paths = ['a', 'b', 'c'].map((name) => put(name, name))
  const sizes: number[] = []
  for (let turn = 0; turn < 8; turn++) {
    const files = await Promise.all(paths.map((path) => brief.hashFile(path)))
    sizes.push(...files.map(({ size }) => size))
    await sleep(turn % 5)
  }
  expect(sizes).toEqual(Array.from({ length: 24 }, () => 1))
  await soon(() => expect(brief.threads).toBe(0))
  await brief.close()
})

test('closing rejects what is under way and everything after', async () => {
  const path = put('a', randomBytes(1000))
  const last = pool.hashFile(path)
  await Promise.all([expect(last).rejects.toMatchObject({ code: 'closed' }), pool.close()])
  await expect(pool.hashFile(path)).rejects.toMatchObject({ code: 'closed' })
})
