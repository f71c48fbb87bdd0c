import type { Folder } from '../../contract/sync.ts'
import type { Fault } from '../../wire/fault.ts'
import { monotonicClock } from '../kit/clock.ts'
import type { HashPool } from './content/hash-pool.ts'
import { Bin } from './files/bin.ts'
import { DoubtfulFiles } from './files/doubtful.ts'
import { IgnoreRules, ignoreFileName } from './files/ignore.ts'
import { PartialFile, sweepPartials } from './files/partial-file.ts'
import { QuietFiles } from './files/quiet.ts'
import { releaseHandles } from './files/read-chunk.ts'
import { FolderRoot } from './files/root.ts'
import { Selection } from './files/selection.ts'
import { FolderWatch } from './files/watch.ts'
import { LocalChanges } from './local-changes.ts'
import type { FileRecord } from './model/record.ts'
import { Placing } from './placing.ts'
import { Pull } from './pull.ts'
import type { FolderStore } from './store/folder-store.ts'
import type { Downloads } from './transfer/downloads.ts'
import { Fetcher } from './transfer/fetcher.ts'
import type { ChunkLocator } from './transfer/interfaces.ts'

/** What is held is tried no sooner than so. */
const leastWaitMs = 100

export interface FolderPartsOptions {
  settings: Folder
  device: string
  store: FolderStore
  hash: HashPool
  downloads: Downloads
  locator: ChunkLocator
  /** The folder is added: its marker is made. */
  isNew: boolean
  /** What a device is called. */
  nameOf(device: string): string
  /** Own records were stored; `arrived` ones are what other devices have. */
  stored(records: readonly FileRecord[], arrived: boolean): void
  /** A look is over, while so many files are still being written; or a pass of what is needed. */
  looked(waiting: number): void
  settled(): void
  conflict(path: string, copy: string): void
  /** Lines of the ignore rules that are not understood. */
  refused(lines: readonly string[]): void
  /** Nothing can be looked at any more. */
  failed(fault: Fault): void
  /** Nothing can be brought any more, until `pull.resume`. */
  halted(fault: Fault): void
  unwatched(fault: Fault): void
}

/** Whether a folder goes on as it is: that it has another name, or other devices, leaves it at work. */
export function isSameWork(a: Folder, b: Folder): boolean {
  const work = ({ name: _name, peers: _peers, ...rest }: Folder) => JSON.stringify(rest)
  return work(a) === work(b)
}

/** What is at work while a folder is there. */
export class FolderParts {
  readonly root: FolderRoot
  readonly local: LocalChanges
  readonly pull: Pull
  readonly fetcher: Fetcher
  readonly bin: Bin
  readonly #options: FolderPartsOptions
  readonly #quiet: QuietFiles
  readonly #watch: FolderWatch | undefined
  #refused = ''
  #cancelRetry = () => {}
  #cancelRescan = () => {}

  private constructor(root: FolderRoot, ignore: IgnoreRules, options: FolderPartsOptions) {
    const { settings, device, store, hash, downloads, locator, nameOf } = options
    this.root = root
    this.bin = new Bin(root)
    this.#options = options
    const lookAt = (paths: readonly string[] | 'everything') => this.local.look(paths)
    const placing = new Placing((path) => lookAt([path]))
    const doubtful = new DoubtfulFiles()
    this.#quiet = new QuietFiles(settings.quietMs, lookAt, monotonicClock, Date.now)
    this.local = new LocalChanges({
      root,
      store,
      hash,
      device,
      settings,
      ignore,
      quiet: this.#quiet,
      doubtful,
      placing,
      stored: (records) => options.stored(records, false),
      failed: options.failed,
      looked: () => options.looked(this.#quiet.size),
    })
    this.pull = new Pull({
      root,
      store,
      device,
      settings,
      placing,
      doubtful,
      changedHere: this.local.changedHere,
      // What others have just so has not arrived.
      stored: (records) => options.stored(records, settings.mode !== 'send'),
      lookAt: (path) => lookAt([path]),
      offer: (need) => this.fetcher.offer([need]),
      wakeFetcher: () => this.fetcher.wake(),
      conflict: options.conflict,
      halted: options.halted,
      settled: options.settled,
    })
    this.fetcher = new Fetcher({
      folderId: settings.id,
      downloads,
      store,
      files: {
        create: (name, size) => PartialFile.create(root, name, size),
        open: (name, size) => PartialFile.open(root, name, size),
      },
      locator,
      host: this.pull,
      clock: monotonicClock,
      nameOf,
    })
    this.#watch = settings.watch ? new FolderWatch(root, lookAt, options.unwatched) : undefined
  }

  /** Throws the faults of `FolderRoot.open`, and those of the disk. */
  static async open(options: FolderPartsOptions): Promise<FolderParts> {
    const { settings, store, isNew } = options
    const takes = settings.mode !== 'send'
    const root = await FolderRoot.open(settings.path, settings.id, { create: isNew, write: takes })
    const ignore = await IgnoreRules.read(root, settings.ignore)
    if (takes) await sweepPartials(root, new Set(store.partials().map(({ temp }) => temp)))
    const parts = new FolderParts(root, ignore, options)
    parts.#applyRules(ignore)
    await parts.#watch?.ready
    parts.local.look('everything')
    parts.#planRescan()
    return parts
  }

  /** `.hawserignore` has changed. */
  async readRules(): Promise<void> {
    const ignore = await IgnoreRules.read(this.root, this.#options.settings.ignore)
    this.local.ignore = ignore
    this.#applyRules(ignore)
    this.pull.held.retryAll()
    this.local.look('everything')
  }

  /** What is held has a time at which it is tried again; that may be another now. */
  planRetry(): void {
    this.#cancelRetry()
    const at = Math.min(this.local.held.nextRetryAt, this.pull.held.nextRetryAt)
    if (at === Number.POSITIVE_INFINITY) return
    const ms = Math.max(leastWaitMs, at - performance.now())
    this.#cancelRetry = monotonicClock.after(ms, () => this.retry())
  }

  /** What is held is tried as far as it is due. */
  retry(): void {
    const due = this.local.held.takeDue(performance.now())
    if (due.length > 0) this.local.look(due)
    this.pull.retry()
  }

  /** What is held is tried at once. */
  retryAll(): void {
    this.local.held.retryAll()
    this.local.look(this.local.held.takeDue(performance.now()))
    this.retryMissing()
  }

  /** What could not be brought is tried at once. */
  retryMissing(): void {
    this.pull.held.retryAll()
    this.pull.retry()
    this.fetcher.wake()
  }

  /** Resolves when nothing is open any more. */
  async close(): Promise<void> {
    this.#cancelRescan()
    this.#cancelRetry()
    this.#watch?.close()
    this.#quiet.close()
    await Promise.all([this.local.close(), this.pull.close(), this.fetcher.close()])
    releaseHandles(this.root)
  }

  #planRescan(): void {
    const { rescanMinutes, keepDays, keepVersions } = this.#options.settings
    if (rescanMinutes === 0) return
    this.#cancelRescan = monotonicClock.after(rescanMinutes * 60_000, () => {
      this.local.look('everything')
      // Where no bin is kept, what people put into it themselves stays for a day all the same.
      const policy = { keepDays: Math.max(1, keepDays), keepVersions }
      this.bin.expire(policy, Date.now()).catch(() => {})
      this.#planRescan()
    })
  }

  #applyRules(ignore: IgnoreRules): void {
    const { settings, store, refused } = this.#options
    const { selected, symlinks } = settings
    const selection = new Selection(selected)
    store.setWanted(
      JSON.stringify([selected, symlinks, settings.ignore, store.get(ignoreFileName)?.content]),
      ({ path, kind }) =>
        (kind !== 'symlink' || symlinks === 'keep') &&
        selection.includes(path) &&
        !ignore.ignores(path, kind === 'directory'),
    )
    const lines = ignore.refused.join('\n')
    if (lines !== this.#refused && lines !== '') refused(ignore.refused)
    this.#refused = lines
  }
}
