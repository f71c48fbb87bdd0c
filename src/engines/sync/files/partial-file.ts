import { constants, copyFile } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { diskFault, errorCode } from '../../../disk/faults.ts'
import {
  closeFile,
  createFlags,
  editFlags,
  flush,
  makeDirectories,
  openFile,
  readAt,
  readFlags,
  resize,
  setMode,
  setTime,
  statFile,
  unlink,
  writeAt,
} from '../../../disk/io.ts'
import { Fault } from '../../../wire/fault.ts'
import type { FileRecord } from '../model/record.ts'
import type { Committable } from './commit-group.ts'
import { CopyBuffers } from './copy-buffers.ts'
import type { FoundFile, PlaceOptions } from './found-file.ts'
import { nextHole } from './holes.ts'
import { busy } from './in-place.ts'
import { foundOf } from './look.ts'
import type { FolderRoot } from './root.ts'

const goodName = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/
const isWindows = process.platform === 'win32'
const buffers = new CopyBuffers()

/** A file that is being put together in `.hawser/tmp/`, out of sight until it is whole. All reject with the faults of `diskFault`. */
export class PartialFile implements Committable {
  readonly name: string
  readonly size: number
  readonly diskPath: string
  readonly #root: FolderRoot
  #fd: number
  /** Nothing but holes lies where nothing was written. */
  #isBlank: boolean
  /** Bytes that the disk counts already. */
  #length: number
  #found: FoundFile | undefined
  readonly #hole = { start: 0, end: 0 }

  private constructor(
    root: FolderRoot,
    name: string,
    size: number,
    fd: number,
    length: number,
    isBlank: boolean,
  ) {
    this.#root = root
    this.name = name
    this.size = size
    this.diskPath = diskPathOf(root, name)
    this.#fd = fd
    this.#length = length
    this.#isBlank = isBlank
  }

  /** `name`: letters, digits, `.`, `_`, `-`, at most 100. One of that name that was there is replaced. */
  static async create(root: FolderRoot, name: string, size: number): Promise<PartialFile> {
    const path = diskPathOf(root, name)
    for (let tries = 0; ; tries++) {
      try {
        return new PartialFile(root, name, size, await openFile(path, createFlags), 0, true)
      } catch (error) {
        const code = errorCode(error)
        if (tries > 2 || (code !== 'EEXIST' && code !== 'ENOENT')) throw diskFault(error, name)
        await makeRoom(root, path, code)
      }
    }
  }

  /** Goes on with one that an earlier run left; undefined if it is not there or of another size. */
  static async open(root: FolderRoot, name: string, size: number): Promise<PartialFile | undefined> {
    const path = diskPathOf(root, name)
    try {
      const fd = await openFile(path, editFlags)
      const stats = await statFile(fd)
      // With a second name it is a file in its place already, of a commit that was cut short: hands off.
      if (stats.isFile() && stats.nlink === 1 && stats.size <= size) {
        return new PartialFile(root, name, size, fd, stats.size, false)
      }
      await closeFile(fd)
      return undefined
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined
      throw diskFault(error, name)
    }
  }

  /**
   * Starts with all of a local file (absolute path), where the disk can without moving a byte. Fault `file-busy` if
   * that is not the one that is expected, or changed meanwhile.
   */
  static async clone(
    root: FolderRoot,
    name: string,
    from: string,
    expected: { size: number; mtime: number },
  ): Promise<PartialFile> {
    const path = diskPathOf(root, name)
    try {
      await unlink(path).catch(() => {})
      const source = await openFile(from, readFlags)
      try {
        await checkSource(source, from, expected)
        await copyWhole(from, path, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL)
        await checkSource(source, from, expected)
      } finally {
        await closeFile(source)
      }
      const fd = await openFile(path, isWindows ? editFlags : readFlags)
      // A copy has the mode of what it was made from, which may forbid writing.
      if (!isWindows) await setMode(fd, 0o600)
      await closeFile(fd)
    } catch (error) {
      await unlink(path).catch(() => {})
      throw diskFault(error, name)
    }
    const file = await PartialFile.open(root, name, expected.size)
    if (file === undefined) throw busy(name)
    return file
  }

  /** Runs of zeros become holes. */
  async write(bytes: Uint8Array, offset: number, length: number, position: number): Promise<void> {
    const end = offset + length
    this.#checkRange(position, length)
    try {
      for (let at = offset; at < end; ) {
        nextHole(bytes, at, end, position + at - offset, this.#hole)
        const { start: hole, end: next } = this.#hole
        if (hole > at) await writeAt(this.#fd, bytes, at, hole - at, position + at - offset)
        if (next > hole && !this.#isBlank) await this.#clear(bytes, hole, next, position + hole - offset)
        if (hole > at) this.#length = Math.max(this.#length, position + hole - offset)
        at = next
      }
    } catch (error) {
      this.#isBlank = false
      throw diskFault(error, this.name)
    }
  }

  /** Fills `into` from `position` on; returns how much there was. */
  async read(into: Uint8Array, position: number): Promise<number> {
    try {
      return await readAt(this.#fd, into, position)
    } catch (error) {
      throw diskFault(error, this.name, 'read')
    }
  }

  /**
   * Copies from another file (absolute path), at most 4 MiB, if all of it is there and `check` approves of the bytes,
   * which are valid during the call; says whether it did.
   */
  async copyFrom(
    diskPath: string,
    offset: number,
    length: number,
    position: number,
    check: (bytes: Uint8Array) => boolean = () => true,
  ): Promise<boolean> {
    this.#checkRange(position, length)
    const buffer = await buffers.take(length)
    try {
      const bytes = buffer.subarray(0, length)
      if (!(await readWhole(diskPath, bytes, offset)) || !check(bytes)) return false
      await this.write(bytes, 0, length, position)
      return true
    } finally {
      buffers.give(buffer)
    }
  }

  /** Flushes what was written, so that a note of it stored afterwards is true even after a power cut. */
  async sync(): Promise<void> {
    try {
      await this.#fill()
      await flush(this.#fd)
    } catch (error) {
      throw diskFault(error, this.name)
    }
  }

  /**
   * Makes it visible under the record's path: durable, with its time and mode, what it replaces in the bin. Many that
   * are asked for at once are flushed together. Faults `file-busy` (something else lies there now: look again),
   * `file-path-unsafe`, `file-name-invalid`, `file-name-collision`, `folder-missing` and those of the disk; the partial
   * file is then as it was: commit it again, or discard it.
   */
  commit(record: FileRecord, options: PlaceOptions): Promise<FoundFile> {
    return this.#root.commits.commit(this, record, options)
  }

  /** For `CommitGroup`. */
  async prepare(record: FileRecord): Promise<number> {
    if (this.#fd < 0) throw new Fault('internal', `${this.name} is closed.`)
    await this.#fill()
    if (record.mode >= 0 && !isWindows) await setMode(this.#fd, record.mode & 0o777)
    await setTime(this.#fd, record.mtime)
    const stats = await statFile(this.#fd)
    if (stats.size !== this.size)
      throw new Fault('file-damaged', `${record.path} has not the size that it should.`)
    this.#found = foundOf(record.path, 'file', stats, '')
    return this.#fd
  }

  /** For `CommitGroup`. */
  placed(): FoundFile {
    void this.#close()
    return this.#found!
  }

  async discard(): Promise<void> {
    await this.#close()
    await unlink(this.diskPath).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw diskFault(error, this.name)
    })
  }

  /** Leaves it for a later run. */
  async close(): Promise<void> {
    if (this.#fd < 0) return
    try {
      await this.#fill()
    } catch (error) {
      throw diskFault(error, this.name)
    } finally {
      await this.#close()
    }
  }

  async #close(): Promise<void> {
    const fd = this.#fd
    this.#fd = -1
    if (fd >= 0) await closeFile(fd).catch(() => {})
  }

  /** A hole at the end has to be said. */
  async #fill(): Promise<void> {
    if (this.#length >= this.size) return
    await resize(this.#fd, this.size)
    this.#length = this.size
  }

  /** Zeros over what an earlier run may have left; where that was a hole it stays one. */
  async #clear(zeros: Uint8Array, start: number, end: number, position: number): Promise<void> {
    const buffer = await buffers.take(end - start)
    try {
      const there = buffer.subarray(0, end - start)
      const count = await readAt(this.#fd, there, position)
      if (there.subarray(0, count).every((byte) => byte === 0)) return
      await writeAt(this.#fd, zeros, start, end - start, position)
    } finally {
      buffers.give(buffer)
    }
  }

  #checkRange(position: number, length: number): void {
    if (position < 0 || position + length > this.size) {
      throw new Fault('sync-limit', `More was to be written to ${this.name} than it may hold.`)
    }
    if (this.#fd < 0) throw new Fault('internal', `${this.name} is closed.`)
  }
}

/** Removes what is left in `.hawser/tmp/`, but for these names. */
export async function sweepPartials(root: FolderRoot, keep: ReadonlySet<string>): Promise<void> {
  try {
    for (const name of await readdir(root.temporary)) {
      if (!keep.has(name)) await unlink(join(root.temporary, name))
    }
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw diskFault(error, root.temporary)
  }
}

const copyWhole = promisify(copyFile)

function diskPathOf(root: FolderRoot, name: string): string {
  if (!goodName.test(name))
    throw new Fault('file-path-unsafe', 'A partial file has a name of letters and digits.')
  return join(root.temporary, name)
}

async function makeRoom(root: FolderRoot, path: string, code: string): Promise<void> {
  try {
    if (code === 'EEXIST') await unlink(path)
    else {
      await root.check()
      await makeDirectories(root.temporary, 0o700, root.temporary)
    }
  } catch (error) {
    throw diskFault(error, path)
  }
}

async function checkSource(
  fd: number,
  path: string,
  expected: { size: number; mtime: number },
): Promise<void> {
  const stats = await statFile(fd)
  if (!stats.isFile() || stats.size !== expected.size || Math.floor(stats.mtimeMs) !== expected.mtime)
    throw busy(path)
}

/** False if the file is not there, or ends before. */
async function readWhole(path: string, into: Uint8Array, offset: number): Promise<boolean> {
  try {
    const fd = await openFile(path, readFlags)
    try {
      return (await readAt(fd, into, offset)) === into.length
    } finally {
      await closeFile(fd)
    }
  } catch {
    return false
  }
}
