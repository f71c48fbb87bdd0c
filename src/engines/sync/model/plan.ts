import type { ChunkPlace } from '../store/types.ts'
import type { Chunk } from './record.ts'

/** A chunk's number in its manifest, where in the file it begins, and how long it is. */
export interface Step {
  readonly index: number
  readonly position: number
  readonly length: number
}
export interface CopyStep extends Step {
  readonly hash: string
  readonly from: ChunkPlace
}
export interface FetchStep extends Step {
  readonly hash: string
}
/** The same bytes as chunk `of` of this very file, to be copied once that is in place. */
export interface RepeatStep extends Step {
  readonly of: number
}

export interface ContentPlan {
  /** Chunks of files that are here; verified when read, and fetched if they are no longer so. */
  readonly copy: CopyStep[]
  readonly fetch: FetchStep[]
  readonly repeat: RepeatStep[]
  readonly bytes: {
    readonly done: number
    readonly copy: number
    readonly fetch: number
    readonly repeat: number
  }
}

/** One bit a chunk, the lowest of each byte first. */
export const isDone = (done: Uint8Array | undefined, index: number): boolean =>
  done !== undefined && ((done[index >> 3] ?? 0) & (1 << (index & 7))) !== 0

/**
 * How a file comes about: what is left of an earlier attempt, what other files here have, what repeats within it, and what
 * has to travel, each hash once. Of several places of a chunk the one that goes on where the last was read is taken.
 */
export function planContent(
  chunks: readonly Chunk[],
  located: ReadonlyMap<string, readonly ChunkPlace[]>,
  done?: Uint8Array,
): ContentPlan {
  const copy: CopyStep[] = []
  const fetch: FetchStep[] = []
  const repeat: RepeatStep[] = []
  const bytes = { done: 0, copy: 0, fetch: 0, repeat: 0 }
  const first = new Map<string, number>()
  let last: ChunkPlace | undefined
  let position = 0
  // What is done can be repeated from, wherever it stands.
  chunks.forEach(({ hash }, index) => {
    if (isDone(done, index) && !first.has(hash)) first.set(hash, index)
  })
  chunks.forEach(({ hash, length }, index) => {
    const step = { index, position, length }
    const before = first.get(hash)
    position += length
    if (isDone(done, index)) {
      bytes.done += length
    } else if (before !== undefined) {
      repeat.push({ ...step, of: before })
      bytes.repeat += length
    } else {
      first.set(hash, index)
      const from = nearest(located.get(hash), length, last)
      last = from
      if (from === undefined) {
        fetch.push({ ...step, hash })
        bytes.fetch += length
      } else {
        copy.push({ ...step, hash, from })
        bytes.copy += length
      }
    }
  })
  return { copy, fetch, repeat, bytes }
}

function nearest(
  places: readonly ChunkPlace[] | undefined,
  length: number,
  last: ChunkPlace | undefined,
): ChunkPlace | undefined {
  const fitting = places?.filter((place) => place.length === length)
  const next = fitting?.find(
    (place) =>
      last !== undefined &&
      place.folderId === last.folderId &&
      place.path === last.path &&
      place.offset === last.offset + last.length,
  )
  return next ?? fitting?.[0]
}
