import { isDone } from '../model/plan.ts'
import type { ChunkPlace, Partial } from '../store/types.ts'
import type { FolderJobs } from './file-job.ts'
import type { FileSink } from './interfaces.ts'

/** No folder has this id: places in a partial file are told by it. */
const ownId = ''

/**
 * What has come of an older version of a file that was superseded on its way: most of it is, as a rule, part of the new
 * one. Read from, then thrown away.
 */
export class OldPartial {
  readonly #sink: FileSink
  readonly #places: ReadonlyMap<string, ChunkPlace>

  private constructor(sink: FileSink, places: ReadonlyMap<string, ChunkPlace>) {
    this.#sink = sink
    this.#places = places
  }

  /** Undefined when there is nothing of it. It is not remembered any more. */
  static async open(
    { store, files }: FolderJobs,
    path: string,
    partial: Partial,
  ): Promise<OldPartial | undefined> {
    store.removePartial(path)
    const chunks = store.manifest(partial.content)
    if (chunks === undefined) return undefined
    const places = new Map<string, ChunkPlace>()
    let offset = 0
    chunks.forEach(({ hash, length }, index) => {
      if (isDone(partial.done, index)) places.set(hash, { folderId: ownId, path, offset, length })
      offset += length
    })
    // Without it everything is fetched.
    const sink = await files.open(partial.temp, offset, path).catch(() => undefined)
    return sink && new OldPartial(sink, places)
  }

  /** Its chunks are taken before those of other files. */
  addTo(located: Map<string, readonly ChunkPlace[]>): void {
    for (const [hash, place] of this.#places) located.set(hash, [place])
  }

  owns(place: ChunkPlace): boolean {
    return place.folderId === ownId
  }

  read({ offset }: ChunkPlace, into: Uint8Array): Promise<number> {
    return this.#sink.read(into, offset)
  }

  discard(): Promise<void> {
    return this.#sink.discard()
  }
}
