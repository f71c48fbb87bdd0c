import { bestOf, sameContent, sameRecord } from '../../../../src/engines/sync/model/best.ts'
import { conflictName } from '../../../../src/engines/sync/model/conflict-name.ts'
import { type Decision, decide } from '../../../../src/engines/sync/model/decide.ts'
import {
  neededDirectory,
  obstacle,
  revivedDirectory,
} from '../../../../src/engines/sync/model/directories.ts'
import { localChange } from '../../../../src/engines/sync/model/local-change.ts'
import { findMoves } from '../../../../src/engines/sync/model/moves.ts'
import type { FileRecord } from '../../../../src/engines/sync/model/record.ts'
import { type DiskTraits, type Entry, SimFolder } from './sim-folder.ts'

export interface DeviceTraits extends DiskTraits {
  mode: 'both' | 'send' | 'receive'
}

export interface IndexMessage {
  from: string
  to: string
  /** Which of the sender's indexes: another after it lost one. */
  index: number
  /** Everything after this sequence. */
  since: number
  records: FileRecord[]
}

interface Remote {
  index: number
  sequence: number
  records: Map<string, FileRecord>
}

/** One device: what survives a crash is all there is; a pass is cut off at any `yield`. */
export class SimDevice {
  readonly id: string
  readonly traits: DeviceTraits
  readonly folder: SimFolder
  readonly bin: Entry[] = []
  readonly own = new Map<string, FileRecord>()
  readonly remotes = new Map<string, Remote>()
  /** Local changes of a folder that only receives. */
  readonly changedHere = new Set<string>()
  /** ms; what its clock is wrong by. */
  skew = 0
  readonly #now: () => number
  #sequence = 0
  #index = 0

  constructor(id: string, traits: DeviceTraits, now: () => number) {
    this.id = id
    this.traits = traits
    this.#now = now
    this.folder = new SimFolder(traits)
  }

  now(): number {
    return this.#now() + this.skew
  }

  /** How often anything was stored. */
  get sequence(): number {
    return this.#sequence
  }

  best(path: string): FileRecord | undefined {
    const records = [this.own.get(path)]
    for (const remote of this.remotes.values()) records.push(remote.records.get(path))
    return bestOf(records.filter((record) => record !== undefined))
  }

  /** Looks at everything and stores what changed. */
  scan(): void {
    for (const path of new Set([...this.folder.entries.keys(), ...this.own.keys()])) this.#look(path)
  }

  /** Its store is gone; the folder is not. */
  forget(): void {
    this.own.clear()
    this.remotes.clear()
    this.changedHere.clear()
    this.#sequence = 0
    this.#index++
  }

  messageTo(to: SimDevice): IndexMessage {
    const remote = to.remotes.get(this.id)
    const index = this.#index
    const since = remote?.index === index ? remote.sequence : 0
    const records = [...this.own.values()].filter(({ sequence }) => sequence > since)
    records.sort((a, b) => a.sequence - b.sequence)
    return { from: this.id, to: to.id, index, since, records }
  }

  /** A message that does not begin where the last ended is of another connection. */
  take({ from, index, since, records }: IndexMessage): void {
    let remote = this.remotes.get(from)
    if (remote === undefined || remote.index < index) remote = { index, sequence: 0, records: new Map() }
    if (index !== remote.index || since !== remote.sequence) return
    this.remotes.set(from, remote)
    for (const record of records) {
      remote.records.set(record.path, record)
      remote.sequence = record.sequence
    }
  }

  /** Brings everything that it can; `holds` says whether a reachable device has a content. */
  *pass(holds: (content: string) => boolean): Generator<void> {
    const paths = new Set([...this.remotes.values()].flatMap(({ records }) => [...records.keys()]))
    const needs = [...paths].filter((path) => {
      const own = this.own.get(path)
      return own === undefined || !sameRecord(own, this.best(path)!)
    })
    const isDelete = (path: string) => this.best(path)!.deleted
    yield* this.#moves(needs)
    const makes = needs.filter((path) => !isDelete(path)).sort((a, b) => a.length - b.length)
    const deletes = needs.filter(isDelete).sort((a, b) => b.length - a.length)
    for (const path of [...makes, ...deletes, ...makes]) yield* this.#bring(path, holds)
  }

  #look(path: string): void {
    const record = localChange(
      this.own.get(path),
      this.folder.found(path),
      this.id,
      this.now(),
      this.best(path),
    )
    this.changedHere.delete(path)
    if (record === undefined) return
    if (this.traits.mode === 'receive' && record.by === this.id) this.changedHere.add(path)
    else this.#store(record)
  }

  #store(record: FileRecord): void {
    this.own.set(record.path, { ...record, sequence: ++this.#sequence })
  }

  /** Whether the disk is as the own record says; otherwise it is left for the next look. */
  #isAsKnown(path: string): boolean {
    return localChange(this.own.get(path), this.folder.found(path), this.id, this.now()) === undefined
  }

  *#moves(needs: readonly string[]): Generator<void> {
    if (this.traits.mode === 'send') return
    const deletes = needs.flatMap((path) => (this.best(path)!.deleted ? (this.own.get(path) ?? []) : []))
    const fetches = needs.flatMap((path) => (this.own.get(path)?.deleted === false ? [] : this.best(path)!))
    for (const { from, to } of findMoves(deletes, fetches)) {
      const ready = this.folder.canHold(to.path) && this.folder.get(to.path) === undefined
      if (!ready || !this.#isAsKnown(from.path) || this.changedHere.has(to.path)) continue
      this.folder.rename(from.path, to.path)
      yield
      const [gone, come] = [this.#decide(from.path), this.#decide(to.path)]
      if ('record' in gone) this.#store(gone.record)
      yield
      this.#place({ ...to, content: this.folder.get(to.path)!.content })
      if ('record' in come) this.#store(come.record)
      yield
    }
  }

  #decide(path: string): Decision {
    const own = this.own.get(path)
    const occupied = [...this.own.values()].some(
      (record) => record.path.startsWith(`${path}/`) && !record.deleted && !this.best(record.path)!.deleted,
    )
    const changedHere = this.changedHere.has(path)
    return decide(own, this.best(path)!, { mode: this.traits.mode, device: this.id, occupied, changedHere })
  }

  *#bring(path: string, holds: (content: string) => boolean): Generator<void> {
    const own = this.own.get(path)
    const best = this.best(path)!
    if (own !== undefined && sameRecord(own, best)) return
    const decision = this.#decide(path)
    if (decision.action === 'nothing') return
    if (decision.action === 'revive') return this.#store(revivedDirectory(own!, this.id, this.now()))
    const { action, record, conflict } = decision
    if (!this.changedHere.has(path) && !this.#isAsKnown(path)) return
    if (!best.deleted && !(yield* this.#clearWay(path))) return
    if (action === 'fetch' && best.size > 0 && !this.#hasContent(best.content) && !holds(best.content)) return
    const blocked = this.folder.below(path).length > 0
    if (blocked && (action === 'delete' || action === 'fetch' || action === 'symlink')) return
    if (action === 'delete') {
      if (conflict) this.#setAside(path)
      else this.#toBin(path)
    } else if (action !== 'adopt') {
      if (conflict && this.folder.get(path) !== undefined) {
        this.#setAside(path)
        yield
      } else if (this.folder.get(path)?.kind !== best.kind) {
        this.#toBin(path)
        yield
      }
      this.folder.makeParents(path)
      if (action === 'fetch') this.#keep(path)
      this.#place(best)
    } else if (!best.deleted && this.traits.mode !== 'send') this.#place(best)
    yield
    this.changedHere.delete(path)
    this.#store(record)
    yield
  }

  #hasContent(content: string): boolean {
    return [...this.folder.entries.values()].some((entry) => entry.content === content)
  }

  /** False when something that comes first stands where a directory is needed. */
  *#clearWay(path: string): Generator<void, boolean> {
    const inTheWay = obstacle(path, (at) => this.own.get(at))
    if (inTheWay === undefined) {
      let parent = path
      while (parent.includes('/')) {
        parent = parent.slice(0, parent.lastIndexOf('/'))
        const entry = this.folder.get(parent)
        if (entry !== undefined && entry.kind !== 'directory') return false
      }
      return true
    }
    const { path: at } = inTheWay
    if (this.traits.mode === 'receive') return false
    const best = this.best(at)!
    if (best.deleted || best.kind === 'directory' || !this.#isAsKnown(at)) return false
    this.#setAside(at)
    yield
    const record = neededDirectory(at, inTheWay, best, this.id, this.now())
    this.#place(record)
    yield
    this.#store(record)
    return true
  }

  #place(record: FileRecord): void {
    const { kind, content, mtime, target, mode } = record
    const before = this.folder.get(record.path)
    const usual = before?.kind === kind ? before.mode : kind === 'directory' ? 0o755 : 0o644
    this.folder.put(record.path, { kind, content, mtime, target, mode: mode === -1 ? usual : mode })
  }

  #setAside(path: string): void {
    const own = this.own.get(path)
    const entry = this.folder.get(path)!
    const record = own === undefined || own.deleted ? undefined : own
    const same = (at: string) => {
      const there = this.folder.get(at)
      return there?.kind === entry.kind && there.content === entry.content && there.target === entry.target
    }
    const by = this.changedHere.has(path) ? this.id : (record?.by ?? this.id)
    const at = this.changedHere.has(path) ? entry.mtime : (record?.mtime ?? entry.mtime)
    const copy = conflictName(path, by, at, (one) => this.folder.get(one) !== undefined && !same(one))
    if (this.folder.get(copy) === undefined) this.folder.rename(path, copy)
    else this.#toBin(path)
  }

  #keep(path: string): void {
    const entry = this.folder.get(path)
    if (entry !== undefined) this.bin.push(entry)
  }

  #toBin(path: string): void {
    this.#keep(path)
    this.folder.remove(path)
  }
}

export const isSame = (a: FileRecord | undefined, b: FileRecord | undefined): boolean =>
  a !== undefined && b !== undefined && sameContent(a, b) && sameRecord(a, b)
