import type { StatementSync } from 'node:sqlite'
import type { StoreDatabase } from './database.ts'
import { FileRow, readVariants, writeVariants } from './file-row.ts'

const columns = 'id, path, variants, disk, sequence, need, match, content, conflict'
/** The place of a row among those needed. */
export interface NeedPlace {
  readonly id: number
  readonly path: string
  readonly need: number
}

type Columns = [
  id: number,
  path: string,
  variants: Uint8Array,
  disk: Uint8Array | null,
  sequence: number | null,
  need: number | null,
  match: number | null,
  content: number | null,
  conflict: number | null,
]

/** Behind all paths that begin with `PATH/`: the byte after the slash. */
export const behindSubtree = (path: string) => `${path}0`
/** SQLite has every text before every blob. */
export const behindAll = new Uint8Array()
/** The least that comes after a path: there is no NUL in any. */
export const justBehind = (path: string) => `${path}\u0001`

/** The rows of files. Each question names its index, so that no statistics and no new version can make it a slow one. */
export class FileTable {
  readonly #statements
  readonly #matching: StatementSync

  constructor(database: StoreDatabase) {
    const select = (what: string, index: string, where: string, order: string) =>
      database.prepare(
        `SELECT ${what} FROM files INDEXED BY ${index} WHERE ${where} ORDER BY ${order} LIMIT ?`,
      )
    const rows = (index: string, where: string, order: string) => select(columns, index, where, order)
    // Most of them are under way already: their places are enough.
    const places = (index: string, where: string, order: string) =>
      select('id, path, need', index, where, order)
    this.#statements = {
      find: database.prepare(
        `SELECT ${columns} FROM files INDEXED BY files_path WHERE folder = ? AND path = ?`,
      ),
      insert: database.prepare(`
        INSERT INTO files (folder, path, variants, disk, sequence, need, match, content, conflict)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`),
      update: database.prepare(`
        UPDATE files SET variants = ?, disk = ?, sequence = ?, need = ?, match = ?, content = ?, conflict = ?
        WHERE id = ?`),
      // Most changes touch no index.
      updateVariants: database.prepare('UPDATE files SET variants = ? WHERE id = ?'),
      updateSequence: database.prepare('UPDATE files SET variants = ?, disk = ?, sequence = ? WHERE id = ?'),
      updateDisk: database.prepare('UPDATE files SET disk = ? WHERE id = ?'),
      remove: database.prepare('DELETE FROM files WHERE id = ?'),
      range: rows('files_path', 'folder = ? AND path >= ? AND path < ?', 'path'),
      since: rows('files_sequence', 'folder = ? AND sequence > ?', 'sequence'),
      neededByPath: places('files_need_path', 'folder = ? AND path > ? AND need IS NOT NULL', 'path'),
      neededAt: places('files_need', 'folder = ? AND need = ? AND id > ?', 'id'),
      neededAfter: places('files_need', 'folder = ? AND need > ?', 'need, id'),
      conflicts: rows('files_conflict', 'folder = ? AND path > ? AND conflict IS NOT NULL', 'path'),
    }
    this.#matching = database.prepare(
      `SELECT ${columns} FROM files INDEXED BY files_match WHERE match = ? AND folder = ? LIMIT ?`,
    )
  }

  find(folder: number, path: string): FileRow | undefined {
    const row = this.#statements.find.get(folder, path)
    return row && rowOf(row as unknown as Columns)
  }

  /** Writes a row as it has become; `before` is what the database has of it. */
  save(folder: number, row: FileRow, before: Before): void {
    const { id, path, disk, sequence, need, match, content, conflict } = row
    if (row.variants.length === 0) {
      if (id !== 0) this.#statements.remove.run(id)
      return
    }
    const variants = writeVariants(row.variants)
    if (id === 0)
      this.#statements.insert.run(folder, path, variants, disk, sequence, need, match, content, conflict)
    else if (
      need !== before.need ||
      match !== before.match ||
      content !== before.content ||
      conflict !== before.conflict
    )
      this.#statements.update.run(variants, disk, sequence, need, match, content, conflict, id)
    else if (sequence !== before.sequence || disk !== before.disk)
      this.#statements.updateSequence.run(variants, disk, sequence, id)
    else this.#statements.updateVariants.run(variants, id)
  }

  saveDisk(row: FileRow): void {
    this.#statements.updateDisk.run(row.disk, row.id)
  }

  /** Rows of paths from `first` on and before `end`, in order of path. */
  range(folder: number, first: string, end: PathEnd, limit: number): FileRow[] {
    return this.#statements.range.all(folder, first, end, limit).map(asRow)
  }

  /** The same one by one; nothing may be written meanwhile. */
  *iterate(folder: number, first: string, end: PathEnd, limit: number): Generator<FileRow> {
    for (const row of this.#statements.range.iterate(folder, first, end, limit)) yield asRow(row)
  }

  since(folder: number, sequence: number, limit: number): FileRow[] {
    return this.#statements.since.all(folder, sequence, limit).map(asRow)
  }

  neededByPath(folder: number, after: string, limit: number): NeedPlace[] {
    return this.#statements.neededByPath.all(folder, after, limit).map(asPlace)
  }

  /** Behind the row `id` of priority `need`. */
  neededByPriority(folder: number, need: number, id: number, limit: number): NeedPlace[] {
    const same = this.#statements.neededAt.all(folder, need, id, limit)
    const others =
      same.length < limit ? this.#statements.neededAfter.all(folder, need, limit - same.length) : []
    return [...same, ...others].map(asPlace)
  }

  matching(folder: number, match: number, limit: number): FileRow[] {
    return this.#matching.all(match, folder, limit).map(asRow)
  }

  conflicts(folder: number, after: string, limit: number): FileRow[] {
    return this.#statements.conflicts.all(folder, after, limit).map(asRow)
  }
}

type PathEnd = string | typeof behindAll

/** The columns that indexes are made of, as they were. */
export type Before = Pick<FileRow, 'disk' | 'sequence' | 'need' | 'match' | 'content' | 'conflict'>

const asPlace = (row: unknown): NeedPlace => {
  const [id, path, need] = row as [number, string, number]
  return { id, path, need }
}

const asRow = (row: unknown) => rowOf(row as Columns)

function rowOf([id, path, variants, disk, sequence, need, match, content, conflict]: Columns): FileRow {
  const row = new FileRow(path)
  row.id = id
  row.variants = readVariants(variants)
  row.disk = disk
  row.sequence = sequence
  row.need = need
  row.match = match
  row.content = content
  row.conflict = conflict
  return row
}
