import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { removeEntry } from '../../../../src/engines/sync/files/place.ts'
import { binned, codeOf, folder, lookThrough, place, temporary } from './folders.ts'

const day = 86_400_000
const now = Date.UTC(2026, 10, 21, 12)

/** Versions as they would have come there at other times. */
async function folderWith(...versions: string[]) {
  const root = await folder()
  for (const version of versions) {
    const path = join(root.path, '.hawser/bin', version)
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, version)
  }
  const left = async () => (await root.bin.list('', 1000)).map(({ id }) => id).sort()
  return { root, left }
}

describe('the bin', () => {
  test('lists what it holds, the newest first, of everything or of one path', async () => {
    const { root } = await folderWith(
      '20261120T100000Z-replaced/d/a',
      '20261121T100000Z-deleted/d/a',
      '20261119T100000Z-replaced.1/b',
    )
    expect(await root.bin.list('', 10)).toEqual([
      {
        path: 'd/a',
        at: Date.UTC(2026, 10, 21, 10),
        size: 28,
        reason: 'deleted',
        id: '20261121T100000Z-deleted/d/a',
      },
      {
        path: 'd/a',
        at: Date.UTC(2026, 10, 20, 10),
        size: 29,
        reason: 'replaced',
        id: '20261120T100000Z-replaced/d/a',
      },
      {
        path: 'b',
        at: Date.UTC(2026, 10, 19, 10),
        size: 29,
        reason: 'replaced',
        id: '20261119T100000Z-replaced.1/b',
      },
    ])
    expect(await root.bin.list('d', 1)).toHaveLength(1)
    expect((await root.bin.list('b', 10)).map(({ path }) => path)).toEqual(['b'])
    expect(await root.bin.list('none', 10)).toEqual([])
    expect(await codeOf(root.bin.list('../..', 10))).toBe('file-path-unsafe')
  })

  test('gives back a deleted file, and it is in the bin no more', async () => {
    const root = await folder()
    const known = await place(root, 'd/a', 'content', {}, { mtime: 1_500_000_000_000 })
    await removeEntry(root, 'd/a', { known, keep: true })
    const [version] = await root.bin.list('', 10)
    expect(await root.bin.restore(version!.id)).toBe('d/a')
    expect((await lookThrough(root)).found.get('d/a')).toMatchObject({ size: 7, mtime: 1_500_000_000_000 })
    expect(await binned(root)).toEqual([])
    expect(await codeOf(root.bin.restore(version!.id))).toBe('version-unknown')
  })

  test('takes what lies in the place of a version that is given back', async () => {
    const root = await folder()
    const known = await place(root, 'a', 'old')
    await place(root, 'a', 'new', { known })
    const [version] = await root.bin.list('a', 10)
    await root.bin.restore(version!.id)
    expect(readFileSync(join(root.path, 'a'), 'utf8')).toBe('old')
    expect(await binned(root)).toEqual(['replaced a new'])
  })

  test('gives back nothing in the place of a directory', async () => {
    const { root, left } = await folderWith('20261120T100000Z-deleted/a')
    mkdirSync(join(root.path, 'a'))
    expect(await codeOf(root.bin.restore('20261120T100000Z-deleted/a'))).toBe('file-busy')
    expect(await left()).toHaveLength(1)
  })

  test('gives back nothing for ids that are none, nor through links', async () => {
    const { root } = await folderWith('20261120T100000Z-deleted/a')
    const outside = await temporary()
    writeFileSync(join(outside, 'secret'), 'x')
    symlinkSync(outside, join(root.path, '.hawser/bin/20261120T100000Z-deleted/link'))
    const ids = [
      '',
      'a',
      '../folder',
      '20261120T100000Z-deleted',
      '20261120T100000Z-deleted/',
      '20261120T100000Z-deleted/../../folder',
      '20261120T100000Z-deleted/link/secret',
      '20261120T100000Z-deleted/link',
      '../20261120T100000Z-deleted/a',
    ]
    const codes = await Promise.all(ids.map((id) => codeOf(root.bin.restore(id))))
    expect(codes.every((code) => code === 'version-unknown' || code === 'file-path-unsafe')).toBe(true)
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 60 }), async (id) => {
        expect(['version-unknown', 'file-path-unsafe']).toContain(await codeOf(root.bin.restore(id)))
      }),
      { numRuns: 50 },
    )
    expect((await lookThrough(root)).paths).toEqual([])
  })

  test('drops what is too old, and the directories with it', async () => {
    const { root, left } = await folderWith('20261001T100000Z-deleted/a/b', '20261120T100000Z-deleted/c')
    expect(await root.bin.expire({ keepDays: 30, keepVersions: 5 }, now)).toBe(1)
    expect(await left()).toEqual(['20261120T100000Z-deleted/c'])
    expect(readdirSync(join(root.path, '.hawser/bin'))).toEqual(['20261120T100000Z-deleted'])
    await root.bin.expire({ keepDays: 0, keepVersions: 5 }, now)
    expect(await left()).toEqual([])
  })

  test('keeps so many versions of each path, the newest', async () => {
    const days = [10, 11, 12, 13, 14]
    const { root, left } = await folderWith(
      ...days.flatMap((at) => [`202611${at}T100000Z-replaced/a`]),
      '20261101T000000Z-replaced/d/b',
    )
    await root.bin.expire({ keepDays: 3650, keepVersions: 2 }, now)
    expect(await left()).toEqual([
      '20261101T000000Z-replaced/d/b',
      '20261113T100000Z-replaced/a',
      '20261114T100000Z-replaced/a',
    ])
    expect(readdirSync(join(root.path, '.hawser/bin'))).toHaveLength(3)
  })

  test('with a clock that is years off, keeps what it would have kept', async () => {
    const { root, left } = await folderWith('20991120T100000Z-deleted/a', '20261120T100000Z-deleted/a')
    await root.bin.expire({ keepDays: 30, keepVersions: 5 }, now)
    expect(await left()).toHaveLength(2)
    await root.bin.expire({ keepDays: 30, keepVersions: 5 }, now - 20 * 365 * day)
    expect(await left()).toHaveLength(2)
  })

  test('leaves alone what others put there', async () => {
    const { root } = await folderWith('my-own/thing')
    await root.bin.expire({ keepDays: 0, keepVersions: 1 }, now)
    expect(readFileSync(join(root.path, '.hawser/bin/my-own/thing'), 'utf8')).toBe('my-own/thing')
    expect(await root.bin.list('', 10)).toEqual([])
  })
})
