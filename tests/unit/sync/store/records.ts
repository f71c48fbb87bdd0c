import { createHash } from 'node:crypto'
import type { Chunk, FileRecord, Version } from '../../../../src/engines/sync/model/record.ts'
import { SyncStore } from '../../../../src/engines/sync/store/sync-store.ts'

/** A hash that stands for a name. */
export const hashOf = (name: string) => createHash('sha256').update(name).digest('hex')

export const deviceOf = (letter: string) => letter.repeat(52)

export function fileRecord(path: string, change: Partial<FileRecord> = {}): FileRecord {
  return {
    path,
    kind: 'file',
    deleted: false,
    size: 100,
    mtime: 1_700_000_000_000,
    mode: 0o644,
    target: '',
    content: hashOf(path),
    chunks: 1,
    version: [[deviceOf('A'), 1]] as Version,
    by: deviceOf('A'),
    sequence: 0,
    ...change,
  }
}

export const directoryRecord = (path: string, change: Partial<FileRecord> = {}): FileRecord =>
  fileRecord(path, { kind: 'directory', size: 0, content: '', chunks: 0, ...change })

export const deletedRecord = (path: string, change: Partial<FileRecord> = {}): FileRecord =>
  fileRecord(path, { deleted: true, size: 0, content: '', chunks: 0, ...change })

/** Some chunks of 20 KB and a content that stands for them. */
export function contentOf(name: string, count: number): { content: string; chunks: Chunk[]; size: number } {
  const chunks = Array.from({ length: count }, (_, at) => ({
    hash: hashOf(`${name} ${at}`),
    length: 20_000 + at,
  }))
  return { content: hashOf(name), chunks, size: chunks.reduce((sum, { length }) => sum + length, 0) }
}

export function openStore(now?: () => number): SyncStore {
  return SyncStore.open({ path: ':memory:', notice: () => {}, ...(now && { now }) })
}

export function tidyAll(store: SyncStore): void {
  while (store.tidy(1000));
}

export const withoutSequence = (record: FileRecord | undefined) => record && { ...record, sequence: 0 }
