import type { BondsSnapshot } from '../contract/bond.ts'
import type { ForwardSnapshot } from '../contract/forward.ts'
import {
  allOfThem,
  type HistoryState,
  inFullMs,
  type Series,
  type SeriesColumn,
  type SeriesKind,
  type SeriesQuestion,
  seriesKinds,
  type TransferFigures,
} from '../contract/history.ts'
import type { EngineName } from '../contract/host.ts'
import type { SyncSnapshot } from '../contract/sync.ts'
import type { TunnelSnapshot } from '../contract/tunnel.ts'
import { columnSets, idOf, partOf, type Sample } from './columns.ts'
import type { Database } from './database.ts'
import { Minutes } from './minutes.ts'
import type { Notice } from './notices.ts'
import { Recent, type RecentMemory, recentMemory } from './recent.ts'
import { Recorder } from './recorder.ts'
import type { Ring } from './ring.ts'
import {
  foldersIn,
  linksIn,
  ReceiversTogether,
  RulesTogether,
  rulesIn,
  TransfersTogether,
  tubesIn,
} from './samples.ts'

export interface PastOptions {
  database: Database
  now(): number
  /** Something the user should know, or that it is over. */
  notice(notice: Notice | undefined): void
  memory?: RecentMemory
}

type Kept = { recent: Recent<string>; recorder: Recorder<string> }

/** What is in memory need not reach back to the second. */
const nearlyMs = 60_000

/** Kinds whose whole alone is kept for 30 days: their parts come and go under ever new names. */
const wholeAlone: ReadonlySet<SeriesKind> = new Set(['receiver', 'transfer'])

/** Whether minutes are kept of a key. */
const isFiled = (kind: SeriesKind) =>
  wholeAlone.has(kind)
    ? (key: string) => partOf(key) === '' && (kind !== 'transfer' || key === allOfThem)
    : () => true

/** Everything that is kept over time, of every kind: half an hour in memory as it was measured, 30 days of minutes on disk. */
export class Past implements Disposable {
  readonly #options: PastOptions
  readonly #memory: RecentMemory
  readonly #minutes: Minutes
  readonly #kept: Record<SeriesKind, Kept>
  readonly #rules = new RulesTogether()
  readonly #receivers = new ReceiversTogether()
  readonly #transfers = new TransfersTogether()

  constructor(options: PastOptions) {
    this.#options = options
    this.#memory = options.memory ?? recentMemory()
    this.#minutes = new Minutes({
      database: options.database,
      now: options.now(),
      stuck: (isStuck) => options.notice(isStuck ? stuckNotice : undefined),
    })
    this.#kept = Object.fromEntries(seriesKinds.map((kind) => [kind, this.#begin(kind)])) as Record<
      SeriesKind,
      Kept
    >
  }

  forward(snapshot: ForwardSnapshot): void {
    this.#record('rule', rulesIn(snapshot))
    this.#record('rules', this.#rules.sample(snapshot))
    const rest = this.#transfers.rest(snapshot.at)
    if (rest) this.#record('transfer', rest)
  }
  bond(snapshot: BondsSnapshot): void {
    this.#record('bond', linksIn(snapshot))
    this.#record('receiver', this.#receivers.sample(snapshot))
  }
  sync(snapshot: SyncSnapshot): void {
    this.#record('folder', foldersIn(snapshot))
  }
  tunnel(snapshot: TunnelSnapshot): void {
    this.#record('tube', tubesIn(snapshot))
  }
  transfers(figures: TransferFigures): void {
    for (const sample of this.#transfers.samples(figures)) this.#record('transfer', sample)
  }

  /** A fresh engine counts from zero again. */
  engineStarting(name: EngineName): void {
    for (const kind of kindsOf[name] ?? []) this.#kept[kind].recorder.engineRestarted()
    if (name === 'forward') this.#rules.engineRestarted()
    if (name === 'bond') this.#receivers.engineRestarted()
  }

  /** Forgets of what was measured all that `keep` does not want, by their ids; minutes stay for their 30 days. */
  keep(kind: SeriesKind, keep: (id: string) => boolean): void {
    this.#kept[kind].recorder.keep((key) => keep(idOf(key)))
  }

  /** What is in memory of a kind. */
  recent<K extends SeriesKind>(kind: K): Recent<SeriesColumn<K>> {
    return this.#kept[kind].recent as unknown as Recent<SeriesColumn<K>>
  }

  /** The answer to a question, in the order of its ids; nothing throws. */
  read(question: SeriesQuestion): Series[] {
    const known: readonly string[] = columnSets[question.kind].names
    const names = question.columns?.filter((name) => known.includes(name)) ?? known
    return question.ids.map((id) => this.#readOne(question, id, names))
  }

  get state(): HistoryState {
    const { fine, coarse } = this.#memory
    const rings = seriesKinds.flatMap((kind) => [
      this.#kept[kind].recent.fine,
      this.#kept[kind].recent.coarse,
    ])
    const shortened = seriesKinds
      .map((kind) => this.#kept[kind].recent.fine)
      .filter((ring) => ring.hasDropped)
    const reach = shortened.map((ring) => this.#options.now() - ring.since)
    return {
      subjects: seriesKinds.reduce((sum, kind) => sum + this.#kept[kind].recent.fine.size, 0),
      leftOut: seriesKinds.reduce((sum, kind) => sum + this.#kept[kind].recent.fine.leftOut, 0),
      bytes: rings.reduce((sum, ring) => sum + ring.bytes, 0),
      limit: fine.limit + coarse.limit,
      inFullMs: Math.min(inFullMs, ...reach),
      unwritten: this.#minutes.unwritten,
      lost: this.#minutes.lost,
    }
  }

  /** Writes what there is of the minute that runs. */
  flush(): void {
    for (const kind of seriesKinds) this.#kept[kind].recorder.flush()
  }

  [Symbol.dispose](): void {
    this.flush()
    this.#minutes.close()
  }

  #begin(kind: SeriesKind): Kept {
    const recent = new Recent<string>(columnSets[kind], this.#memory)
    const recorder = new Recorder<string>(
      columnSets[kind],
      recent,
      (at, rows) => this.#minutes.add(kind, at, rows),
      isFiled(kind),
    )
    return { recent, recorder }
  }

  #record(kind: SeriesKind, sample: Sample): void {
    this.#minutes.alive(sample.at)
    this.#kept[kind].recorder.record(sample)
  }

  #readOne({ kind, from, to, points }: SeriesQuestion, id: string, names: readonly string[]): Series {
    const { recent, recorder } = this.#kept[kind]
    const now = this.#options.now()
    const oldest = recent.coarse.since
    // More moments than in memory by the second are wanted in minutes anyway.
    if ((to - from) / 1000 <= points * 1.05 && to >= oldest) {
      const near = this.#readRecent(
        kind,
        id,
        Math.max(from, Math.min(oldest, recent.fine.since)),
        to,
        points,
        names,
      )
      const isFromStart = !recent.coarse.hasDropped
      if (!isFromStart && from >= oldest - nearlyMs) return near
      // All that this host has measured is in memory: only of earlier ones minutes are wanted.
      const before = { from, to: oldest - 1, points }
      const minutes = this.#minutes.read(kind, id, before, names, { ofEarlier: isFromStart })
      return joined(id, closed(kind, minutes, oldest), near)
    }
    if (to >= now - minuteMs) recorder.flush()
    const range = { from, to: Math.min(to, now), points }
    const present = this.#keysOf(recent.coarse, id, from).filter(isFiled(kind)).map(partOf)
    return { id, ...this.#minutes.read(kind, id, range, names, { present }) }
  }

  #keysOf(ring: Ring<string>, id: string, from: number): string[] {
    return ring
      .keys(from)
      .filter((key) => idOf(key) === id)
      .toArray()
  }

  #readRecent(
    kind: SeriesKind,
    id: string,
    from: number,
    to: number,
    points: number,
    names: readonly string[],
  ): Series {
    const { ring, stepMs } = this.#kept[kind].recent.between(from, to, points)
    const keys = this.#keysOf(ring, id, from)
    const stretches = keys.map((key) => ring.read(key, from, to, names))
    return {
      id,
      stepMs,
      at: stretches[0]?.at ?? [],
      parts: keys.map((key, n) => ({ id: partOf(key), columns: stretches[n]!.columns })),
    }
  }
}

const minuteMs = 60_000

const kindsOf: Partial<Record<EngineName, readonly SeriesKind[]>> = {
  forward: ['rules', 'rule'],
  bond: ['bond', 'receiver'],
  sync: ['folder'],
  tunnel: ['tube'],
}

const stuckNotice: Notice = {
  code: 'history-unwritable',
  text: 'The history cannot be written to the disk at the moment. It is kept in memory and written when that works again. Look whether the disk of the user-data folder is full or read-only.',
}

/** The last minute of before lasts until what is in memory begins, and does not lead there as a line. */
function closed(kind: SeriesKind, { at, parts }: Pick<Series, 'at' | 'parts'>, begins: number) {
  if (at.length === 0 || at.at(-1)! >= begins - 2) return { at, parts }
  const { names, hows } = columnSets[kind]
  const isCounter = (name: string) => hows[(names as readonly string[]).indexOf(name)] === 'sum'
  const close = (name: string, values: readonly (number | null)[]) => [
    ...values,
    isCounter(name) ? null : values.at(-1)!,
    null,
  ]
  return {
    at: [...at, begins - 2, begins - 1],
    parts: parts.map(({ id, columns }) => ({
      id,
      columns: Object.fromEntries(
        Object.entries(columns).map(([name, values]) => [name, close(name, values)]),
      ),
    })),
  }
}

/** Minutes, and after them what is in memory; parts that one of them does not have are not known there. */
function joined(id: string, before: Pick<Series, 'at' | 'parts'>, near: Series): Series {
  if (before.at.length === 0) return near
  const ids = [...new Set([...before.parts, ...near.parts].map((part) => part.id))]
  const names = Object.keys((before.parts[0] ?? near.parts[0])?.columns ?? {})
  const column = (series: Pick<Series, 'at' | 'parts'>, part: string, name: string) =>
    series.parts.find((one) => one.id === part)?.columns[name] ?? series.at.map(() => null)
  return {
    id,
    stepMs: near.stepMs,
    at: [...before.at, ...near.at],
    parts: ids.map((part) => ({
      id: part,
      columns: Object.fromEntries(
        names.map((name) => [name, [...column(before, part, name), ...column(near, part, name)]]),
      ),
    })),
  }
}
