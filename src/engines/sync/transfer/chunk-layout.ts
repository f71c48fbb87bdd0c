import { type ContentPlan, isDone, planContent } from '../model/plan.ts'
import type { Chunk } from '../model/record.ts'
import type { ChunkPlace } from '../store/types.ts'
import type { ChunkLocator } from './interfaces.ts'
import { isZeroChunk } from './zero-chunk.ts'

/** `SyncStore.locate` is kept short, so that this thread is not held up. */
const locateAtOnce = 256

/** Where the chunks of a file lie in it, and how each is to be had. */
export interface ChunkLayout {
  /** Where each chunk begins, bytes; one more for the end. */
  readonly offsets: Float64Array
  /** The next chunk with the same bytes, or -1. */
  readonly same: Int32Array
  /** Chunks that an earlier attempt has written, to be verified. */
  readonly check: number[]
  readonly copy: ContentPlan['copy']
  readonly fetch: ContentPlan['fetch']
  /** All zeros, as the file is anyway. */
  readonly zeros: number[]
}

export function layOut(
  chunks: readonly Chunk[],
  located: ReadonlyMap<string, readonly ChunkPlace[]>,
  done: Uint8Array | undefined,
): ChunkLayout {
  const plan = planContent(chunks, located, done)
  const offsets = new Float64Array(chunks.length + 1)
  const check: number[] = []
  chunks.forEach(({ length }, index) => {
    offsets[index + 1] = offsets[index]! + length
    if (isDone(done, index)) check.push(index)
  })
  const same = new Int32Array(chunks.length).fill(-1)
  for (const { index, of } of plan.repeat) {
    same[index] = same[of]!
    same[of] = index
  }
  const zeros: number[] = []
  const notZero = ({ index, hash, length }: { index: number; hash: string; length: number }) => {
    const isZero = isZeroChunk(hash, length)
    if (isZero) zeros.push(index)
    return !isZero
  }
  return { offsets, same, check, copy: plan.copy.filter(notZero), fetch: plan.fetch.filter(notZero), zeros }
}

/** Where this device has chunks of a content. Yields to other work now and then. */
export async function locateAll(
  locator: ChunkLocator,
  chunks: readonly Chunk[],
  signal: AbortSignal,
): Promise<Map<string, readonly ChunkPlace[]>> {
  const located = new Map<string, readonly ChunkPlace[]>()
  for (let at = 0; at < chunks.length; at += locateAtOnce) {
    if (at > 0) await new Promise((resolve) => setImmediate(resolve))
    signal.throwIfAborted()
    const hashes = chunks.slice(at, at + locateAtOnce).map(({ hash }) => hash)
    for (const [hash, places] of locator.locate(hashes)) located.set(hash, places)
  }
  return located
}
