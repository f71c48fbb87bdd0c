import { sameContent } from './best.ts'
import { settled } from './decide.ts'
import type { FileRecord, Version } from './record.ts'
import { bump, merge } from './version.ts'

/** What lies on the disk at a path, as far as a record knows it. */
export interface Found {
  readonly path: string
  readonly kind: FileRecord['kind']
  /** Bytes of a file; else 0. */
  readonly size: number
  /** Whole ms since the Unix epoch. */
  readonly mtime: number
  /** Permission bits, or -1 where the system has none. */
  readonly mode: number
  readonly target: string
}

/** Of a file that was read: see `FileRecord`. */
export interface FoundContent {
  readonly content: string
  readonly chunks: number
}

/** What shows, without reading it, whether a file may have changed. */
export interface Appearance {
  readonly size: number
  readonly mtime: number
  /** Empty where the system has none. */
  readonly inode: string
}

/** FAT keeps even seconds only: nothing but such a difference is no change. */
export const mtimeSlackMs = 2000

/** Whether a found file must be read to know its content; `seen` is how it looked when the own record was made. */
export function needsHash(
  known: FileRecord | undefined,
  seen: Appearance | undefined,
  found: Found & Appearance,
): boolean {
  if (found.kind !== 'file') return false
  if (known === undefined || known.deleted || known.kind !== 'file' || known.size !== found.size) return true
  if (seen === undefined || seen.size !== found.size || seen.mtime !== found.mtime) return true
  return seen.inode !== found.inode && seen.inode !== '' && found.inode !== ''
}

/**
 * The record that follows from what a scan found at a path (nothing: it is gone), none if nothing changed. Not to be
 * asked for paths that are ignored, not selected or could not be read: those are not gone. `best` is what all devices
 * have at the path: who finds just that adopts it (its mtime and mode may be still to be set on the disk), so that
 * versions do not grow with every device that had the same file all along, nor after a crash.
 *
 * In a folder that only receives, a record that is not `best` is shown as a local change, never stored.
 */
export function localChange(
  known: FileRecord | undefined,
  found: (Found & FoundContent) | undefined,
  device: string,
  now: number,
  best?: FileRecord,
): FileRecord | undefined {
  if (found === undefined ? known === undefined || known.deleted : isAsKnown(known, found)) return undefined
  const version = bump(known?.version ?? [], device, secondsOf(now))
  const record =
    found === undefined ? deleted(known!, version, device, now) : present(known, found, version, device)
  const adopts = best !== undefined && sameContent(record, best)
  return adopts && (known === undefined || !sameContent(known, best)) ? settled(known, best) : record
}

/** The record by which a device that only sends makes what it has, or lacks, the newest everywhere. */
export function overriding(
  own: FileRecord | undefined,
  best: FileRecord,
  device: string,
  now: number,
): FileRecord {
  const version = bump(merge(own?.version ?? [], best.version), device, secondsOf(now))
  return own === undefined ? deleted(best, version, device, now) : { ...own, version, by: device }
}

/** Counts begin with the time in seconds: see `bump`. */
export const secondsOf = (now: number): number => Math.max(1, Math.floor(now / 1000))

function isAsKnown(known: FileRecord | undefined, found: Found & FoundContent): boolean {
  if (known === undefined || known.deleted || known.kind !== found.kind) return false
  if (found.kind === 'symlink') return known.target === found.target
  if (found.mode !== -1 && known.mode !== -1 && found.mode !== known.mode) return false
  // What lies in a directory changes its mtime; that is no change of its own.
  if (found.kind === 'directory') return true
  if (known.size !== found.size || known.content !== found.content || known.chunks !== found.chunks)
    return false
  return Math.abs(known.mtime - found.mtime) <= mtimeSlackMs
}

function present(
  known: FileRecord | undefined,
  found: Found & FoundContent,
  version: Version,
  device: string,
): FileRecord {
  const isFile = found.kind === 'file'
  return {
    path: found.path,
    kind: found.kind,
    deleted: false,
    size: isFile ? found.size : 0,
    mtime: found.mtime,
    mode: modeOf(known, found),
    target: found.kind === 'symlink' ? found.target : '',
    content: isFile ? found.content : '',
    chunks: isFile ? found.chunks : 0,
    version,
    by: device,
    sequence: 0,
  }
}

/** A system without modes keeps those that others gave; links have none that matter. */
function modeOf(known: FileRecord | undefined, { kind, mode }: Found): number {
  if (kind === 'symlink') return -1
  return mode === -1 && known !== undefined && !known.deleted && known.kind === kind ? known.mode : mode
}

function deleted(of: FileRecord, version: Version, device: string, now: number): FileRecord {
  return {
    ...of,
    deleted: true,
    size: 0,
    mtime: Math.floor(now),
    target: '',
    content: '',
    chunks: 0,
    version,
    by: device,
    sequence: 0,
  }
}
