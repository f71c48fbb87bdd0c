import type { StatementSync } from 'node:sqlite'
import { Fault } from '../../../wire/fault.ts'
import { encodeManifest, manifestEntryBytes } from '../model/manifest.ts'
import type { Chunk } from '../model/record.ts'
import { Damage } from './bytes.ts'
import type { StoreDatabase } from './database.ts'
import { hashPrefix, neededMatch } from './priority.ts'

/** Chunks of one row of `parts`: what is indexed or removed in one step. */
const partChunks = 256
/** The id of a part is its content's id times this plus its place. A manifest has no more parts than that. */
export const mostParts = 2 ** 16
/** So many chunks are indexed at once with the manifest; those of larger ones follow part by part. */
const chunksAtOnce = 1024

/** `contents.idle`: no own file has it; or it is being removed. */
const idle = { unused: 1, leaving: 2 } as const

/** Manifests by content, and the index of their chunks. Contents of fewer than two chunks need none. */
export class Contents {
  readonly #statements
  #collectFrom = 0
  #room = chunksAtOnce

  constructor(database: StoreDatabase) {
    const prepare = (sql: string): StatementSync => database.prepare(sql)
    this.#statements = {
      find: prepare('SELECT id, parts FROM contents WHERE content = ?'),
      nextId: prepare('SELECT coalesce(max(id), 0) + 1 FROM contents'),
      insert: prepare('INSERT INTO contents (id, content, parts, indexed, idle) VALUES (?, ?, ?, ?, ?)'),
      insertPart: prepare('INSERT INTO parts (id, start, chunks) VALUES (?, ?, ?)'),
      parts: prepare('SELECT chunks FROM parts WHERE id >= ? AND id < ? ORDER BY id'),
      part: prepare('SELECT chunks FROM parts WHERE id = ?'),
      removePart: prepare('DELETE FROM parts WHERE id = ?'),
      insertChunk: prepare('INSERT OR IGNORE INTO chunks (prefix, part) VALUES (?, ?)'),
      removeChunk: prepare('DELETE FROM chunks WHERE prefix = ? AND part = ?'),
      use: prepare('UPDATE contents SET idle = NULL WHERE id = ?'),
      release: prepare(`UPDATE contents SET idle = ${idle.unused} WHERE content = ? AND idle IS NULL`),
      owned: prepare('SELECT 1 FROM files INDEXED BY files_content WHERE content = ? LIMIT 1'),
      needed: prepare('SELECT 1 FROM files INDEXED BY files_match WHERE match = ? LIMIT 1'),
      partial: prepare('SELECT 1 FROM partials WHERE content = ? LIMIT 1'),
      unindexed: prepare(
        'SELECT id, indexed FROM contents INDEXED BY contents_unindexed WHERE indexed < parts ORDER BY id LIMIT 1',
      ),
      indexed: prepare('UPDATE contents SET indexed = indexed + 1 WHERE id = ?'),
      idle: prepare(`
        SELECT id, content, parts, idle FROM contents INDEXED BY contents_idle
        WHERE id >= ? AND idle IS NOT NULL ORDER BY id LIMIT 1`),
      // Whatever was its content, it is found no more; a manifest of the same content may be put anew.
      leave: prepare(
        `UPDATE contents SET content = 'leaving ' || id, indexed = parts, idle = ? WHERE id = ?`,
      ),
      shorten: prepare('UPDATE contents SET parts = parts - 1, indexed = parts - 1 WHERE id = ?'),
      remove: prepare('DELETE FROM contents WHERE id = ?'),
    }
  }

  /** Before the manifests of one call are put. */
  begin(): void {
    this.#room = chunksAtOnce
  }

  put(content: string, chunks: readonly Chunk[]): void {
    if (chunks.length < 2) return
    const bytes = Buffer.from(content, 'hex')
    if (this.#statements.find.get(bytes) !== undefined) return
    const parts = Math.ceil(chunks.length / partChunks)
    if (parts > mostParts) throw new Fault('sync-limit', 'A file has more chunks than can be kept.')
    const [id] = this.#statements.nextId.get() as unknown as [number]
    const atOnce = chunks.length <= this.#room
    this.#statements.insert.run(
      id,
      bytes,
      parts,
      atOnce ? parts : 0,
      this.#isOwned(content) ? null : idle.unused,
    )
    let start = 0
    for (let part = 0; part < parts; part++) {
      const some = chunks.slice(part * partChunks, (part + 1) * partChunks)
      this.#statements.insertPart.run(id * mostParts + part, start, encodeManifest(some))
      for (const { hash, length } of some) {
        start += length
        if (atOnce) this.#statements.insertChunk.run(hashPrefix(hash), id * mostParts + part)
      }
    }
    if (atOnce) this.#room -= chunks.length
  }

  get(content: string): Chunk[] | undefined {
    const found = this.#statements.find.get(Buffer.from(content, 'hex'))
    if (found === undefined) return undefined
    const [id, count] = found as unknown as [number, number]
    const parts = this.#statements.parts.all(id * mostParts, (id + 1) * mostParts)
    if (parts.length !== count) throw new Damage('a manifest is not whole')
    return (parts as unknown as [Uint8Array][]).flatMap(([chunks]) => decode(chunks))
  }

  /** An own file has it no more; perhaps others have. */
  release(content: string): void {
    if (!this.#isOwned(content)) this.#statements.release.run(Buffer.from(content, 'hex'))
  }

  /** Indexes one part that was put off: false when there is none. Within a transaction. */
  indexSome(): boolean {
    const found = this.#statements.unindexed.get()
    if (found === undefined) return false
    const [id, place] = found as unknown as [number, number]
    const part = id * mostParts + place
    for (const prefix of this.#prefixes(part)) this.#statements.insertChunk.run(prefix, part)
    this.#statements.indexed.run(id)
    return true
  }

  /** Looks at one manifest that no own file uses, or removes a part of it: false when all were looked at. Within a transaction. */
  collectSome(): boolean {
    const found = this.#statements.idle.get(this.#collectFrom)
    if (found === undefined) {
      this.#collectFrom = 0
      return false
    }
    const [id, content, parts, state] = found as unknown as [number, Uint8Array, number, number]
    this.#collectFrom = id
    if (state !== idle.leaving) {
      const hash = Buffer.from(content).toString('hex')
      // Files that were fetched since are found here, rather than each time one is put.
      if (this.#isOwned(hash)) this.#statements.use.run(id)
      else if (this.#isAwaited(hash)) this.#collectFrom = id + 1
      else this.#statements.leave.run(idle.leaving, id)
    } else if (parts > 0) {
      const part = id * mostParts + parts - 1
      for (const prefix of this.#prefixes(part)) this.#statements.removeChunk.run(prefix, part)
      this.#statements.removePart.run(part)
      this.#statements.shorten.run(id)
    } else this.#statements.remove.run(id)
    return true
  }

  #isOwned(content: string): boolean {
    return this.#statements.owned.get(hashPrefix(content)) !== undefined
  }

  #isAwaited(content: string): boolean {
    const { needed, partial } = this.#statements
    return (
      needed.get(neededMatch(content)) !== undefined || partial.get(Buffer.from(content, 'hex')) !== undefined
    )
  }

  *#prefixes(part: number): Generator<number> {
    const found = this.#statements.part.get(part)
    if (found === undefined) throw new Damage('a part of a manifest is missing')
    const [chunks] = found as unknown as [Uint8Array]
    const bytes = Buffer.from(chunks.buffer, chunks.byteOffset, chunks.byteLength)
    for (let at = 0; at + manifestEntryBytes <= bytes.length; at += manifestEntryBytes)
      yield bytes.readUIntBE(at, 6)
  }
}

/** What `encodeManifest` has written; nothing is asked of it that was not when it was put. */
function decode(part: Uint8Array): Chunk[] {
  const bytes = Buffer.from(part.buffer, part.byteOffset, part.byteLength)
  const chunks: Chunk[] = []
  for (let at = 0; at + manifestEntryBytes <= bytes.length; at += manifestEntryBytes)
    chunks.push({ hash: bytes.toString('hex', at, at + 32), length: bytes.readUInt32LE(at + 32) })
  return chunks
}
