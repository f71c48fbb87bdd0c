import { secondsOf } from './local-change.ts'
import type { FileRecord } from './record.ts'
import { bump, merge } from './version.ts'

/** The directories that a path lies in, from the top down. */
export function ancestorsOf(path: string): string[] {
  const ancestors: string[] = []
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1))
    ancestors.push(path.slice(0, at))
  return ancestors
}

/**
 * The nearest of the own records above a path that stands in its way: a file or link where a directory is needed. If the
 * best record there is a directory or deleted, that comes first; otherwise the file is renamed to its `conflictName`
 * and `neededDirectory` takes its place. A folder that only receives waits until another device has done so.
 */
export function obstacle(
  path: string,
  own: (path: string) => FileRecord | undefined,
): FileRecord | undefined {
  for (const ancestor of ancestorsOf(path).reverse()) {
    const record = own(ancestor)
    if (record !== undefined && !record.deleted && record.kind !== 'directory') return record
  }
}

/**
 * Of a directory that others have deleted, or replaced by a file, while something that stays lies in it here. It is
 * concurrent with theirs, over which it wins: a file there is kept as a copy.
 */
export function revivedDirectory(own: FileRecord, device: string, now: number): FileRecord {
  return { ...own, version: bump(own.version, device, secondsOf(now)), by: device, sequence: 0 }
}

/**
 * Of a directory that has to be made for something in it though no record of it is at hand, or against the records there
 * are. Its mtime and mode say nothing, so that those of a device that really has it win.
 */
export function neededDirectory(
  path: string,
  own: FileRecord | undefined,
  best: FileRecord | undefined,
  device: string,
  now: number,
): FileRecord {
  return {
    path,
    kind: 'directory',
    deleted: false,
    size: 0,
    mtime: 0,
    mode: -1,
    target: '',
    content: '',
    chunks: 0,
    version: bump(merge(own?.version ?? [], best?.version ?? []), device, secondsOf(now)),
    by: device,
    sequence: 0,
  }
}
