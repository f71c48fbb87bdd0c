import fc from 'fast-check'
import type { FileRecord, Version } from '../../../../src/engines/sync/model/record.ts'

/** A file of one chunk by device A; a path alone is enough. */
export function fileRecord(change: Partial<FileRecord> = {}): FileRecord {
  const content = change.content ?? 'c1'.padEnd(64, '0')
  return {
    path: 'a.txt',
    kind: 'file',
    deleted: false,
    size: 10,
    mtime: 1000,
    mode: 0o644,
    target: '',
    content,
    chunks: 1,
    version: [['A', 1]],
    by: 'A',
    sequence: 1,
    ...change,
  }
}

export const deletedRecord = (change: Partial<FileRecord> = {}): FileRecord =>
  fileRecord({ deleted: true, size: 0, content: '', chunks: 0, ...change })
export const directoryRecord = (change: Partial<FileRecord> = {}): FileRecord =>
  fileRecord({ kind: 'directory', size: 0, content: '', chunks: 0, ...change })

const devices = ['A', 'B', 'C', 'D']

export const anyVersion: fc.Arbitrary<Version> = fc
  .array(fc.integer({ min: 0, max: 3 }), { minLength: devices.length, maxLength: devices.length })
  .map((counts) =>
    devices.flatMap((device, i): [string, number][] => (counts[i]! > 0 ? [[device, counts[i]!]] : [])),
  )

export const anyRecord: fc.Arbitrary<FileRecord> = fc
  .record({
    kind: fc.constantFrom('file' as const, 'directory' as const),
    deleted: fc.boolean(),
    mtime: fc.integer({ min: 0, max: 2 }),
    content: fc.constantFrom('c1', 'c2'),
    by: fc.constantFrom(...devices),
    version: anyVersion,
  })
  .map((change) => fileRecord(change))
