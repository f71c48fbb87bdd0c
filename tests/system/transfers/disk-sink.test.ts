import {
  chmod,
  mkdir,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DiskSource } from '../../../src/host/transfers/disk-source.ts'
import { nativeHasher } from '../../../src/host/transfers/hasher.ts'
import { blockBytes, type FileEntry } from '../../../src/transfer/files.ts'
import { makeManifest } from '../../../src/transfer/session/manifest.ts'
import { bytesOf, carry, manifestOf, never, send, sinkInto, temporary, tree, writeTree } from './carry.ts'

const entry = (path: string, size = 0, kind: FileEntry['kind'] = 'file'): FileEntry => ({
  path,
  kind,
  size,
  mtime: 1_700_000_000_000,
})
const root = (...blocks: Uint8Array[]) =>
  nativeHasher.hash(Buffer.concat(blocks.map((block) => nativeHasher.hash(block))))

describe('files that are received', () => {
  test('are as they were sent, with their times, empty ones and empty folders too, and nothing else is left', async () => {
    await using from = await temporary()
    await using to = await temporary()
    await writeTree(join(from.path, 'Card 1'), {
      'A001.mov': bytesOf(3 * blockBytes + 17),
      'whole blocks.bin': bytesOf(2 * blockBytes, 2),
      'sub/empty.txt': new Uint8Array(0),
      'sub/Größe.txt': bytesOf(100, 3),
    })
    await mkdir(join(from.path, 'Card 1', 'nothing here'))
    await writeFile(join(from.path, 'alone.txt'), 'alone')
    await utimes(join(from.path, 'Card 1', 'A001.mov'), 1_600_000_000, 1_600_000_000)
    const sink = await send([join(from.path, 'Card 1'), join(from.path, 'alone.txt')], to.path)
    expect(await tree(to.path)).toEqual(await tree(from.path))
    expect(Math.floor((await stat(join(to.path, 'Card 1', 'A001.mov'))).mtimeMs)).toBe(1_600_000_000_000)
    expect([...sink.placed].sort()).toEqual(['Card 1', 'alone.txt'])
  })

  test('take the next free name when theirs is taken, and what was there stays', async () => {
    await using from = await temporary()
    await using to = await temporary()
    await writeTree(from.path, { 'a.mov': bytesOf(10), 'Card/b.mov': bytesOf(10, 2) })
    await writeTree(to.path, { 'a.mov': Buffer.from('mine'), 'Card/mine.txt': Buffer.from('mine') })
    await symlink('/', join(to.path, 'Card (2)'))
    const paths = [join(from.path, 'a.mov'), join(from.path, 'Card')]
    const first = await send(paths, to.path)
    const second = await send(paths, to.path)
    expect([...first.placed].sort()).toEqual(['Card (3)', 'a (2).mov'])
    expect([...second.placed].sort()).toEqual(['Card (4)', 'a (3).mov'])
    expect(await readFile(join(to.path, 'a.mov'), 'utf8')).toBe('mine')
    expect(await readdir(join(to.path, 'Card'))).toEqual(['mine.txt'])
    expect(await readdir(join(to.path, 'Card (4)'))).toEqual(['b.mov'])
  })

  test('lie under another name until they are whole and proven', async () => {
    await using to = await temporary()
    const block = bytesOf(blockBytes)
    const last = bytesOf(5, 2)
    const sink = sinkInto(to.path)
    await sink.open(makeManifest([entry('a.mov', blockBytes + 5)], nativeHasher), never)
    await sink.write(0, 1, last)
    expect((await readdir(to.path)).filter((name) => !name.startsWith('.'))).toEqual(['a.mov.part'])
    await expect(sink.finish(0, root(block, last))).rejects.toMatchObject({ code: 'transfer-protocol' })
    await sink.write(0, 0, block)
    await sink.finish(0, root(block, last))
    expect((await readdir(to.path)).filter((name) => !name.startsWith('.'))).toEqual(['a.mov'])
    await sink.close(true)
    expect(await readdir(to.path)).toEqual(['a.mov'])
  })

  test('of a name that is too long with its ending are put together under a shorter one', async () => {
    await using to = await temporary()
    const name = `${'ä'.repeat(125)}.mov`
    const sink = sinkInto(to.path)
    await writeFile(join(to.path, name), 'mine')
    const bytes = bytesOf(5)
    await sink.open(makeManifest([entry(name, 5)], nativeHasher), never)
    await sink.write(0, 0, bytes)
    await sink.finish(0, root(bytes))
    await sink.close(true)
    const names = await readdir(to.path)
    expect(names.sort()).toEqual([`${'ä'.repeat(123)} (2).mov`, name].sort())
  })

  test('that are not what was sent are discarded, and can be sent again', async () => {
    await using to = await temporary()
    const sink = sinkInto(to.path)
    const good = bytesOf(blockBytes)
    await sink.open(makeManifest([entry('a.mov', blockBytes)], nativeHasher), never)
    await sink.write(0, 0, bytesOf(blockBytes, 2))
    await expect(sink.finish(0, root(good))).rejects.toMatchObject({ code: 'file-damaged' })
    expect((await readdir(to.path)).filter((name) => !name.startsWith('.'))).toEqual([])
    await sink.write(0, 0, good)
    await sink.finish(0, root(good))
    await sink.close(true)
    expect(await readdir(to.path)).toEqual(['a.mov'])
  })

  test('by the thousand are flushed together', async () => {
    await using from = await temporary()
    await using to = await temporary()
    const files: Record<string, Uint8Array> = {}
    for (let file = 0; file < 1500; file++) files[`many/${file % 7}/${file}.txt`] = bytesOf(file % 50, file)
    await writeTree(from.path, files)
    await send([join(from.path, 'many')], to.path)
    expect(await tree(to.path)).toEqual(await tree(from.path))
  })
})

describe('a transfer that is broken off', () => {
  test('goes on from the blocks that are there, and from files that are whole', async () => {
    await using from = await temporary()
    await using to = await temporary()
    await writeTree(join(from.path, 'Card'), {
      'a.mov': bytesOf(2 * blockBytes),
      'b.mov': bytesOf(8 * blockBytes + 3, 2),
      'c.mov': bytesOf(blockBytes, 3),
    })
    await mkdir(join(to.path, 'Card'))
    const source = await DiskSource.open([join(from.path, 'Card')])
    const manifest = await manifestOf(source)
    const first = sinkInto(to.path)
    await carry(source, first, await first.open(manifest, never), { until: (blocks) => blocks === 6 })
    await expect.poll(async () => readdir(join(to.path, 'Card (2)'))).toContain('a.mov')
    await first.close(true)
    const second = sinkInto(to.path)
    const progress = await second.open(manifest, never)
    expect(progress.whole).toEqual([1])
    expect([...progress.partial]).toEqual([[2, Uint8Array.of(0b1111, 0)]])
    expect(await carry(source, second, progress)).toEqual({ sent: 6 })
    await second.close(true)
    expect(await tree(join(to.path, 'Card (2)'))).toEqual(await tree(join(from.path, 'Card')))
    expect((await readdir(to.path)).sort()).toEqual(['Card', 'Card (2)'])
  })

  test('does not believe what has been changed or taken away meanwhile', async () => {
    await using from = await temporary()
    await using to = await temporary()
    await writeTree(join(from.path, 'Card'), {
      'done.mov': bytesOf(blockBytes),
      'gone.mov': bytesOf(blockBytes * 3, 2),
      'short.mov': bytesOf(blockBytes * 3, 4),
    })
    const source = await DiskSource.open([join(from.path, 'Card')])
    const manifest = await manifestOf(source)
    const first = sinkInto(to.path)
    await first.open(manifest, never)
    const read = async (file: number, block: number) => {
      const bytes = new Uint8Array(blockBytes)
      await source.read(file, block * blockBytes, bytes)
      return bytes
    }
    for (const file of [1, 2, 3]) await first.write(file, 0, await read(file, 0))
    await first.write(3, 1, await read(3, 1))
    await first.finish(1, root(await read(1, 0)))
    await first.close(true)
    const card = join(to.path, 'Card')
    await rm(join(card, 'gone.mov.part'))
    await writeFile(join(card, 'done.mov'), 'edited')
    await truncate(join(card, 'short.mov.part'), blockBytes + 1)
    const second = sinkInto(to.path)
    const progress = await second.open(manifest, never)
    expect(progress.whole).toEqual([])
    expect(progress.partial.has(2)).toBe(false)
    await carry(source, second, progress)
    await second.close(true)
    const { 'done.mov': edited, 'done (2).mov': done, ...others } = await tree(card)
    const sent = await tree(join(from.path, 'Card'))
    expect({ ...others, 'done.mov': done }).toEqual(sent)
    expect(edited).not.toBe(done)
  })

  test('leaves nothing when it is not to be kept, but for files that are whole', async () => {
    await using from = await temporary()
    await using to = await temporary()
    await writeTree(join(from.path, 'Card'), {
      'a/a.mov': bytesOf(blockBytes),
      'b/b.mov': bytesOf(8 * blockBytes, 2),
    })
    const source = await DiskSource.open([join(from.path, 'Card')])
    const sink = sinkInto(to.path)
    await carry(source, sink, await sink.open(await manifestOf(source), never), {
      until: (blocks) => blocks === 4,
    })
    await expect.poll(() => readdir(join(to.path, 'Card', 'a'))).toContain('a.mov')
    await sink.close(false)
    expect(Object.keys(await tree(to.path)).sort()).toEqual(['Card/', 'Card/a/', 'Card/a/a.mov'])
  })

  test('cannot be received twice at once into one folder', async () => {
    await using to = await temporary()
    const manifest = makeManifest([entry('a', 5)], nativeHasher)
    const first = sinkInto(to.path)
    await first.open(manifest, never)
    await expect(sinkInto(to.path).open(manifest, never)).rejects.toMatchObject({ code: 'file-busy' })
    await first.close(true)
    const second = sinkInto(to.path)
    await second.open(manifest, never)
    await second.close(false)
    expect(await readdir(to.path)).toEqual([])
  })
})

describe('what is refused', () => {
  const open = (folder: string, ...entries: FileEntry[]) => {
    const files = entries.filter(({ kind }) => kind === 'file').length
    const bytes = entries.reduce((sum, { size }) => sum + size, 0)
    return sinkInto(folder).open({ id: '0'.repeat(32), name: 'x', entries, files, bytes }, never)
  }

  test.for(['../a', '/a', 'a/../../b', 'a//b', '', 'a\0b', './a', 'a/.', '..'])(
    'a path that leads elsewhere: %j',
    async (path) => {
      await using to = await temporary()
      await expect(open(to.path, entry(path))).rejects.toMatchObject({ code: 'file-path-unsafe' })
      expect(await readdir(to.path)).toEqual([])
    },
  )

  test.for(['.hawser-transfer-0123', '.Hawser-Transfer-x/y', 'a/.hawser/folder'])(
    'a name that Hawser keeps for itself: %j',
    async (path) => {
      await using to = await temporary()
      const manifest = makeManifest([entry(path)], nativeHasher)
      await expect(sinkInto(to.path).open(manifest, never)).rejects.toMatchObject({
        code: 'file-path-unsafe',
      })
      expect(await readdir(to.path)).toEqual([])
    },
  )

  test('more than the disk has room for, before anything is begun', async () => {
    await using to = await temporary()
    const manifest = makeManifest([entry('huge.mov', 2 ** 43)], nativeHasher)
    await expect(sinkInto(to.path).open(manifest, never)).rejects.toMatchObject({
      code: 'disk-full',
      message: expect.stringContaining('8.8 TB'),
    })
    expect(await readdir(to.path)).toEqual([])
  })

  test('a folder that is not there, is a file, or may not be written', async () => {
    await using to = await temporary()
    const manifest = makeManifest([entry('a')], nativeHasher)
    const into = (folder: string) => sinkInto(folder).open(manifest, never)
    await expect(into(join(to.path, 'missing'))).rejects.toMatchObject({ code: 'folder-missing' })
    await writeFile(join(to.path, 'file'), '')
    await expect(into(join(to.path, 'file'))).rejects.toMatchObject({ code: 'folder-missing' })
    if (process.getuid?.() === 0) return
    await chmod(to.path, 0o555)
    await expect(into(to.path)).rejects.toMatchObject({ code: 'folder-read-only' })
    await chmod(to.path, 0o755)
  })

  test('without telling where things lie here, which stays on this side', async () => {
    await using to = await temporary()
    const folder = join(to.path, 'usb')
    const faults: unknown[] = []
    const tried = (running: Promise<unknown>) => running.catch((error) => faults.push(error))
    const manifest = makeManifest([entry('a', 5)], nativeHasher)
    await tried(sinkInto(folder).open(manifest, never))
    await mkdir(folder)
    await tried(sinkInto(folder).open(makeManifest([entry('a', 2 ** 43)], nativeHasher), never))
    const sink = sinkInto(folder)
    await sink.open(manifest, never)
    await tried(sinkInto(folder).open(manifest, never))
    await rm(folder, { recursive: true })
    await tried(sink.write(0, 0, new Uint8Array(5)))
    await sink.close(true)
    expect(faults).toMatchObject([
      { code: 'folder-missing', detail: { folder } },
      { code: 'disk-full', detail: { folder } },
      { code: 'file-busy' },
      { code: 'folder-missing', detail: { folder } },
    ])
    for (const fault of faults) expect(String(fault)).not.toContain(to.path)
  })

  test('blocks of files that are not, of the wrong size, or before and after', async () => {
    await using to = await temporary()
    const sink = sinkInto(to.path)
    const bytes = new Uint8Array(5)
    await expect(sink.write(0, 0, bytes)).rejects.toMatchObject({ code: 'closed' })
    await sink.open(makeManifest([entry('d', 0, 'directory'), entry('d/a', 5)], nativeHasher), never)
    const refused = { code: 'transfer-protocol' }
    await expect(sink.write(0, 0, bytes)).rejects.toMatchObject(refused)
    await expect(sink.write(2, 0, bytes)).rejects.toMatchObject(refused)
    await expect(sink.write(1, 1, bytes)).rejects.toMatchObject(refused)
    await expect(sink.write(1, -1, bytes)).rejects.toMatchObject(refused)
    await expect(sink.write(1, 0, new Uint8Array(4))).rejects.toMatchObject(refused)
    await sink.close(false)
    await expect(sink.write(1, 0, bytes)).rejects.toMatchObject({ code: 'closed' })
  })

  test('a transfer whose folder vanishes meanwhile, in words that say so', async () => {
    await using to = await temporary()
    const folder = join(to.path, 'usb')
    await mkdir(folder)
    const sink = sinkInto(folder)
    await sink.open(makeManifest([entry('a', 5), entry('b', 5)], nativeHasher), never)
    await rm(folder, { recursive: true })
    await expect(sink.write(0, 0, new Uint8Array(5))).rejects.toMatchObject({ code: 'folder-missing' })
    await sink.close(true)
  })
})
