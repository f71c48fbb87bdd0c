import type { Fault } from '../../../wire/fault.ts'
import type { FolderRoot } from './root.ts'
import { watchDirectories } from './watch-directories.ts'
import { watchTree } from './watch-tree.ts'

/** Changes are collected for so long after others were told; a change after a pause is told at once. */
const collectMs = 4
/** With more than so many changed paths, everything has. */
const limit = 20_000

/** What a way of watching tells. Paths are relative, with `/`, in NFC. */
export interface WatchSink {
  changed(path: string): void
  everything(): void
  failed(fault: Fault): void
}

/** One of the ways of watching, at work. */
export interface Watching {
  readonly ready: Promise<void>
  close(): void
}

/** What a way of watching has to know of what we do ourselves. */
export interface OwnWork {
  /** A file is about to be put where nothing lies; absolute. */
  willAppear(diskPath: string): void
  /** It was not. */
  didNotAppear(diskPath: string): void
}

export interface WatchOptions {
  /** Directories that need no watching, such as ignored ones; some systems watch them all the same. */
  skips?(path: string): boolean
  /** For tests: the way other systems than Linux take. */
  asTree?: boolean
}

/** Tells what changes in a folder. */
export class FolderWatch {
  /** Done when every change from then on is told, or `failed` was called: look through the folder after it. */
  readonly ready: Promise<void>
  /** Paths that were told. */
  told = 0
  /** How often too much changed at once to be told one by one. */
  overflowed = 0
  readonly #changed: (paths: readonly string[] | 'everything') => void
  readonly #failed: (fault: Fault) => void
  readonly #watching: Watching
  #pending = new Set<string>()
  #isEverything = false
  #toldAt = 0
  #immediate: NodeJS.Immediate | undefined
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  /**
   * `changed` gets paths as in records; what lies under each may have changed too, and it may be gone. After
   * `failed` (`folder-missing`, `folder-unwatched`) nothing is told any more: the folder has to be looked through.
   */
  constructor(
    root: FolderRoot,
    changed: (paths: readonly string[] | 'everything') => void,
    failed: (fault: Fault) => void,
    options: WatchOptions = {},
  ) {
    this.#changed = changed
    this.#failed = failed
    const sink: WatchSink = {
      changed: (path) => this.#add(path),
      everything: () => this.#addEverything(),
      failed: (fault) => this.#fail(fault),
    }
    // Linux watches single directories; @parcel/watcher there forgets directories that were renamed or moved in,
    // says nothing of events that the system dropped, and holds back for 50 ms what follows another change.
    const byDirectory = process.platform === 'linux' && !options.asTree
    this.#watching = (byDirectory ? watchDirectories : watchTree)(root, sink, options.skips ?? (() => false))
    this.ready = this.#watching.ready
  }

  close(): void {
    this.#isClosed = true
    clearImmediate(this.#immediate)
    clearTimeout(this.#timer)
    this.#pending.clear()
    this.#watching.close()
  }

  #add(path: string): void {
    if (this.#isClosed || this.#isEverything) return
    this.#pending.add(path)
    if (this.#pending.size > limit) this.#addEverything()
    else this.#schedule()
  }

  #addEverything(): void {
    if (this.#isClosed) return
    if (!this.#isEverything) this.overflowed++
    this.#isEverything = true
    this.#pending.clear()
    this.#schedule()
  }

  #fail(fault: Fault): void {
    if (this.#isClosed) return
    this.close()
    this.#failed(fault)
  }

  #schedule(): void {
    if (this.#immediate !== undefined || this.#timer !== undefined) return
    const waitMs = this.#toldAt + collectMs - performance.now()
    if (waitMs > 0) this.#timer = setTimeout(this.#tell, waitMs)
    else this.#immediate = setImmediate(this.#tell)
  }

  readonly #tell = () => {
    this.#immediate = undefined
    this.#timer = undefined
    this.#toldAt = performance.now()
    const paths = this.#isEverything ? 'everything' : [...this.#pending]
    this.#pending = new Set()
    this.#isEverything = false
    this.told += paths === 'everything' ? 1 : paths.length
    this.#changed(paths)
  }
}
