import { Fault } from '../../../wire/fault.ts'
import { ByteReader, violation } from './bytes.ts'
import { beginFrame, endFrame, frameHeaderBytes, frameType } from './frame.ts'
import type { ChunkWant } from './host.ts'
import { limits } from './limits.ts'
import { readFolderId } from './messages.ts'
import { contentBytes } from './records.ts'
import { checkPath } from './safe-path.ts'

/** Every part of an answer begins with whether it is there, and how long it is: 32 bits, lowest byte first. */
export const answerHeaderBytes = 5
export const answer = { unavailable: 0, there: 1 } as const
const pathBytes = 4096
/** The folder, path and content are those of the chunk before. */
const sameFile = 1

export function encodeManifestRequest(folderId: string, path: string, content: string): Uint8Array {
  const writer = beginFrame(frameType.manifestRequest)
  writer.text(folderId)
  writer.text(path)
  writer.hex(content)
  return endFrame(writer)
}

export interface ManifestRequest {
  folderId: string
  path: string
  content: string
}

export function decodeManifestRequest(body: Uint8Array): ManifestRequest {
  const reader = new ByteReader(body)
  const folderId = readFolderId(reader)
  const path = reader.text(pathBytes)
  checkPath(path)
  const content = reader.hex(contentBytes)
  reader.end()
  return { folderId, path, content }
}

/** A chunk of a request takes at most so much besides its path. */
const wantOverhead = 160

/** How many of the wants from `from` on fit one request: at least one. Throws `sync-limit` for a chunk that is too long. */
export function wantsThatFit(wants: readonly ChunkWant[], from: number): number {
  let count = 0
  let bytes = 0
  let requestBytes = frameHeaderBytes
  for (let index = from; index < wants.length && count < limits.wants; index++) {
    const want = wants[index]!
    if (want.length < 1 || want.length > limits.chunkBytes)
      throw new Fault('sync-limit', 'A chunk is too long.')
    bytes += want.length
    requestBytes += wantOverhead + 3 * want.path.length
    if (count > 0 && (bytes > limits.wantBytes || requestBytes > 240 * 1024)) break
    count++
  }
  return count
}

export function encodeChunkRequest(wants: readonly ChunkWant[]): Uint8Array {
  const writer = beginFrame(frameType.chunkRequest, 512)
  writer.varint(wants.length)
  let before: ChunkWant | undefined
  for (const want of wants) {
    const isSame =
      before?.folderId === want.folderId && before.path === want.path && before.content === want.content
    writer.u8(isSame ? sameFile : 0)
    if (!isSame) {
      writer.text(want.folderId)
      writer.text(want.path)
      writer.hex(want.content)
    }
    writer.varint(want.offset)
    writer.varint(want.length)
    writer.hex(want.hash)
    before = want
  }
  return endFrame(writer)
}

/** Throws `sync-protocol`, `sync-limit` or `file-path-unsafe`. */
export function decodeChunkRequest(body: Uint8Array): ChunkWant[] {
  const reader = new ByteReader(body)
  const count = reader.varint()
  if (count === 0) throw violation('A request asks for nothing.')
  if (count > limits.wants) throw new Fault('sync-limit', 'A request asks for too many chunks.')
  const wants: ChunkWant[] = []
  let file: ManifestRequest | undefined
  let bytes = 0
  for (let index = 0; index < count; index++) {
    const flags = reader.u8()
    if (flags > sameFile) throw violation('A request has flags that are none.')
    if (flags === 0) {
      const folderId = readFolderId(reader)
      const path = reader.text(pathBytes)
      checkPath(path)
      file = { folderId, path, content: reader.hex(contentBytes) }
    } else if (file === undefined) throw violation('A request names no file.')
    const offset = reader.varint(Number.MAX_SAFE_INTEGER - limits.chunkBytes)
    const length = reader.varint()
    if (length === 0) throw violation('A request asks for an empty chunk.')
    bytes += length
    if (length > limits.chunkBytes || bytes > limits.wantBytes) {
      throw new Fault('sync-limit', 'A request asks for too many bytes.')
    }
    wants.push({ ...file!, offset, length, hash: reader.hex(contentBytes) })
  }
  reader.end()
  return wants
}
