import { hashChunk } from '../../../../src/engines/sync/content/hash-chunk.ts'
import type { FoundFile } from '../../../../src/engines/sync/files/found-file.ts'
import { contentId } from '../../../../src/engines/sync/model/manifest.ts'
import type { Chunk, FileRecord } from '../../../../src/engines/sync/model/record.ts'
import type { ChunkWant } from '../../../../src/engines/sync/protocol/host.ts'
import type { ChunkPlace, Partial } from '../../../../src/engines/sync/store/types.ts'
import { BufferPool } from '../../../../src/engines/sync/transfer/buffer-pool.ts'
import { Downloads, type DownloadsOptions } from '../../../../src/engines/sync/transfer/downloads.ts'
import { Fetcher, type FetcherOptions } from '../../../../src/engines/sync/transfer/fetcher.ts'
import type {
  ChunkLocator,
  ChunkSource,
  FetcherHost,
  FileSink,
  Finished,
  Need,
  SinkFolder,
  TransferStore,
} from '../../../../src/engines/sync/transfer/interfaces.ts'
import { MemoryBudget } from '../../../../src/engines/sync/transfer/memory-budget.ts'
import { RateLimit } from '../../../../src/engines/sync/transfer/rate-limit.ts'
import { Fault } from '../../../../src/wire/fault.ts'
import { ManualClock } from '../../../support/manual-clock.ts'

/** Lets promises and what waits for a turn of the loop go on. */
export async function turns(count = 20): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve))
}

/** Bytes that differ from seed to seed. */
export function bytesOf(length: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let state = seed * 2654435761 + 1
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    bytes[i] = state >>> 24
  }
  return bytes
}

/** A file as all devices know it: its parts are its chunks. */
export class TestFile {
  readonly bytes: Uint8Array
  readonly chunks: Chunk[]
  readonly record: FileRecord

  constructor(path: string, parts: readonly Uint8Array[], count = 1) {
    this.bytes = new Uint8Array(Buffer.concat(parts))
    this.chunks = parts.map((part) => ({ hash: hashChunk(part), length: part.length }))
    this.record = {
      path,
      kind: 'file',
      deleted: false,
      size: this.bytes.length,
      mtime: 1000,
      mode: 0o644,
      target: '',
      content: contentId(this.chunks),
      chunks: parts.length,
      version: [['A', count]],
      by: 'A',
      sequence: count,
    }
  }

  need(...devices: string[]): Need {
    return { best: this.record, own: undefined, devices }
  }
}

type Behaviour = 'good' | 'lie' | 'short' | 'fail' | 'stall' | 'lacks' | 'end'

/** A device that has files, and does with each request as it is told. */
export class FakeSource implements ChunkSource {
  readonly device: string
  readonly #files = new Map<string, TestFile>()
  behave: () => Behaviour = () => 'good'
  readonly asked: ChunkWant[][] = []
  manifests = 0
  streams = 0
  mostStreams = 0
  /** Before each chunk. */
  pace: () => Promise<void> = () => new Promise((resolve) => setImmediate(resolve))

  constructor(device: string, files: readonly TestFile[] = []) {
    this.device = device
    for (const file of files) this.has(file)
  }

  has(file: TestFile): void {
    this.#files.set(file.record.content, file)
  }

  async manifest(_folderId: string, want: { content: string }, signal?: AbortSignal): Promise<Chunk[]> {
    this.manifests++
    await turns(1)
    signal?.throwIfAborted()
    const behaviour = this.behave()
    const file = this.#files.get(want.content)
    if (file === undefined || behaviour === 'lacks') throw new Fault('chunk-unavailable', 'Gone.')
    if (behaviour === 'stall') await stalled(signal)
    if (behaviour === 'lie') return file.chunks.map(({ length }) => ({ hash: 'ab'.repeat(32), length }))
    if (behaviour !== 'good') throw new Fault('closed', 'The connection is over.')
    return file.chunks
  }

  async fetch(
    wants: readonly ChunkWant[],
    take: (index: number, bytes: Uint8Array) => Promise<void>,
    options: { unavailable(index: number): void; signal?: AbortSignal; buffers: BufferPool },
  ): Promise<void> {
    const { signal, buffers } = options
    this.asked.push([...wants])
    this.mostStreams = Math.max(this.mostStreams, ++this.streams)
    try {
      for (const [index, want] of wants.entries()) {
        await this.pace()
        signal?.throwIfAborted()
        const behaviour = this.behave()
        const file = this.#files.get(want.content)
        if (file === undefined || behaviour === 'lacks') {
          options.unavailable(index)
          continue
        }
        if (behaviour === 'fail') throw new Fault('closed', 'The connection is over.')
        if (behaviour === 'end') return
        if (behaviour === 'stall') await stalled(signal)
        const buffer = buffers.take(want.length)
        try {
          buffer.set(file.bytes.subarray(want.offset, want.offset + want.length))
          if (behaviour === 'lie') buffer[0]! ^= 1
          await take(index, buffer.subarray(0, behaviour === 'short' ? want.length - 1 : want.length))
        } finally {
          // Whoever still reads it now would be found out.
          buffer.fill(0xee)
          buffers.give(buffer)
        }
      }
    } finally {
      this.streams--
    }
  }
}

const stalled = (signal?: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
  })

/** A disk in memory. */
export class FakeFolder implements SinkFolder {
  readonly visible = new Map<string, Uint8Array>()
  readonly hidden = new Map<string, Uint8Array>()
  handles = 0
  /** Calls after the file was closed. */
  misuses = 0
  mostOpen = 0
  created = 0
  writtenBytes = 0
  /** Throws in place of what would be done. */
  fail: (action: 'create' | 'write' | 'commit', path: string) => void = () => {}

  async create(name: string, size: number, path: string): Promise<FileSink> {
    await turns(1)
    this.fail('create', path)
    this.created++
    this.hidden.set(name, new Uint8Array(size))
    return this.#sink(name, path)
  }

  async open(name: string, size: number, path: string): Promise<FileSink | undefined> {
    await turns(1)
    return this.hidden.get(name)?.length === size ? this.#sink(name, path) : undefined
  }

  #sink(name: string, path: string): FileSink {
    const folder = this
    const bytes = this.hidden.get(name)!
    let isOpen = true
    this.mostOpen = Math.max(this.mostOpen, ++this.handles)
    const end = () => {
      if (isOpen) folder.handles--
      isOpen = false
    }
    const check = () => {
      if (isOpen) return
      folder.misuses++
      throw new Error('used after it was closed')
    }
    return {
      name,
      async write(from, offset, length, position) {
        check()
        await turns(1)
        folder.fail('write', path)
        check()
        bytes.set(from.subarray(offset, offset + length), position)
        folder.writtenBytes += length
      },
      async read(into, position) {
        check()
        await turns(1)
        check()
        const part = bytes.subarray(position, position + into.length)
        into.set(part)
        return part.length
      },
      async commit(record) {
        check()
        await turns(1)
        folder.fail('commit', path)
        folder.visible.set(record.path, bytes.slice())
        folder.hidden.delete(name)
        end()
        return foundOf(record)
      },
      async close() {
        check()
        end()
      },
      async discard() {
        await turns(1)
        folder.hidden.delete(name)
        end()
      },
    }
  }
}

const foundOf = ({ path, kind, size, mtime, mode }: FileRecord): FoundFile => ({
  path,
  kind,
  size,
  mtime,
  mode,
  target: '',
  inode: '1',
})

export class FakeStore implements TransferStore {
  readonly manifests = new Map<string, readonly Chunk[]>()
  readonly partials = new Map<string, Partial>()
  manifest(content: string) {
    return this.manifests.get(content)
  }
  putManifest(content: string, chunks: readonly Chunk[]) {
    this.manifests.set(content, chunks)
  }
  partial(path: string) {
    return this.partials.get(path)
  }
  putPartial(path: string, partial: Partial) {
    this.partials.set(path, partial)
  }
  removePartial(path: string) {
    this.partials.delete(path)
  }
}

/** Files of this device that chunks may be read from. */
export class FakeLocator implements ChunkLocator {
  readonly #places = new Map<string, ChunkPlace[]>()
  readonly #files = new Map<string, Uint8Array>()
  reads = 0

  /** `bytes`: what is really there, if it has changed since it was looked at. */
  has(file: TestFile, bytes: Uint8Array = file.bytes): void {
    const { path } = file.record
    this.#files.set(path, bytes)
    let offset = 0
    for (const { hash, length } of file.chunks) {
      this.#places.set(hash, [{ folderId: 'else', path, offset, length }])
      offset += length
    }
  }

  locate(hashes: readonly string[]) {
    return new Map(
      hashes.flatMap((hash) => (this.#places.has(hash) ? [[hash, this.#places.get(hash)!]] : [])),
    )
  }

  async read({ path, offset }: ChunkPlace, into: Uint8Array): Promise<number> {
    this.reads++
    await turns(1)
    const bytes = this.#files.get(path)
    if (bytes === undefined) throw new Error('gone')
    const part = bytes.subarray(offset, offset + into.length)
    into.set(part)
    return part.length
  }
}

/** What the engine does: gives what is needed, and stores what is in place. */
export class FakeHost implements FetcherHost {
  needs: Need[] = []
  readonly finishedFiles: Finished[] = []
  readonly failures: { path: string; fault: Fault }[] = []
  halts: Fault[] = []
  drains = 0
  mostAsked = 0

  next(limit: number): Need[] {
    this.mostAsked = Math.max(this.mostAsked, limit)
    return this.needs.splice(0, limit)
  }
  async place(need: Need, file: FileSink) {
    const found = await file.commit(need.best, { known: undefined, keep: true })
    return { record: need.best, found }
  }
  finished(files: readonly Finished[]) {
    this.finishedFiles.push(...files)
  }
  failed(need: Need, fault: Fault) {
    this.failures.push({ path: need.best.path, fault })
  }
  halted(fault: Fault) {
    this.halts.push(fault)
  }
  drained() {
    this.drains++
  }
}

/** A folder's fetcher with everything around it. */
export class Bench {
  readonly clock = new ManualClock()
  readonly budget: MemoryBudget
  readonly buffers = new BufferPool({ clock: this.clock })
  readonly limit: RateLimit
  readonly downloads: Downloads
  readonly folder = new FakeFolder()
  readonly store = new FakeStore()
  readonly locator = new FakeLocator()
  readonly host = new FakeHost()
  readonly told: { device: string; fault: Fault; path: string }[] = []
  readonly recovered: string[] = []
  fetcher: Fetcher

  constructor(options: { memory?: number } & globalThis.Partial<DownloadsOptions> = {}) {
    this.budget = new MemoryBudget(options.memory ?? 128 * 1024 * 1024)
    this.limit = new RateLimit(this.clock)
    this.downloads = new Downloads({
      budget: this.budget,
      buffers: this.buffers,
      limit: this.limit,
      clock: this.clock,
      maxStreams: 16,
      told: (device, fault, path) => this.told.push({ device, fault, path }),
      recovered: (device) => this.recovered.push(device),
      ...options,
    })
    this.fetcher = this.newFetcher()
  }

  /** As after a restart, with what was stored. */
  newFetcher(changed: globalThis.Partial<FetcherOptions> = {}): Fetcher {
    return new Fetcher({
      folderId: 'folder',
      downloads: this.downloads,
      store: this.store,
      files: this.folder,
      locator: this.locator,
      host: this.host,
      clock: this.clock,
      nameOf: (device) => `name of ${device}`,
      ...changed,
    })
  }

  /** Brings these; goes on until nothing is under way, with time passing. */
  async bring(needs: readonly Need[]): Promise<void> {
    this.host.needs.push(...needs)
    this.fetcher.wake()
    await this.untilIdle()
  }

  async untilIdle(): Promise<void> {
    for (let i = 0; i < 2000 && this.fetcher.active > 0; i++) {
      await turns(5)
      if (i % 10 === 9) await this.clock.advance(5000)
    }
    await turns(5)
    if (this.fetcher.active > 0) throw new Error('it never ends')
  }

  /** What must hold whenever nothing is under way. */
  leftovers() {
    return {
      memory: this.budget.inUse,
      manifests: this.downloads.manifests.inUse,
      waiting: this.budget.waiting,
      buffers: this.buffers.usedBytes,
      open: this.folder.handles,
      misuses: this.folder.misuses,
      queued: this.downloads.queue.queuedChunks,
      queuedBytes: this.downloads.queue.queuedBytes,
      takers: [...this.downloads.queue.takers()].length,
      streams: this.downloads.streams,
    }
  }
}

export const nothingLeft = {
  memory: 0,
  manifests: 0,
  waiting: 0,
  buffers: 0,
  open: 0,
  misuses: 0,
  queued: 0,
  queuedBytes: 0,
  takers: 0,
  streams: 0,
}
