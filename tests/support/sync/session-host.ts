import type { Chunk, FileRecord } from '../../../src/engines/sync/model/record.ts'
import type { ChunkWant, SessionHost, SharedFolder } from '../../../src/engines/sync/protocol/host.ts'
import { BufferPool } from '../../../src/engines/sync/transfer/buffer-pool.ts'
import { MemoryBudget } from '../../../src/engines/sync/transfer/memory-budget.ts'

export const sharedFolder = (id: string, change: Partial<SharedFolder> = {}): SharedFolder => ({
  id,
  name: `Folder ${id}`,
  mode: 'both',
  isPartial: false,
  indexId: 'index-1',
  sequence: 0,
  files: 0,
  bytes: 0,
  ...change,
})

export const fileRecord = (
  device: string,
  sequence: number,
  change: Partial<FileRecord> = {},
): FileRecord => ({
  path: `file-${sequence}`,
  kind: 'file',
  deleted: false,
  size: 1000,
  mtime: 1_700_000_000_000,
  mode: 0o644,
  target: '',
  content: 'ab'.repeat(32),
  chunks: 1,
  version: [[device, 1]],
  by: device,
  sequence,
  ...change,
})

/** An engine of which a session notices only what it asks for. */
export class FakeHost implements SessionHost {
  readonly buffers = new BufferPool()
  memory = new MemoryBudget(8 * 1024 * 1024)
  shared: SharedFolder[] = []
  records = new Map<string, FileRecord[]>()
  manifests = new Map<string, Chunk[]>()
  /** Bytes by path. */
  files = new Map<string, Uint8Array>()
  readonly announced: (readonly SharedFolder[])[] = []
  readonly received: FileRecord[] = []
  readonly ends: number[] = []
  /** Calls that asked for content. */
  readonly asked: string[] = []
  /** What `onIndex` waits for. */
  holdIndex: (() => Promise<void>) | undefined
  holdRead: ((want: ChunkWant) => Promise<void>) | undefined
  reading = 0
  mostReading = 0

  folders = () => this.shared

  onFolders(_device: string, folders: readonly SharedFolder[]): void {
    this.announced.push(folders)
  }

  *indexSince(_device: string, folderId: string, _indexId: string, sequence: number) {
    let after = sequence
    for (;;) {
      const records = (this.records.get(folderId) ?? [])
        .filter((record) => record.sequence > after)
        .slice(0, 100)
      if (records.length === 0) return
      after = records.at(-1)!.sequence
      yield records
    }
  }

  async onIndex(_device: string, _folderId: string, _indexId: string, records: readonly FileRecord[]) {
    await this.holdIndex?.()
    this.received.push(...records)
  }

  onIndexEnd(_device: string, _folderId: string, _indexId: string, sequence: number): void {
    this.ends.push(sequence)
  }

  manifest(_device: string, folderId: string, content: string): Chunk[] | undefined {
    this.asked.push(`${folderId} ${content}`)
    return this.manifests.get(content)
  }

  async readChunk(_device: string, want: ChunkWant, into: Uint8Array): Promise<number> {
    this.asked.push(`${want.folderId} ${want.path}`)
    this.reading++
    this.mostReading = Math.max(this.mostReading, this.reading)
    try {
      await this.holdRead?.(want)
      const file = this.files.get(want.path)
      if (file === undefined) return 0
      const part = file.subarray(want.offset, want.offset + want.length)
      into.set(part)
      return part.length
    } finally {
      this.reading--
    }
  }

  uploadRoom(_bytes: number): Promise<void> | undefined {
    return undefined
  }
}
