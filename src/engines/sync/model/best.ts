import type { FileRecord } from './record.ts'
import { compareVersions } from './version.ts'

/**
 * Whether `a` wins over `b`, two records of one path: the newer version; of concurrent ones what is not deleted, then a
 * directory (what it may hold has no other place), then the later mtime, then the larger device id; then whatever
 * differs, so that neither wins only if both are the same record.
 *
 * With clocks that are wrong three records can win over one another in a circle, so the best of several is found by
 * `bestOf`, never by comparing one after the other.
 */
export function isBetter(a: FileRecord, b: FileRecord): boolean {
  const relation = compareVersions(a.version, b.version)
  if (relation === 'newer') return true
  if (relation === 'older') return false
  return winsTie(a, b)
}

/** The winner of all records of one path; the same on every device that knows the same records, in any order. */
export function bestOf(records: readonly FileRecord[]): FileRecord | undefined {
  let best: FileRecord | undefined
  for (const record of records) {
    if (records.some((other) => compareVersions(other.version, record.version) === 'newer')) continue
    if (best === undefined || winsTie(record, best)) best = record
  }
  return best
}

/** Whether the bytes (or the link's target, or the absence) are the same: nothing is left to do but metadata. */
export function sameContent(a: FileRecord, b: FileRecord): boolean {
  if (a.deleted || b.deleted) return a.deleted === b.deleted
  return (
    a.kind === b.kind &&
    a.size === b.size &&
    a.content === b.content &&
    a.chunks === b.chunks &&
    a.target === b.target
  )
}

/** Whether all but the holder's `sequence` is the same: a device that has the same as the best needs nothing. */
export function sameRecord(a: FileRecord, b: FileRecord): boolean {
  return compareVersions(a.version, b.version) === 'equal' && !winsTie(a, b) && !winsTie(b, a)
}

function winsTie(a: FileRecord, b: FileRecord): boolean {
  if (a.deleted !== b.deleted) return b.deleted
  const directory = a.kind === 'directory'
  if (directory !== (b.kind === 'directory')) return directory
  for (const field of tieFields) {
    if (a[field] !== b[field]) return a[field] > b[field]
  }
  // Concurrent versions of the same: either will do, if only all devices choose alike.
  return compareEntries(a, b) > 0
}

const tieFields = ['mtime', 'by', 'content', 'size', 'chunks', 'kind', 'target', 'mode'] as const

function compareEntries({ version: a }: FileRecord, { version: b }: FileRecord): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [ours, theirs] = [a[i]!, b[i]!]
    if (ours[0] !== theirs[0]) return ours[0] > theirs[0] ? 1 : -1
    if (ours[1] !== theirs[1]) return ours[1] - theirs[1]
  }
  return a.length - b.length
}
