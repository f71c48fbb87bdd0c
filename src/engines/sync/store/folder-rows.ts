import { parseConflictName } from '../model/conflict-name.ts'
import type { FileRecord } from '../model/record.ts'
import { ByteWriter } from './bytes.ts'
import type { ChunkLocator } from './chunk-locator.ts'
import type { Contents } from './contents.ts'
import type { StoreDatabase } from './database.ts'
import type { DeviceNumbers } from './device-numbers.ts'
import { decodeDisk } from './disk-state.ts'
import { FileRow, ownHolder } from './file-row.ts'
import { behindAll, type FileTable, justBehind } from './file-table.ts'
import type { FolderState } from './folder-state.ts'
import type { Partials } from './partials.ts'
import { hashPrefix, needMatch, needPriority } from './priority.ts'
import { writeRecord } from './record-codec.ts'
import type { Known, Need } from './types.ts'

/** Rows of one step of looking at all again. */
const sweptRows = 128

/** Rows that are kept in memory. */
const mostKept = 512

/** What the folders share. */
export interface StoreParts {
  readonly database: StoreDatabase
  readonly devices: DeviceNumbers
  readonly files: FileTable
  readonly contents: Contents
  readonly locator: ChunkLocator
  readonly partials: Partials
  /** Manifests may have become of no use. */
  unused(): void
}

/** The rows of one folder: with each change of one, which record is best, what is needed and all sums are kept right. */
export class FolderRows {
  wanted: ((best: FileRecord) => boolean) | undefined
  readonly #parts: StoreParts
  readonly #state: FolderState
  readonly #writer = new ByteWriter()
  /** As the database has them: what is to be done about a path asks for it, and for those above, several times. */
  readonly #kept = new Map<string, FileRow | undefined>()

  constructor(parts: StoreParts, state: FolderState) {
    this.#parts = parts
    this.#state = state
  }

  /** Only to be read. */
  find(path: string): FileRow | undefined {
    if (this.#mayKeep && this.#kept.has(path)) return this.#kept.get(path)
    const row = this.#parts.files.find(this.#state.number, path)
    if (!this.#mayKeep) return row
    if (this.#kept.size >= mostKept) this.#kept.clear()
    this.#kept.set(path, row)
    return row
  }

  /** To be changed: nothing else has it. */
  take(path: string): FileRow | undefined {
    const row = this.find(path)
    this.#kept.delete(path)
    return row
  }

  /** While holders are gone, rows that are read are not as the database has them: see `bestOf`. */
  get #mayKeep(): boolean {
    return !this.#state.holders.anyGone
  }

  /** A holder's record of a path. One of our own gets the next sequence. Within a transaction, as all that changes. */
  hold(record: FileRecord, holder: number, disk: Uint8Array | null = null): void {
    const row = this.take(record.path) ?? new FileRow(record.path)
    this.#writer.length = 0
    writeRecord(record, this.#writer, this.#parts.devices)
    this.#change(row, () => {
      row.hold(holder, this.#writer.view())
      if (this.#state.holders.anyGone) row.release(this.#state.holders.isGone)
      if (holder !== ownHolder) return true
      row.sequence = this.#state.newest = ++this.#state.sequence
      row.disk = disk
      return true
    })
  }

  /** All rows are to be looked at again, by and by: a rule has changed. */
  sweepAgain(): void {
    this.#state.sweep = ''
    this.#state.holders.beginSweep()
  }

  /** Holders are gone. Whoever makes that happen again and again does not begin a sweep anew: another one follows it. */
  sweep(): void {
    if (this.#state.sweep === null) this.sweepAgain()
  }

  /** Looks at some rows again: false when none are left to. */
  sweepSome(): boolean {
    const { sweep, number, holders } = this.#state
    if (sweep === null) return false
    this.#kept.clear()
    const rows = this.#parts.files.range(number, sweep, behindAll, sweptRows)
    for (const row of rows) this.#change(row, () => row.release(holders.isGone))
    if (rows.length === sweptRows) this.#state.sweep = justBehind(rows.at(-1)!.path)
    else {
      this.#state.sweep = null
      if (holders.endSweep()) this.sweepAgain()
    }
    this.#state.save()
    return true
  }

  ownOf(row: FileRow): FileRecord | undefined {
    const record = row.own?.record(row.path, this.#parts.devices)
    return record && { ...record, sequence: row.sequence ?? 0 }
  }

  knownOf(row: FileRow): Known | undefined {
    const own = this.ownOf(row)
    return own && { own, disk: row.disk === null ? undefined : decodeDisk(row.disk) }
  }

  bestOf(row: FileRow): { record: FileRecord; devices: string[] } | undefined {
    const { holders } = this.#state
    if (holders.anyGone && row.release(holders.isGone)) row.order(this.#parts.devices)
    const { best } = row
    if (best === undefined) return undefined
    const record = best.record(row.path, this.#parts.devices)
    const devices = best.holders.flatMap((number) => holders.deviceOf(number) ?? [])
    return best === row.own ? { record: this.ownOf(row)!, devices } : { record, devices }
  }

  /** Nothing when a row that is still to be looked at again needs nothing by now. */
  needOf(row: FileRow, cursor: string): Need | undefined {
    const best = this.bestOf(row)
    if (best === undefined || row.best === row.own) return undefined
    if (this.#state.sweep !== null && this.wanted?.(best.record) === false) return undefined
    return { best: best.record, own: this.ownOf(row), devices: best.devices, cursor }
  }

  /** `edit` tells whether it changed who holds what. */
  #change(row: FileRow, edit: () => boolean): void {
    const { files, contents, unused } = this.#parts
    const { totals, holders, number } = this.#state
    const { disk, sequence, need, match, content, conflict } = row
    const ownBefore = row.own
    totals.count(row, -1, holders)
    const edited = edit()
    this.#judge(row)
    totals.count(row, 1, holders)
    if (!edited && need === row.need) return
    files.save(number, row, { disk, sequence, need, match, content, conflict })
    if (match !== row.match) unused()
    if (row.own === ownBefore) return
    const had = this.#manifestOf(row.path, ownBefore)
    if (had === '' || had === this.#manifestOf(row.path, row.own)) return
    contents.release(had)
    unused()
  }

  /** Sets what follows from who holds what. */
  #judge(row: FileRow): void {
    const { devices } = this.#parts
    row.order(devices)
    const best = row.best?.record(row.path, devices)
    const own = row.own?.record(row.path, devices)
    const isFile = own !== undefined && !own.deleted && own.kind === 'file'
    row.content = isFile && own.content !== '' ? hashPrefix(own.content) : null
    row.conflict = isFile && parseConflictName(row.path) !== undefined ? 1 : null
    const needed = best !== undefined && best !== own && this.wanted?.(best) !== false
    row.need = needed ? needPriority(best, own) : null
    row.match = needed ? needMatch(best, own) : null
  }

  /** The content of a live file that has a manifest of its own; else empty. */
  #manifestOf(path: string, own: FileRow['own']): string {
    const record = own?.record(path, this.#parts.devices)
    return record !== undefined && !record.deleted && record.chunks > 1 ? record.content : ''
  }
}
