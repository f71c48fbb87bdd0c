import { constants } from 'node:fs'
import { HandlePool } from '../../disk/handle-pool.ts'
import { openFile, readAt, statFile } from '../../disk/io.ts'
import type { FileEntry, Source } from '../../transfer/files.ts'
import { Fault } from '../../wire/fault.ts'
import { type Found, lookThrough, readFault, type Skipped } from './look-through.ts'

/** Files kept open, and for how long unused. */
const openFiles = 32
const idleMs = 5000
/** A path that was named may be a link; a named pipe in its place must not hold up the thread that opens it. */
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** Files and folders of this machine, by their paths. */
export class DiskSource implements Source {
  readonly entries: readonly FileEntry[]
  /** What lies under the paths and is not sent: symbolic links, sockets, names that are no text. */
  readonly skipped: readonly Skipped[]
  readonly #diskPaths: readonly string[]
  readonly #handles = new HandlePool(openFiles, idleMs)

  private constructor({ entries, diskPaths, skipped }: Found) {
    this.entries = entries
    this.skipped = skipped
    this.#diskPaths = diskPaths
  }

  /**
   * Looks through `paths` (absolute, or from the working directory). Two of one name are told apart: `a.mov`,
   * `a (2).mov`. Throws `file-unreadable` (not there, or may not be read), `transfer-limit`.
   */
  static async open(paths: readonly string[], signal?: AbortSignal): Promise<DiskSource> {
    return new DiskSource(await lookThrough(paths, signal))
  }

  /** Throws `file-busy` when the file has another size or time than when it was looked at, `file-unreadable`. */
  async read(file: number, offset: number, into: Uint8Array<ArrayBuffer>): Promise<void> {
    const entry = this.entries[file]
    const diskPath = this.#diskPaths[file]
    if (entry?.kind !== 'file' || diskPath === undefined || offset < 0 || offset + into.length > entry.size) {
      throw new Fault('transfer-protocol', `There is no such part of file ${file}.`)
    }
    const handle = this.#handles.take(diskPath, () => openFile(diskPath, flags))
    try {
      const fd = await handle.fd
      const count = await readAt(fd, into, offset)
      // Afterwards: a change before it is seen as well, and one during it too.
      const { size, mtimeMs } = await statFile(fd)
      const isSame = count === into.length && size === entry.size && Math.floor(mtimeMs) === entry.mtime
      if (isSame) return
    } catch (error) {
      // The other side is told of it: by the name that it knows.
      throw readFault(error, diskPath, entry.path)
    } finally {
      this.#handles.give(handle)
    }
    throw new Fault(
      'file-busy',
      `${entry.path} changed while it was being sent: send it again when nobody writes to it any more.`,
      { path: diskPath },
    )
  }

  async close(): Promise<void> {
    this.#handles.releaseWhere(() => true)
  }
}
