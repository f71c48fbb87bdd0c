import { writeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FoundFile } from '../../../../src/engines/sync/files/found-file.ts'
import { IgnoreRules } from '../../../../src/engines/sync/files/ignore.ts'
import { PartialFile, sweepPartials } from '../../../../src/engines/sync/files/partial-file.ts'
import { moveEntry, removeEntry } from '../../../../src/engines/sync/files/place.ts'
import { FolderRoot } from '../../../../src/engines/sync/files/root.ts'
import { scan } from '../../../../src/engines/sync/files/scan.ts'
import { Selection } from '../../../../src/engines/sync/files/selection.ts'
import type { FileRecord } from '../../../../src/engines/sync/model/record.ts'

/**
 * Replaces, deletes and moves files in a folder until it is killed. Each file is full of its number and version; a
 * version that is done is told on standard output as `number version`.
 */
const files = 24
const root = await FolderRoot.open(process.argv[2]!, 'crash-folder', { create: true })
await sweepPartials(root, new Set())
const found = new Map<string, FoundFile>()
const ignore = await IgnoreRules.read(root, [])
await scan(root, { ignore, symlinks: 'keep', selected: new Selection([]) }, (batch) => {
  for (const file of batch) if (file.kind === 'file') found.set(file.path, file)
})
const versions = new Map(process.argv.slice(3).map((pair) => pair.split(':').map(Number) as [number, number]))
let mtime = 1_000_000_000_000 + found.size
let parts = 0

const record = (path: string, size: number): FileRecord => ({
  path,
  kind: 'file',
  deleted: false,
  size,
  mtime: mtime++,
  mode: 0o644,
  target: '',
  content: '',
  chunks: 1,
  version: [],
  by: '',
  sequence: 0,
})

async function write(number: number, path: string): Promise<void> {
  const version = (versions.get(number) ?? 0) + 1
  versions.set(number, version)
  const bytes = Buffer.from(`${number}:${version};`.repeat(3000))
  const file = await PartialFile.create(root, `part-${parts++}`, bytes.length)
  await file.write(bytes, 0, bytes.length, 0)
  found.set(path, await file.commit(record(path, bytes.length), { known: found.get(path), keep: true }))
  writeSync(1, `${number} ${version}\n`)
}

async function live(number: number): Promise<void> {
  const here = `a/${number}`
  const there = `b/${number}`
  for (;;) {
    // After a crash in the middle of a move it may have both names.
    if (found.has(here) && found.has(there)) await remove(there)
    const path = found.has(there) ? there : here
    await write(number, path)
    const known = found.get(path)!
    const chance = Math.random()
    if (chance < 0.2) await remove(path)
    else if (chance < 0.5) {
      const to = path === here ? there : here
      const { size } = await moveEntry(root, path, record(to, known.size), known).then((moved) => {
        found.delete(path)
        found.set(to, moved)
        return moved
      })
      if (size !== known.size) throw new Error('moved and of another size')
      if ((await readFile(join(root.path, to))).length !== size) throw new Error('not what was moved')
    }
  }
}

async function remove(path: string): Promise<void> {
  await removeEntry(root, path, { known: found.get(path), keep: true })
  found.delete(path)
}

writeSync(1, 'ready\n')
await Promise.all(Array.from({ length: files }, (_, number) => live(number)))
