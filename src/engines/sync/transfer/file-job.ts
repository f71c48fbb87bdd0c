import { Fault } from '../../../wire/fault.ts'
import type { Downloads } from './downloads.ts'
import type {
  ChunkLocator,
  FetcherHost,
  FileSink,
  Need,
  Placed,
  SinkFolder,
  TransferStore,
} from './interfaces.ts'
import type { Slots } from './slots.ts'

/** What all files of a folder share. */
export interface FolderJobs {
  readonly folderId: string
  readonly downloads: Downloads
  readonly store: TransferStore
  readonly files: SinkFolder
  readonly locator: ChunkLocator
  readonly host: Pick<FetcherHost, 'place'>
  /** Small files that are being written, and larger ones that are being put together. */
  readonly writing: Slots
  readonly medium: Slots
  readonly large: Slots
  readonly counters: { downBytes: number; reusedBytes: number; chunks: number; files: number }
}

/** Why a job ends that nobody is to hear of: paused, superseded, given up by the engine. */
export const cancelled = new Error('cancelled')
/** The file was whole when it turned out that it is not wanted any more. */
export const notWanted = new Error('not wanted')

/** What went wrong, as people are told. */
export const faultOf = (error: unknown): Fault =>
  error instanceof Fault
    ? error
    : new Fault('internal', error instanceof Error ? error.message : String(error))

/** Whole and verified: into its place. When it rejects the file is still open. */
export async function place({ host, counters }: FolderJobs, need: Need, sink: FileSink): Promise<Placed> {
  const placed = await host.place(need, sink)
  if (placed === undefined) throw notWanted
  counters.files++
  return placed
}
