import { sameContent, sameRecord } from './best.ts'
import type { FileRecord } from './record.ts'
import { compareVersions, countOf, merge } from './version.ts'

export interface DecideOptions {
  readonly mode: 'both' | 'send' | 'receive'
  /** Our own id: with it, what is here is kept as a copy where others know more of our changes than we do ourselves. */
  readonly device?: string
  /** `skip`: links of others are not made here. */
  readonly symlinks?: 'keep' | 'skip'
  /** Whether the path is selected and not ignored; true when left out. */
  readonly wanted?: boolean
  /** Below a directory lies what is to stay: the best record of some path there is not deleted. */
  readonly occupied?: boolean
  /** The disk holds something else than the own record says, in a folder that only receives. */
  readonly changedHere?: boolean
}

/**
 * - `nothing`: it stays as it is
 * - `adopt`: the content is here already: mtime and mode may differ
 * - `fetch`: a file; what else lies there gives way
 * - `delete`, `mkdir`, `symlink`: as they say; what else lies there gives way
 * - `revive`: a directory that others have deleted or replaced is needed here: store `revivedDirectory` of the own record
 *
 * `record` is to be stored as the own one once the disk is so. With `conflict`, what lies there is first renamed to its
 * `conflictName` and found as a new file; without, it goes to the bin.
 */
export type Decision =
  | { readonly action: 'nothing' }
  | { readonly action: 'revive' }
  | {
      readonly action: 'adopt' | 'fetch' | 'delete' | 'mkdir' | 'symlink'
      readonly conflict: boolean
      readonly record: FileRecord
    }

const nothing: Decision = { action: 'nothing' }

/** What to do about a path of which `best` is the best record of all devices and `own` what is known to be here. */
export function decide(own: FileRecord | undefined, best: FileRecord, options: DecideOptions): Decision {
  if (options.wanted === false || (own !== undefined && sameRecord(own, best))) return nothing
  const record = settled(own, best)
  const here = own === undefined || own.deleted ? undefined : own
  if (options.mode === 'send') {
    const same = here === undefined ? best.deleted : sameContent(here, best) && sameMetadata(here, best)
    return same ? { action: 'adopt', conflict: false, record } : nothing
  }
  if (best.deleted) {
    // What was changed in a folder that only receives stays, shown as something that only this device has.
    if (here === undefined || options.changedHere) return { action: 'adopt', conflict: false, record }
    return (
      leave(here, options) ?? { action: 'delete', conflict: hasForgotten(here, best, options.device), record }
    )
  }
  if (best.kind === 'symlink' && options.symlinks === 'skip') return nothing
  if (here !== undefined && sameContent(here, best)) {
    return options.changedHere ? nothing : { action: 'adopt', conflict: false, record }
  }
  if (here !== undefined && best.kind !== 'directory') {
    const kept = leave(here, options)
    if (kept !== undefined) return kept
  }
  const action = { file: 'fetch', directory: 'mkdir', symlink: 'symlink' } as const
  return { action: action[best.kind], conflict: isConflict(here, best, options), record }
}

/** The own record after adopting `best`: it follows both, so that who sees it knows that the conflict is settled. */
export function settled(own: FileRecord | undefined, best: FileRecord): FileRecord {
  if (own === undefined || compareVersions(own.version, best.version) !== 'concurrent') return best
  return { ...best, version: merge(own.version, best.version) }
}

/** A directory that something lies in cannot go. Where own changes are not given, it stays without a word. */
function leave(here: FileRecord, options: DecideOptions): Decision | undefined {
  if (here.kind !== 'directory' || !options.occupied) return undefined
  return options.mode === 'receive' ? nothing : { action: 'revive' }
}

function isConflict(here: FileRecord | undefined, best: FileRecord, options: DecideOptions): boolean {
  if (options.changedHere) return true
  if (here === undefined || here.kind === 'directory') return false
  const relation = compareVersions(here.version, best.version)
  // Equal versions of different contents, too, come from a device that lost what it knew.
  return relation !== 'older' || hasForgotten(here, best, options.device)
}

/**
 * Whether others know of more changes of ours than we do: what we knew was lost, and our clock went back since. That their
 * record counts as newer says nothing then. Counts of ours can otherwise never be ahead of our own.
 */
const hasForgotten = (here: FileRecord, best: FileRecord, device: string | undefined): boolean =>
  device !== undefined &&
  here.kind !== 'directory' &&
  countOf(best.version, device) > countOf(here.version, device)

/** The mtime of a directory is that of the last change in it, on each disk another. */
const sameMetadata = (a: FileRecord, b: FileRecord): boolean =>
  a.mode === b.mode && (a.mtime === b.mtime || a.kind === 'directory')
