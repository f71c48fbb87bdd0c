import type { StatementSync } from 'node:sqlite'
import { manifestEntryBytes } from '../model/manifest.ts'
import { mostParts } from './contents.ts'
import type { StoreDatabase } from './database.ts'
import type { DeviceNumbers } from './device-numbers.ts'
import { ownHolder, readVariants } from './file-row.ts'
import { hashPrefix } from './priority.ts'
import type { ChunkPlace } from './types.ts'

/** So many parts that have a chunk of the same 48 bits are looked at; more are only made on purpose. */
const mostParted = 8

interface Owner {
  folderId: string
  path: string
  size: number
  chunks: number
}

interface Part {
  bytes: Buffer
  start: number
  content: string
}

/** Finds chunks in own files, of all folders. */
export class ChunkLocator {
  readonly #owners: StatementSync
  readonly #chunks: StatementSync
  readonly #part: StatementSync
  readonly #devices: DeviceNumbers
  /** Of a folder's number; nothing for one that was forgotten. */
  readonly #folderId: (number: number) => string | undefined

  constructor(
    database: StoreDatabase,
    devices: DeviceNumbers,
    folderId: (number: number) => string | undefined,
  ) {
    this.#devices = devices
    this.#folderId = folderId
    this.#owners = database.prepare(
      'SELECT folder, path, variants FROM files INDEXED BY files_content WHERE content = ? LIMIT ?',
    )
    this.#chunks = database.prepare(`SELECT part FROM chunks WHERE prefix = ? LIMIT ${mostParted}`)
    this.#part = database.prepare(`
      SELECT parts.start, parts.chunks, contents.content FROM parts
      JOIN contents ON contents.id = parts.id / ${mostParts} WHERE parts.id = ?`)
  }

  /** Hashes that lie nowhere are not in the map. */
  locate(hashes: readonly string[], limitEach: number): Map<string, ChunkPlace[]> {
    const places = new Map<string, ChunkPlace[]>()
    // Chunks that follow one another mostly lie in the same part of the same file.
    const parts = new Map<number, Part>()
    const owners = new Map<string, Owner[]>()
    for (const hash of hashes) {
      if (places.has(hash)) continue
      const found: ChunkPlace[] = []
      const prefix = hashPrefix(hash)
      for (const { folderId, path, size, chunks } of this.#ownersOf(hash, limitEach, owners))
        if (chunks === 1) found.push({ folderId, path, offset: 0, length: size })
      if (found.length < limitEach) {
        const rows = this.#chunks.all(prefix) as unknown as [number][]
        for (const [id] of rows) {
          const part = this.#partOf(id, parts)
          const at = part && findChunk(part, hash)
          if (!at) continue
          for (const { folderId, path } of this.#ownersOf(part.content, limitEach, owners)) {
            if (found.length < limitEach) found.push({ folderId, path, ...at })
          }
        }
      }
      if (found.length > 0) places.set(hash, found)
    }
    return places
  }

  /** Chunks of a content of one chunk: its length is not in it. */
  ofOne(content: string): { hash: string; length: number } | undefined {
    const owner = this.#ownersOf(content, 1, new Map())[0]
    return owner?.chunks === 1 ? { hash: content, length: owner.size } : undefined
  }

  #ownersOf(content: string, limit: number, cache: Map<string, Owner[]>): Owner[] {
    const known = cache.get(content)
    if (known) return known
    const owners: Owner[] = []
    const rows = this.#owners.all(hashPrefix(content), limit) as unknown as [number, string, Uint8Array][]
    for (const [folder, path, variants] of rows) {
      const folderId = this.#folderId(folder)
      if (folderId === undefined) continue
      const own = readVariants(variants).find(({ holders }) => holders.includes(ownHolder))
      const record = own?.record(path, this.#devices)
      if (record === undefined || record.deleted || record.content !== content) continue
      owners.push({ folderId, path, size: record.size, chunks: record.chunks })
    }
    cache.set(content, owners)
    return owners
  }

  #partOf(id: number, cache: Map<number, Part>): Part | undefined {
    const known = cache.get(id)
    if (known) return known
    // A manifest that is being removed has no content any more.
    const row = this.#part.get(id) as unknown as [number, Uint8Array, Uint8Array | string] | undefined
    if (row === undefined || typeof row[2] === 'string') return undefined
    const [start, chunks, content] = row
    const part = {
      bytes: Buffer.from(chunks.buffer, chunks.byteOffset, chunks.byteLength),
      start,
      content: Buffer.from(content).toString('hex'),
    }
    cache.set(id, part)
    return part
  }
}

function findChunk({ bytes, start }: Part, hash: string): { offset: number; length: number } | undefined {
  const wanted = Buffer.from(hash, 'hex')
  let at = bytes.indexOf(wanted)
  while (at !== -1 && at % manifestEntryBytes !== 0) at = bytes.indexOf(wanted, at + 1)
  if (at === -1) return undefined
  let offset = start
  for (let before = 0; before < at; before += manifestEntryBytes) offset += bytes.readUInt32LE(before + 32)
  return { offset, length: bytes.readUInt32LE(at + 32) }
}
