import { Fault } from '../../../wire/fault.ts'
import { hashChunk } from '../content/hash-chunk.ts'
import type { Chunk, FileRecord } from './record.ts'

/** Bytes of one chunk in a manifest: 32 of hash, then its length (u32, little endian). */
export const manifestEntryBytes = 36
/** No chunk but a file's last is shorter, none is longer; so a manifest is at most 0.22 % of its file. */
export const leastChunkBytes = 16 * 1024
export const mostChunkBytes = 4 * 1024 * 1024

const domain = new TextEncoder().encode('hawser-manifest-1\n')

/** The id of a content: empty for no bytes, of one chunk its hash, of more BLAKE3 of the domain and the manifest. */
export function contentId(chunks: readonly Chunk[]): string {
  if (chunks.length < 2) return chunks[0]?.hash ?? ''
  const bytes = new Uint8Array(domain.length + chunks.length * manifestEntryBytes)
  bytes.set(domain)
  writeEntries(chunks, bytes, domain.length)
  return hashChunk(bytes)
}

export function encodeManifest(chunks: readonly Chunk[]): Uint8Array {
  const bytes = new Uint8Array(chunks.length * manifestEntryBytes)
  writeEntries(chunks, bytes, 0)
  return bytes
}

/** Throws `sync-protocol` on what no manifest looks like; whether it is that of a content, `verifyManifest` says. */
export function decodeManifest(bytes: Uint8Array): Chunk[] {
  if (bytes.length % manifestEntryBytes !== 0) throw refused('its length is no multiple of an entry')
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const chunks: Chunk[] = []
  for (let at = 0; at < bytes.length; at += manifestEntryBytes) {
    const length = text.readUInt32LE(at + 32)
    const least = at + manifestEntryBytes === bytes.length ? 1 : leastChunkBytes
    if (length < least || length > mostChunkBytes) throw refused(`a chunk of ${length} bytes`)
    chunks.push({ hash: text.toString('hex', at, at + 32), length })
  }
  return chunks
}

/** Throws `sync-protocol` unless the chunks are those of this content and make up its size. */
export function verifyManifest(content: string, size: number, chunks: readonly Chunk[]): void {
  let bytes = 0
  for (const { length } of chunks) bytes += length
  if (bytes !== size) throw refused(`it has ${bytes} bytes, the file ${size}`)
  if (contentId(chunks) !== content) throw refused('it is that of another content')
}

/** The manifest of a content that needs none to be asked for or stored: empty, or of one chunk. */
export function manifestOfOne({
  size,
  content,
  chunks,
}: Pick<FileRecord, 'size' | 'content' | 'chunks'>): Chunk[] | undefined {
  if (chunks > 1) return undefined
  return chunks === 0 ? [] : [{ hash: content, length: size }]
}

function writeEntries(chunks: readonly Chunk[], into: Uint8Array, start: number): void {
  const text = Buffer.from(into.buffer, into.byteOffset, into.byteLength)
  let at = start
  for (const { hash, length } of chunks) {
    text.write(hash, at, 32, 'hex')
    text.writeUInt32LE(length, at + 32)
    at += manifestEntryBytes
  }
}

const refused = (why: string) => new Fault('sync-protocol', `A manifest is not acceptable: ${why}.`)
