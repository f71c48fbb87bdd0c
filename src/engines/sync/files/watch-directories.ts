import { type FSWatcher, readFileSync, watch } from 'node:fs'
import { opendir } from 'node:fs/promises'
import { basename } from 'node:path'
import { errorCode } from '../../../disk/faults.ts'
import { lookAt } from '../../../disk/io.ts'
import { isOwn } from '../../../disk/names.ts'
import { Fault } from '../../../wire/fault.ts'
import type { FolderRoot } from './root.ts'
import type { OwnWork, Watching, WatchSink } from './watch.ts'

/** Directories that are read at once. */
const readers = 4
/** Names to look at again; with more, everything is. */
const maxChecks = 20_000
/** The system tells of a name that we give within this time; afterwards it would be somebody else's. */
const ownNameMs = 5000
/** Names of one directory that the system is to tell of; with more, all are told. */
const maxOwnNames = 4096

interface Directory {
  /** As the disk has it, relative; '' is the root. */
  readonly path: string
  readonly inode: number
  readonly watcher: FSWatcher
  readonly children: Map<string, Directory>
  /** Names that we are giving to files, and when we began; see `willAppear`. */
  readonly ownNames: Map<string, number>
}

/** Watches each directory of a folder (inotify): a new one as soon as it is seen, with all that it already holds. */
export function watchDirectories(
  root: FolderRoot,
  sink: WatchSink,
  skips: (path: string) => boolean,
): Watching {
  return new DirectoriesWatch(root, sink, skips)
}

class DirectoriesWatch implements Watching, OwnWork {
  readonly ready: Promise<void>
  readonly #root: FolderRoot
  readonly #sink: WatchSink
  readonly #skips: (path: string) => boolean
  #top: Directory | undefined
  /** Whose entries have still to be read, and names of which it has to be seen whether they are directories. */
  readonly #unread: Directory[] = []
  readonly #unchecked = new Map<Directory, Set<string>>()
  #checks = 0
  #readers = 0
  /** Everything that was there at the start is watched. */
  #isReady = false
  #whenReady = () => {}
  #isClosed = false

  constructor(root: FolderRoot, sink: WatchSink, skips: (path: string) => boolean) {
    this.#root = root
    this.#sink = sink
    this.#skips = skips
    this.ready = new Promise((resolve) => {
      this.#whenReady = resolve
    })
    live.add(this)
    root.watching = this
    void this.#begin()
  }

  close(): void {
    this.#isClosed = true
    live.delete(this)
    if (this.#root.watching === this) this.#root.watching = undefined
    if (this.#top) drop(this.#top)
    this.#top = undefined
    this.#unread.length = 0
    this.#unchecked.clear()
    this.#whenReady()
  }

  /**
   * A whole new file is about to get this name. The system tells of each name once and in order, so one time that it tells of
   * this one is no news; whatever somebody does to the file is told besides.
   */
  willAppear(diskPath: string): void {
    const directory = this.#directoryOf(diskPath)
    if (directory === undefined) return
    if (directory.ownNames.size >= maxOwnNames) directory.ownNames.clear()
    directory.ownNames.set(basename(diskPath), performance.now())
  }

  /** What the system told of the name meanwhile was somebody else's. */
  didNotAppear(diskPath: string): void {
    const directory = this.#directoryOf(diskPath)
    if (directory === undefined) return
    directory.ownNames.delete(basename(diskPath))
    this.#told(directory, 'rename', basename(diskPath))
  }

  /** The system dropped events, of new directories perhaps. */
  restart(): void {
    if (this.#isClosed || this.#top === undefined) return
    drop(this.#top)
    this.#top = undefined
    this.#unread.length = 0
    this.#unchecked.clear()
    this.#checks = 0
    this.#isReady = false
    this.#whenReady = () => this.#sink.everything()
    void this.#begin()
  }

  async #begin(): Promise<void> {
    try {
      await this.#root.check()
      const stats = await lookAt(this.#root.path)
      if (stats === undefined || this.#isClosed || this.#top) return
      this.#top = this.#watch('', stats.ino)
      if (this.#top) this.#unread.push(this.#top)
      this.#work()
    } catch (error) {
      this.#fail(error)
    }
  }

  #diskPath(path: string): string {
    return path === '' ? this.#root.path : `${this.#root.path}/${path}`
  }

  /** In which a path lies; undefined: it is not watched (yet). */
  #directoryOf(diskPath: string): Directory | undefined {
    let directory = this.#top
    let from = this.#root.path.length + 1
    for (let to = diskPath.indexOf('/', from); directory && to >= 0; to = diskPath.indexOf('/', from)) {
      directory = directory.children.get(diskPath.slice(from, to))
      from = to + 1
    }
    return directory
  }

  /** Undefined: it is gone again, or may not be read. */
  #watch(path: string, inode: number): Directory | undefined {
    try {
      const watcher = watch(this.#diskPath(path), { persistent: false })
      const directory: Directory = { path, inode, watcher, children: new Map(), ownNames: new Map() }
      watcher.on('change', (kind, name) => this.#told(directory, kind, String(name ?? '')))
      watcher.on('error', (error) => this.#fail(error))
      return directory
    } catch (error) {
      if (path !== '' && ['ENOENT', 'ENOTDIR', 'EACCES'].includes(errorCode(error))) return undefined
      throw error
    }
  }

  #told(directory: Directory, kind: string, name: string): void {
    if (this.#isClosed) return
    countEvent()
    if (kind === 'rename' && isOwnName(directory, name)) return
    if (directory === this.#top) {
      if (isOwn(name)) return
      // Its own end is told under its own name.
      if (kind === 'rename' && name === basename(this.#root.path))
        this.#root.check().catch((error) => this.#fail(error))
    }
    const path = pathOf(directory, name)
    const known = path.normalize('NFC')
    if (known !== path && name.normalize('NFC') !== name) this.#root.names.found(known, name)
    this.#sink.changed(known)
    if (kind !== 'rename' || name === '') return
    if (this.#checks >= maxChecks) return this.restart()
    const names = this.#unchecked.get(directory)
    if (names === undefined) this.#unchecked.set(directory, new Set([name]))
    else names.add(name)
    this.#checks++
    this.#work()
  }

  #work(): void {
    while (this.#readers < readers && (this.#unread.length > 0 || this.#unchecked.size > 0)) {
      this.#readers++
      void this.#next()
        .catch((error: unknown) => this.#fail(error))
        .finally(() => {
          this.#readers--
          this.#work()
        })
    }
    if (this.#readers > 0 || this.#isReady || this.#isClosed) return
    this.#isReady = true
    this.#whenReady()
  }

  async #next(): Promise<void> {
    const directory = this.#unread.pop()
    if (directory) return this.#read(directory)
    for (const [changed, names] of this.#unchecked) {
      this.#unchecked.delete(changed)
      this.#checks -= names.size
      for (const name of names) await this.#check(changed, name)
      return
    }
  }

  async #read(directory: Directory): Promise<void> {
    try {
      for await (const entry of await opendir(this.#diskPath(directory.path), { bufferSize: 512 })) {
        if (this.#isClosed) return
        // Some disks do not tell in their listing what is a directory.
        const mayBe = entry.isDirectory() || !(entry.isFile() || entry.isSymbolicLink())
        if (mayBe) await this.#check(directory, entry.name, true)
      }
    } catch (error) {
      if (!['ENOENT', 'ENOTDIR', 'EACCES'].includes(errorCode(error))) throw error
    }
  }

  /** Sees whether a name is a directory now, and the one that is watched under it. */
  async #check(parent: Directory, name: string, isFirst = false): Promise<void> {
    const path = pathOf(parent, name)
    if (isOwn(name) || this.#skips(path.normalize('NFC'))) return
    const stats = await lookAt(this.#diskPath(path)).catch(() => undefined)
    if (this.#isClosed) return
    const before = parent.children.get(name)
    const isDirectory = stats?.isDirectory() === true && stats.dev === this.#root.device
    if (before && isDirectory && before.inode === stats.ino) return
    if (before) {
      parent.children.delete(name)
      drop(before)
    }
    if (!isDirectory) return
    const directory = this.#watch(path, stats.ino)
    if (directory === undefined) return
    parent.children.set(name, directory)
    this.#unread.push(directory)
    // What came into it before it was watched is seen by whoever looks now.
    if (!isFirst || this.#isReady) this.#sink.changed(path.normalize('NFC'))
  }

  #fail(error: unknown): void {
    if (this.#isClosed) return
    this.close()
    this.#sink.failed(watchFault(error, this.#root.path))
  }
}

const pathOf = (directory: Directory, name: string): string =>
  directory.path === '' ? name : name === '' ? directory.path : `${directory.path}/${name}`

/** Whether it is a name that we have just given. */
function isOwnName({ ownNames }: Directory, name: string): boolean {
  const since = ownNames.get(name)
  return since !== undefined && ownNames.delete(name) && performance.now() - since < ownNameMs
}

function drop(directory: Directory): void {
  directory.watcher.close()
  for (const child of directory.children.values()) drop(child)
  directory.children.clear()
}

function watchFault(error: unknown, path: string): Fault {
  if (error instanceof Fault) return error
  const rest = `Until then ${path} is looked through from time to time.`
  const code = errorCode(error)
  if (code === 'ENOSPC') {
    return new Fault(
      'folder-unwatched',
      `The system watches no more directories: raise fs.inotify.max_user_watches (sudo sysctl fs.inotify.max_user_watches=1000000). ${rest}`,
    )
  }
  if (code === 'EMFILE') {
    return new Fault(
      'folder-unwatched',
      `Too many programs watch directories: raise fs.inotify.max_user_instances (sudo sysctl fs.inotify.max_user_instances=1024). ${rest}`,
    )
  }
  const reason = error instanceof Error ? error.message : String(error)
  return new Fault('folder-unwatched', `Changes in ${path} are not told by the system (${reason}). ${rest}`)
}

const live = new Set<DirectoriesWatch>()
let maxEvents = 0
let eventsInTurn = 0

/**
 * The system's queue of events, which all watches of this thread share, is emptied in one turn of the event loop. It
 * holds so many; what comes after is dropped, and Node does not say so: that is assumed from half of it on.
 */
function countEvent(): void {
  if (eventsInTurn === 0) setImmediate(endTurn)
  eventsInTurn++
}

function endTurn(): void {
  const events = eventsInTurn
  eventsInTurn = 0
  maxEvents ||= readMaxEvents()
  if (events >= maxEvents / 2) for (const each of live) each.restart()
}

function readMaxEvents(): number {
  try {
    return Number(readFileSync('/proc/sys/fs/inotify/max_queued_events', 'utf8')) || 16_384
  } catch {
    return 16_384
  }
}
