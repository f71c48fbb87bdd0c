import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { FoundFile, PlaceOptions } from '../../../../src/engines/sync/files/found-file.ts'
import { IgnoreRules } from '../../../../src/engines/sync/files/ignore.ts'
import { PartialFile } from '../../../../src/engines/sync/files/partial-file.ts'
import { releaseHandles } from '../../../../src/engines/sync/files/read-chunk.ts'
import { FolderRoot } from '../../../../src/engines/sync/files/root.ts'
import { type ScanOptions, scan } from '../../../../src/engines/sync/files/scan.ts'
import { Selection } from '../../../../src/engines/sync/files/selection.ts'
import type { FileRecord } from '../../../../src/engines/sync/model/record.ts'
import { Fault } from '../../../../src/wire/fault.ts'

export const folderId = 'test-folder'

/** A directory of this test alone. */
export async function temporary(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'hawser-files-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

/** A synced folder in a directory of its own. */
export async function folder(path?: string): Promise<FolderRoot> {
  const root = await FolderRoot.open(path ?? (await temporary()), folderId, { create: true })
  onTestFinished(() => releaseHandles(root))
  return root
}

export const record = (path: string, change: Partial<FileRecord> = {}): FileRecord => ({
  path,
  kind: 'file',
  deleted: false,
  size: 0,
  mtime: 1_700_000_000_123,
  mode: 0o644,
  target: '',
  content: '',
  chunks: 1,
  version: [],
  by: '',
  sequence: 0,
  ...change,
})

let count = 0

/** Brings a file with that content in place. */
export async function place(
  root: FolderRoot,
  path: string,
  content: string | Uint8Array,
  options: Partial<PlaceOptions> = {},
  change: Partial<FileRecord> = {},
): Promise<FoundFile> {
  const bytes = Buffer.from(content)
  const file = await PartialFile.create(root, `part-${count++}`, bytes.length)
  await file.write(bytes, 0, bytes.length, 0)
  try {
    return await file.commit(record(path, { size: bytes.length, ...change }), {
      known: undefined,
      keep: true,
      ...options,
    })
  } catch (error) {
    await file.discard()
    throw error
  }
}

/** `code` of the fault that a step ends with, or `fine`. */
export async function codeOf(step: Promise<unknown>): Promise<string> {
  try {
    await step
    return 'fine'
  } catch (error) {
    if (error instanceof Fault) return error.code
    throw error
  }
}

/** Everything that a look at the folder finds, by path, and its result. */
export async function lookThrough(root: FolderRoot, options: Partial<ScanOptions> = {}) {
  const found = new Map<string, FoundFile>()
  const result = await scan(
    root,
    { ignore: await IgnoreRules.read(root, []), symlinks: 'keep', selected: new Selection([]), ...options },
    (batch) => {
      for (const file of batch) found.set(file.path, file)
    },
  )
  return { found, result, paths: [...found.keys()].sort() }
}

/** What the bin holds: `replaced path content` and so on, oldest first. */
export async function binned(root: FolderRoot): Promise<string[]> {
  const versions = await root.bin.list('', 1000)
  const texts = versions.map(
    async ({ id, path, reason }) =>
      `${reason} ${path} ${await readFile(join(root.path, '.hawser/bin', id), 'utf8')}`,
  )
  return (await Promise.all(texts)).reverse()
}

/** Partial files that are left. */
export const partials = async (root: FolderRoot): Promise<string[]> => readdir(root.temporary)
