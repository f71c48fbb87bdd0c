import { Fault } from '../../../wire/fault.ts'
import { decodeManifest, manifestEntryBytes } from '../model/manifest.ts'
import type { Chunk } from '../model/record.ts'
import { violation } from './bytes.ts'
import { type Exchange, resetCode } from './exchange.ts'
import type { Buffers, ChunkWant, ManifestWant } from './host.ts'
import { answer, answerHeaderBytes, encodeChunkRequest, encodeManifestRequest } from './requests.ts'

export interface FetchOptions {
  /** The device no longer has the chunk. */
  unavailable(index: number): void
  signal?: AbortSignal
  buffers: Buffers
}

/** Chunks that are being taken while the next ones are read. */
const takesAtOnce = 4
/** Entries of a manifest that are read at once: 64 KiB. */
const entriesAtOnce = 1820

/** Whether the next part of the answer is there, and its length as told. */
async function readHeader(exchange: Exchange, header: Uint8Array): Promise<number> {
  await exchange.read(header)
  const [status = 0, a = 0, b = 0, c = 0, d = 0] = header
  const length = (a | (b << 8) | (c << 16) | (d << 24)) >>> 0
  if (status === answer.there) return length
  if (status !== answer.unavailable || length !== 0)
    throw violation('An answer begins with what is no status.')
  return -1
}

/** Asks for a manifest, which is not proven yet. Throws `chunk-unavailable`, `sync-protocol`, and what the exchange throws. */
export async function fetchManifest(
  exchange: Exchange,
  folderId: string,
  want: ManifestWant,
): Promise<Chunk[]> {
  await exchange.write(encodeManifestRequest(folderId, want.path, want.content))
  exchange.end()
  const count = await readHeader(exchange, new Uint8Array(answerHeaderBytes))
  if (count < 0) throw new Fault('chunk-unavailable', 'The device no longer has what it announced.')
  if (count !== want.chunks) throw violation('A manifest has not as many chunks as were announced.')
  const chunks: Chunk[] = []
  const piece = new Uint8Array(Math.min(count, entriesAtOnce) * manifestEntryBytes)
  let bytes = 0
  while (chunks.length < count) {
    const entries = Math.min(count - chunks.length, entriesAtOnce)
    const part = piece.subarray(0, entries * manifestEntryBytes)
    await exchange.read(part)
    for (const chunk of decodeManifest(part)) {
      bytes += chunk.length
      chunks.push(chunk)
    }
    if (bytes > want.size) throw violation('A manifest is of a larger file than was announced.')
  }
  await exchange.readEnd()
  return chunks
}

/** Asks for chunks, which are one request, and hands them over in order. `first` is the number of the first one. */
export async function fetchChunks(
  exchange: Exchange,
  wants: readonly ChunkWant[],
  first: number,
  take: (index: number, bytes: Uint8Array) => Promise<void>,
  { unavailable, buffers, signal }: FetchOptions,
): Promise<void> {
  const takes: Promise<void>[] = []
  let failed = false
  const hand = async (index: number, buffer: Uint8Array, length: number): Promise<void> => {
    try {
      await take(index, buffer.subarray(0, length))
    } catch (error) {
      failed = true
      exchange.fail(error, resetCode.given)
      throw error
    } finally {
      buffers.give(buffer)
    }
  }
  const abort = () => exchange.fail(signal?.reason, resetCode.given)
  signal?.addEventListener('abort', abort)
  try {
    await exchange.write(encodeChunkRequest(wants))
    exchange.end()
    const header = new Uint8Array(answerHeaderBytes)
    for (let index = 0; index < wants.length; index++) {
      if (takes.length === takesAtOnce) {
        exchange.paused = true
        await takes.shift()
        exchange.paused = false
      }
      const length = await readHeader(exchange, header)
      if (length < 0) {
        unavailable(first + index)
        continue
      }
      if (length !== wants[index]!.length) throw violation('A chunk has not the length that was asked for.')
      const buffer = buffers.take(length)
      try {
        await exchange.read(buffer.subarray(0, length))
      } catch (error) {
        buffers.give(buffer)
        throw error
      }
      const taken = hand(first + index, buffer, length)
      taken.catch(() => {})
      takes.push(taken)
    }
    await exchange.readEnd()
    exchange.paused = true
    await Promise.all(takes)
  } finally {
    signal?.removeEventListener('abort', abort)
    // Their buffers are theirs until they are done, however this ended.
    if (failed || takes.length > 0) await Promise.allSettled(takes)
  }
}
