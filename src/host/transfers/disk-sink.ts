import { join, resolve } from 'node:path'
import { HandlePool } from '../../disk/handle-pool.ts'
import { createFlags, lookAt, openFile, removeDirectory, setTime, unlink, writeAt } from '../../disk/io.ts'
import { reserve } from '../../disk/reserve.ts'
import { blockBytes, type Hasher, type Manifest, type Progress, type Sink } from '../../transfer/files.ts'
import { checkManifest } from '../../transfer/session/manifest.ts'
import { Fault } from '../../wire/fault.ts'
import { Checkpoints, flushParts, openPart } from './checkpoints.ts'
import { freeName } from './free-name.ts'
import { Journal } from './journal.ts'
import type { JournalRecord } from './journal-records.ts'
import type { Places } from './places.ts'
import { Placing } from './placing.ts'
import { nameOf, receiveFault } from './receive-faults.ts'
import { ReceivedFile } from './received-file.ts'
import { checkNames, checkRoom, journalPrefix, usableFolder } from './receiving-folder.ts'
import { resume } from './resume.ts'
import { lockTransfer } from './transfer-lock.ts'

/** Files kept open, and for how long unused. */
const openFiles = 32
const idleMs = 5000
/** A smaller file gets its room as it is written. */
const reserveFromBytes = 4 * blockBytes

export interface DiskSinkOptions {
  /** Absolute; must be there. */
  folder: string
  hasher: Hasher
}

/**
 * One transfer into a folder: each file as `name.part` beside its place until it is whole, with a journal
 * `.hawser-transfer-<id>` in the folder, from which a later sink goes on. See docs/transfer-on-disk.md.
 */
export class DiskSink implements Sink {
  readonly #options: DiskSinkOptions
  readonly #handles = new HandlePool(openFiles, idleMs)
  readonly #running = new Set<Promise<void>>()
  #folder: string
  #manifest: Manifest | undefined
  #places: Places | undefined
  #journal: Journal | undefined
  #lock: AsyncDisposable | undefined
  #checkpoints: Checkpoints | undefined
  #placing: Placing | undefined
  #files = new Map<number, ReceivedFile>()
  #placed = new Map<number, string>()
  #completed: Promise<void> | undefined
  #isClosed = false

  constructor(options: DiskSinkOptions) {
    this.#options = options
    this.#folder = resolve(options.folder)
  }

  /** The dropped files and folders as they are called here: to be shown to a person. Files once they are in place. */
  get placed(): readonly string[] {
    const names = [...(this.#places?.tops.values() ?? [])]
    for (const [file, name] of this.#placed) {
      if (!this.#manifest?.entries[file]?.path.includes('/')) names.push(name)
    }
    return names
  }

  /** Also throws `folder-missing`, `transfer-limit`, `transfer-protocol`, and `file-busy` if the same transfer is being received already. */
  async open(manifest: Manifest, signal: AbortSignal): Promise<Progress> {
    if (this.#manifest) throw new Fault('internal', 'A sink takes one transfer.')
    checkManifest(manifest, this.#options.hasher)
    checkNames(manifest)
    this.#manifest = manifest
    this.#folder = await usableFolder(this.#folder, nameOf(this.#folder))
    const journalPath = join(this.#folder, journalPrefix + manifest.id)
    this.#lock = await lockTransfer(journalPath, manifest.name)
    try {
      const { places, files, placed } = await resume(
        journalPath,
        this.#folder,
        manifest,
        this.#options.hasher,
        signal,
      )
      const keptTops = new Set(places.tops.keys())
      await places.choose()
      this.#places = places
      this.#placed = placed
      for (const received of files.values()) this.#keep(received)
      await checkRoom(this.#folder, manifest, placed, files.values())
      await flushParts([...files.values()], this.#handles)
      signal.throwIfAborted()
      const journal = await Journal.create(journalPath, this.#records(manifest))
      this.#journal = journal
      journal.append({ type: 'flushed', before: journal.length })
      await places.make((from, to) => journal.append({ type: 'top', from, to }), keptTops)
      this.#checkpoints = new Checkpoints(journal, this.#handles)
      this.#placing = new Placing({
        journal,
        handles: this.#handles,
        placed: (received, name) => this.#isPlaced(received, name),
      })
      await this.#completeIfAll()
      return this.#progress()
    } catch (error) {
      await this.#leave()
      await this.#unlock()
      if (signal.aborted) throw error
      throw this.#fault(error, manifest.name)
    }
  }

  /** Many at once are fine, and faster. A block that is in place is left alone. */
  write(file: number, block: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    return this.#run(file, async (received) => {
      const length = received.bytesOf(block)
      if (length !== bytes.length) {
        throw new Fault(
          'transfer-protocol',
          `${received.entry.path} has no block ${block} of ${bytes.length} bytes.`,
        )
      }
      if (received.state !== 'open' || received.has(block)) return
      if (received.writing.has(block)) {
        throw new Fault(
          'transfer-protocol',
          `Block ${block} of ${received.entry.path} is being written already.`,
        )
      }
      received.writing.add(block)
      try {
        await this.#write(received, block, bytes)
      } finally {
        received.writing.delete(block)
      }
    })
  }

  /** Those that are asked for at once are flushed together: do not wait for one before the next. */
  finish(file: number, hash: Uint8Array): Promise<void> {
    return this.#run(file, async (received) => {
      if (received.state === 'placed') return
      if (received.state === 'placing' || received.count < received.blocks || received.writing.size > 0) {
        throw new Fault('transfer-protocol', `${received.entry.path} is not whole yet.`)
      }
      received.state = 'placing'
      try {
        if (Buffer.compare(this.#options.hasher.hash(received.hashes), hash) !== 0) {
          await this.#drop(received)
          throw new Fault(
            'file-damaged',
            `${received.entry.path} is not what was sent: it was discarded, and has to be sent again.`,
          )
        }
        await this.#begun(received)
        await this.#placing!.place(received)
        await this.#completeIfAll()
      } finally {
        if (!this.#placed.has(file)) received.state = 'open'
      }
    })
  }

  async close(keep: boolean): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await Promise.allSettled(this.#running)
    const journal = this.#journal
    if (!this.#manifest || !journal) return
    try {
      if (keep && !this.#isComplete) await this.#checkpoints?.flush()
    } finally {
      await this.#leave()
      // Not before: a crash until here finds all in place, and does not receive it a second time.
      if (this.#isComplete) await unlink(journal.path).catch(() => {})
      else if (!keep) await this.#discard(journal.path)
      await this.#unlock()
    }
  }

  get #isComplete(): boolean {
    return this.#placed.size === this.#manifest?.files
  }

  /** Runs a step on a file; what fails becomes a fault. */
  #run(file: number, step: (received: ReceivedFile) => Promise<void>): Promise<void> {
    const running = this.#try(file, step)
    this.#running.add(running)
    const over = () => this.#running.delete(running)
    running.then(over, over)
    return running
  }

  async #try(file: number, step: (received: ReceivedFile) => Promise<void>): Promise<void> {
    const entry = this.#manifest?.entries[file]
    if (!this.#placing || this.#isClosed) throw new Fault('closed', 'Nothing is being received.')
    if (entry?.kind !== 'file')
      throw new Fault('transfer-protocol', `There is no file ${file} to be received.`)
    if (this.#placed.has(file)) return
    let received = this.#files.get(file)
    if (!received) {
      received = new ReceivedFile(file, entry, this.#places!.directoryOf(entry.path))
      this.#files.set(file, received)
    }
    try {
      if (this.#checkpoints?.problem) throw this.#checkpoints.problem
      await step(received)
    } catch (error) {
      throw this.#fault(error, entry.path)
    }
  }

  /** The other side is told of it: without where things lie here. */
  #fault(error: unknown, path: string): Fault {
    return receiveFault(error, path, this.#folder, nameOf(this.#folder))
  }

  async #write(received: ReceivedFile, block: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#begun(received)
    const handle = this.#handles.take(received.partPath, () => openPart(received))
    try {
      const fd = await handle.fd
      const writing = writeAt(fd, bytes, 0, bytes.length, block * blockBytes)
      const hash = this.#options.hasher.hash(bytes)
      await writing
      received.add(block, hash)
      // While it is open: small files are not opened again.
      if (received.count === received.blocks) await date(received, fd)
    } finally {
      this.#handles.give(handle)
    }
    this.#journal!.append({ type: 'block', file: received.file, block, hash: received.hashOf(block) })
    this.#checkpoints!.wrote(received, bytes.length)
  }

  /** Makes the file in which another is put together, once. */
  async #begun(received: ReceivedFile): Promise<void> {
    received.ready ??= this.#begin(received)
    try {
      await received.ready
    } catch (error) {
      received.ready = undefined
      throw error
    }
  }

  async #begin(received: ReceivedFile): Promise<void> {
    const { file, name, entry } = received
    for (let count = 1; ; count++) {
      received.part = freeName(name, count, { suffix: '.part' })
      // In a folder that we have made nobody else's files lie; beside it a name is looked at before it is noted.
      if (!entry.path.includes('/') && (await lookAt(received.partPath))) continue
      this.#journal!.append({ type: 'part', file, name: received.part })
      await this.#journal!.written()
      const handle = this.#handles.take(received.partPath, () =>
        openFile(received.partPath, createFlags, 0o666),
      )
      try {
        const fd = await handle.fd
        if (entry.size >= reserveFromBytes) await reserve(fd, entry.size)
        if (entry.size === 0) await date(received, fd)
        return
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      } finally {
        this.#handles.give(handle)
      }
    }
  }

  #isPlaced(received: ReceivedFile, name: string): void {
    received.state = 'placed'
    this.#placed.set(received.file, name)
    this.#files.delete(received.file)
    this.#checkpoints!.forget(received)
    received.clear()
  }

  /** As if nothing of a file had come. */
  async #drop(received: ReceivedFile): Promise<void> {
    const { part, partPath, file } = received
    this.#checkpoints!.forget(received)
    received.clear()
    if (part === '') return
    this.#handles.releaseKey(partPath)
    await unlink(partPath)
    this.#journal!.append({ type: 'dropped', file })
  }

  /** Takes over what an earlier run has left. */
  #keep(received: ReceivedFile): void {
    received.ready = Promise.resolve()
    this.#files.set(received.file, received)
  }

  /** Once, however many files are placed together last. */
  async #completeIfAll(): Promise<void> {
    if (!this.#isComplete) return
    this.#completed ??= this.#places!.setTimes(this.#manifest!)
    await this.#completed
  }

  #progress(): Progress {
    const partial = new Map<number, Uint8Array>()
    for (const [file, received] of this.#files)
      if (received.count > 0) partial.set(file, received.bitmap.slice())
    return { whole: [...this.#placed.keys()], partial }
  }

  *#records(manifest: Manifest): Generator<JournalRecord> {
    yield { type: 'begin', id: manifest.id }
    for (const [from, to] of this.#places!.tops) yield { type: 'top', from, to }
    for (const [file, name] of this.#placed) yield { type: 'placed', file, name }
    for (const received of this.#files.values()) {
      const { file } = received
      yield { type: 'part', file, name: received.part }
      for (let block = 0; block < received.blocks; block++) {
        if (received.has(block)) yield { type: 'block', file, block, hash: received.hashOf(block) }
      }
    }
  }

  async #leave(): Promise<void> {
    this.#isClosed = true
    this.#handles.releaseWhere(() => true)
    await this.#journal?.close().catch(() => {})
  }

  /** Last of all: from now on somebody else may go on with what is here. */
  async #unlock(): Promise<void> {
    await this.#lock?.[Symbol.asyncDispose]()
    this.#lock = undefined
  }

  /** Removes what is not whole; of the folders only those in which nothing is. */
  async #discard(journalPath: string): Promise<void> {
    for (const received of this.#files.values()) {
      if (received.part !== '') await unlink(received.partPath).catch(() => {})
    }
    for (const path of this.#places!.innermostFirst()) await removeDirectory(path).catch(() => {})
    await unlink(journalPath).catch(() => {})
  }
}

async function date(received: ReceivedFile, fd: number): Promise<void> {
  await setTime(fd, received.entry.mtime)
  received.isDated = true
}
