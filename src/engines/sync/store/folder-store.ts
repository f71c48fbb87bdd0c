import { Fault } from '../../../wire/fault.ts'
import type { Chunk, FileRecord } from '../model/record.ts'
import { Damage } from './bytes.ts'
import { children } from './children.ts'
import { encodeDisk } from './disk-state.ts'
import { ownHolder } from './file-row.ts'
import { behindAll, behindSubtree, justBehind, type NeedPlace } from './file-table.ts'
import { FolderRows, type StoreParts } from './folder-rows.ts'
import type { FolderState } from './folder-state.ts'
import { deletedMatch, neededMatch } from './priority.ts'
import { checkChunks, checkRecord } from './record-check.ts'
import type { ChildPage, DiskState, Known, Need, NeededOptions, Partial, Totals } from './types.ts'

/** Rows of one page of an iteration. */
const pageRows = 256
/** So many rows are looked at for one page of needs, when some turn out to be none. */
const mostLooked = 2000

/**
 * What is known of one folder: own records, those of each device, and which is best. Synchronous; each call that
 * writes is one transaction. Pages keep every call short; `put` and `putRemote` take at most 1000 records.
 */
export class FolderStore {
  readonly id: string
  /** Made anew when the store is; a peer that knows another id asks from 0. */
  readonly indexId: string
  readonly #parts: StoreParts
  readonly #state: FolderState
  readonly #rows: FolderRows

  constructor(id: string, parts: StoreParts, state: FolderState) {
    this.id = id
    this.indexId = state.indexId
    this.#parts = parts
    this.#state = state
    this.#rows = new FolderRows(parts, state)
  }

  /** That of the newest own record; sequences jump ahead when the store is opened. */
  get sequence(): number {
    return this.#state.newest
  }

  /** The own record. */
  get(path: string): FileRecord | undefined {
    return this.#read(() => {
      const row = this.#rows.find(path)
      return row && this.#rows.ownOf(row)
    })
  }

  /** The own record, with what the last scan saw, in one look. */
  known(path: string): Known | undefined {
    return this.#read(() => {
      const row = this.#rows.find(path)
      return row && this.#rows.knownOf(row)
    })
  }

  /** Own records of a path and all below ('' is everything), in order of their UTF-8 bytes; the store may change meanwhile. */
  *under(path: string): Generator<FileRecord> {
    for (const { own } of this.knownUnder(path)) yield own
  }

  *knownUnder(path: string): Generator<Known> {
    const itself = path === '' ? undefined : this.known(path)
    if (itself !== undefined) yield itself
    const end = path === '' ? behindAll : behindSubtree(path)
    let from = path === '' ? '' : `${path}/`
    for (;;) {
      const rows = this.#read((number) => this.#parts.files.range(number, from, end, pageRows))
      for (const row of rows) {
        const known = this.#read(() => this.#rows.knownOf(row))
        if (known !== undefined) yield known
      }
      if (rows.length < pageRows) return
      from = justBehind(rows.at(-1)!.path)
    }
  }

  /** Own records: they get sequences in their order. `seen`, by path, is what the scan saw; without it, that is forgotten. */
  put(
    records: readonly FileRecord[],
    manifests?: ReadonlyMap<string, readonly Chunk[]>,
    seen?: ReadonlyMap<string, DiskState>,
  ): void {
    for (const record of records) checkRecord(record)
    this.#write(() => {
      for (const record of records) {
        const disk = seen?.get(record.path)
        this.#rows.hold(record, ownHolder, disk === undefined ? null : encodeDisk(disk))
      }
      this.#putManifests(manifests ?? [])
    })
  }

  /** At most `limit` own records that came after `sequence`, in order of sequence. */
  since(sequence: number, limit: number): FileRecord[] {
    return this.#read((number) =>
      this.#parts.files.since(number, sequence, limit).map((row) => this.#rows.ownOf(row)!),
    )
  }

  /** How far we know a device's index; '' and 0 when not at all. */
  remote(device: string): { indexId: string; sequence: number } {
    const holder = this.#state.holders.of(device)
    return { indexId: holder?.indexId ?? '', sequence: holder?.sequence ?? 0 }
  }

  /** Whether nothing was ever stored of it: neither what lies here nor what another device has. */
  get isNew(): boolean {
    return this.sequence === 0 && this.remotes().length === 0
  }

  /** Devices of which an index is known. */
  remotes(): string[] {
    return this.#state.holders.devices()
  }

  /** In order of sequence. Another index id than before forgets what was known of the device. */
  putRemote(device: string, indexId: string, records: readonly FileRecord[]): void {
    for (const record of records) checkRecord(record)
    this.#write(() => {
      if (this.#state.holders.of(device)?.indexId !== indexId) this.#begin(device, indexId)
      const holder = this.#state.holders.of(device)!
      for (const record of records) {
        this.#rows.hold(record, holder.number)
        holder.sequence = Math.max(holder.sequence, record.sequence)
        holder.changed = true
      }
    })
  }

  /** Begins a device's index anew. What it had counts no more at once for `devices`; totals follow with `tidy`. */
  resetRemote(device: string, indexId: string): void {
    this.#write(() => this.#begin(device, indexId))
  }

  dropRemote(device: string): void {
    this.#write(() => this.#drop(device))
  }

  best(path: string): { record: FileRecord; devices: string[] } | undefined {
    return this.#read(() => {
      const row = this.#rows.find(path)
      return row && this.#rows.bestOf(row)
    })
  }

  /** While rows are looked at again (`tidy`), a page may end early. */
  needed({ limit, after, order = 'priority', skip }: NeededOptions): Need[] {
    return this.#read(() => {
      const needs: Need[] = []
      let cursor = after
      for (let looked = 0; needs.length < limit && looked < mostLooked; ) {
        const places = this.#neededPlaces(order, cursor, limit - needs.length)
        if (places.length === 0) break
        for (const place of places) {
          cursor = cursorOf(place, order)
          if (skip?.(place.path)) continue
          looked++
          const row = this.#rows.find(place.path)
          if (row === undefined) throw new Damage('what is needed is not found')
          const need = this.#rows.needOf(row, cursor)
          if (need !== undefined) needs.push(need)
        }
      }
      return needs
    })
  }

  /** Needed files of a content, at most `limit`. */
  neededByContent(content: string, limit = 16): Need[] {
    if (content === '') return []
    return this.#matching(neededMatch(content), limit).filter(({ best }) => best.content === content)
  }

  /** Own files of a content that are to be deleted: what a needed path of that content can be moved from. */
  movable(content: string, limit = 16): Need[] {
    if (content === '' || this.#state.totals.totals().needDeletes === 0) return []
    return this.#matching(deletedMatch(content), limit).filter(({ own }) => own?.content === content)
  }

  /**
   * Which paths are needed at all, such as those selected and not ignored. `key` stands for the rule: when it is another
   * than before, all paths are looked at again by and by (`tidy`). Must be set before anything else each time the store is opened.
   */
  setWanted(key: string, wanted: ((best: FileRecord) => boolean) | undefined): void {
    this.#rows.wanted = wanted
    if (this.#state.wanted === key) return
    this.#write(() => {
      this.#state.wanted = key
      this.#rows.sweepAgain()
    })
  }

  /** Exact for all that was put; what holders that are gone and a changed rule leave behind follows with `tidy`. */
  totals(): Totals {
    return this.#state.totals.totals()
  }

  /** What a device does not have of that which we have and is best. */
  lacks(device: string): { files: number; bytes: number } {
    return this.#state.holders.lacks(device, this.#state.totals.oursBest)
  }

  manifest(content: string): Chunk[] | undefined {
    if (content === '') return []
    return this.#read(() => {
      const chunks = this.#parts.contents.get(content)
      if (chunks !== undefined) return chunks
      const only = this.#parts.locator.ofOne(content)
      return only && [only]
    })
  }

  /** Kept while an own record, a need or a partial file has the content. */
  putManifest(content: string, chunks: readonly Chunk[]): void {
    this.#write(() => this.#putManifests([[content, chunks]]))
  }

  disk(path: string): DiskState | undefined {
    return this.known(path)?.disk
  }

  /** For own records that did not change. */
  putDisk(seen: ReadonlyMap<string, DiskState>): void {
    this.#write(() => {
      for (const [path, disk] of seen) {
        const row = this.#rows.take(path)
        if (row?.own === undefined) continue
        row.disk = encodeDisk(disk)
        this.#parts.files.saveDisk(row)
      }
    })
  }

  partial(path: string): Partial | undefined {
    return this.#read((number) => this.#parts.partials.get(number, path))
  }

  putPartial(path: string, partial: Partial): void {
    this.#write((number) => this.#parts.partials.put(number, path, partial))
  }

  removePartial(path: string): void {
    this.#write((number) => this.#parts.partials.remove(number, path))
    this.#parts.unused()
  }

  partials(): { path: string; content: string; temp: string }[] {
    return this.#read((number) => this.#parts.partials.list(number))
  }

  /** The entries of a directory ('' is the folder itself) as all devices together have it. */
  children(path: string, options: { limit: number; after?: string }): ChildPage {
    return this.#read((number) => children(this.#parts.files, number, path, options, this.#parts.devices))
  }

  /** Own files that are copies kept of conflicts, in order of path. */
  conflicts({ limit, after = '' }: { limit: number; after?: string }): FileRecord[] {
    return this.#read((number) =>
      this.#parts.files.conflicts(number, after, limit).map((row) => this.#rows.ownOf(row)!),
    )
  }

  /** One step of looking at rows again: false when none are left to. Called by `tidy`. */
  sweepSome(): boolean {
    return this.#rows.sweepSome()
  }

  /** A device's index begins anew, and empty. */
  #begin(device: string, indexId: string): void {
    this.#drop(device)
    this.#state.holders.add(device, indexId)
  }

  #drop(device: string): void {
    const holder = this.#state.holders.of(device)
    if (holder !== undefined && this.#state.holders.remove(holder)) this.#rows.sweep()
  }

  #putManifests(manifests: Iterable<readonly [string, readonly Chunk[]]>): void {
    this.#parts.contents.begin()
    for (const [content, chunks] of manifests) {
      if (chunks.length < 2) continue
      checkChunks(content, chunks)
      this.#parts.contents.put(content, chunks)
    }
    this.#parts.unused()
  }

  #neededPlaces(order: 'priority' | 'path', after: string | undefined, limit: number): NeedPlace[] {
    const { number } = this.#state
    if (order === 'path') return this.#parts.files.neededByPath(number, after ?? '', limit)
    const [need = -1, id = 0] = after === undefined ? [] : after.split(' ').map(Number)
    return this.#parts.files.neededByPriority(number, need, id, limit)
  }

  #matching(match: number, limit: number): Need[] {
    return this.#read((number) =>
      this.#parts.files.matching(number, match, limit).flatMap((row) => this.#rows.needOf(row, '') ?? []),
    )
  }

  #read<T>(task: (number: number) => T): T {
    if (this.#state.forgotten) throw new Fault('folder-unknown', 'The folder was forgotten.')
    return this.#parts.database.read(() => task(this.#state.number))
  }

  #write(task: (number: number) => void): void {
    if (this.#state.forgotten) throw new Fault('folder-unknown', 'The folder was forgotten.')
    this.#parts.database.write(() => {
      task(this.#state.number)
      this.#state.save()
    })
  }
}

const cursorOf = ({ path, need, id }: NeedPlace, order: 'priority' | 'path') =>
  order === 'path' ? path : `${need} ${id}`
