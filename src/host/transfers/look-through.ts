import type { Stats } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { diskFault } from '../../disk/faults.ts'
import { lookAt } from '../../disk/io.ts'
import type { FileEntry } from '../../transfer/files.ts'
import { limits } from '../../transfer/session/limits.ts'
import { Fault } from '../../wire/fault.ts'
import { freeName } from './free-name.ts'
import { withoutPath } from './receive-faults.ts'

/** What lies under a dropped path and is not sent, and why. */
export interface Skipped {
  path: string
  reason: string
}

export interface Found {
  entries: FileEntry[]
  /** Absolute; by place in `entries`. */
  diskPaths: string[]
  skipped: Skipped[]
}

/**
 * All that lies under `paths`, what is in a folder sorted by name. A path may itself be a symbolic link; those further
 * down are not followed.
 */
export async function lookThrough(paths: readonly string[], signal?: AbortSignal): Promise<Found> {
  const found: Found = { entries: [], diskPaths: [], skipped: [] }
  const tops = new Set<string>()
  for (const path of new Set(paths.map((each) => resolve(each)))) {
    const stats = await stat(path).catch((error: unknown) => {
      throw readFault(error, path)
    })
    if (!stats.isFile() && !stats.isDirectory()) {
      throw new Fault('file-unreadable', `${path} is neither a file nor a folder.`)
    }
    await add(found, path, freeTop(basename(path), stats.isDirectory(), tops), stats, signal)
  }
  return found
}

/** A name that no other dropped path has, however a disk of the receiver takes case. */
function freeTop(name: string, isDirectory: boolean, tops: Set<string>): string {
  for (let count = 1; ; count++) {
    const free = freeName((name || 'disk').normalize('NFC'), count, { isDirectory })
    const key = free.toLowerCase()
    if (tops.has(key)) continue
    tops.add(key)
    return free
  }
}

async function add(
  found: Found,
  diskPath: string,
  path: string,
  stats: Stats,
  signal: AbortSignal | undefined,
): Promise<void> {
  signal?.throwIfAborted()
  if (found.entries.length >= limits.entries) {
    throw new Fault(
      'transfer-limit',
      `More than ${limits.entries} files cannot be sent at once: send them in parts, or as an archive.`,
    )
  }
  const isFile = stats.isFile()
  const kind = isFile ? 'file' : 'directory'
  found.entries.push({ path, kind, size: isFile ? stats.size : 0, mtime: Math.floor(stats.mtimeMs) })
  found.diskPaths.push(diskPath)
  if (isFile) return
  const names = await readdir(diskPath).catch((error: unknown) => {
    throw readFault(error, diskPath)
  })
  const seen = new Set<string>()
  for (const name of names.sort()) {
    const below = join(diskPath, name)
    const inside = await lookAt(below).catch((error: unknown) => {
      throw readFault(error, below)
    })
    const composed = name.normalize('NFC')
    const reason = whyNot(name, inside) ?? (seen.has(composed) ? 'another file has the same name' : undefined)
    seen.add(composed)
    if (reason !== undefined) found.skipped.push({ path: below, reason })
    else if (inside) await add(found, below, `${path}/${composed}`, inside, signal)
  }
}

function whyNot(name: string, stats: Stats | undefined): string | undefined {
  // A name that is no text reaches us with replacement characters, under which it cannot be opened.
  if (!name.isWellFormed() || (name.includes('\ufffd') && !stats)) return 'its name is no text'
  if (stats?.isSymbolicLink()) return 'it is a symbolic link'
  if (stats && !stats.isFile() && !stats.isDirectory()) return 'it is neither a file nor a folder'
  return undefined
}

/** What was named is not there: that is no change in the meantime. `told`: what the text calls it; the path is in `detail.path`. */
export function readFault(error: unknown, path: string, told = path): Fault {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new Fault('file-unreadable', `${told} is not there.`, { path })
  }
  const { code: meaning, message } = diskFault(withoutPath(error), told, 'read')
  const fault = new Fault(meaning, message, { path })
  fault.cause = error
  return fault
}
