import { type ForwardSnapshot, type RuleColumn, type RuleState, ruleColumns } from '../../contract/forward.ts'
import { type EngineStatus, engineNames, type Telemetry } from '../../contract/host.ts'
import { same } from './bond-view.ts'
import { LiveBonds } from './live-bonds.ts'
import { LiveSync } from './live-sync.ts'
import { LiveTransfers } from './live-transfers.ts'
import { LiveTunnel } from './live-tunnel.ts'
import { PaintTurns } from './paint-turns.ts'
import { Rows } from './rows.ts'
import { emptyRow, LiveSeries, type Row, ruleColumnKind } from './series.ts'
import { Sparks } from './sparks.ts'
import { setSlow, slow } from './store.ts'

type Paint = () => void
/** Between two snapshots, between two frames at least, and from where on news come seldom. */
const snapshotMs = 100
const paintMs = 95
const seldomMs = 300
/** Text that changes more often than in every fifth frame cannot be read. */
const calmFrames = 5
/** Rows of text that change in one frame, unless there are more of them than fit into all frames. */
const rowsOfFrame = 8

/**
 * Telemetry outside React: snapshots come in, painters read, each in its turn, so that no frame takes long: `fast` ones
 * several times a second (charts, sparklines), `calm` ones twice (numbers).
 */
class Live {
  snapshot: ForwardSnapshot | undefined
  readonly sparks = new Sparks()
  readonly bonds = new LiveBonds()
  readonly sync = new LiveSync()
  readonly tunnel = new LiveTunnel()
  readonly transfers = new LiveTransfers(
    () => this.#paintSoon(),
    () => this.notable(),
  )
  /** Set by who can tell the host. */
  notable = () => {}
  total = new LiveSeries(ruleColumnKind)
  readonly watched = new Map<string, LiveSeries<RuleColumn>>()
  readonly #fast = new PaintTurns()
  readonly #calm = new PaintTurns(rowsOfFrame)
  readonly #rows = new Rows((paint) => this.#calm.add(paint, calmFrames))
  #index = new Map<string, number>()
  #frame = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #paintedAt = Number.NEGATIVE_INFINITY
  #takenAt = 0

  constructor() {
    this.onCalm(() => this.bonds.tellVerdicts())
    this.onCalm(() => this.sync.tellTexts())
    this.onCalm(() => this.#tellDetails())
  }

  /** `every`: in so many frames it paints once, others meanwhile; at once while news come seldom. */
  onFast(paint: Paint, every = 2): () => void {
    return this.#fast.add(paint, every)
  }
  /** As often as one can read; what is in one row of the page with `element` in one frame, and seldom while out of view. */
  onCalm(paint: Paint, element?: Element): () => void {
    return element ? this.#rows.add(paint, element) : this.#calm.add(paint, calmFrames)
  }

  take({ engines, forward, bond, sync, tunnel, diagnose }: Telemetry): void {
    this.#takeEngines(engines)
    const isNew = forward?.at !== this.snapshot?.at
    this.snapshot = forward
    this.#takenAt = Date.now()
    if (forward === undefined) {
      if (slow().flowing.forward)
        setSlow({ flowing: { ...slow().flowing, forward: false }, states: {}, details: {} })
    } else if (isNew) this.#takeForward(forward)
    this.bonds.take(bond)
    this.sync.take(sync)
    this.tunnel.take(tunnel)
    this.transfers.rest(this.#takenAt)
    this.#takeDoctor(diagnose)
    this.#paintSoon()
  }

  /** The value of this instant; 0 for a rule that is not in the snapshot. */
  value(ruleId: string, column: RuleColumn): number {
    const index = this.#index.get(ruleId)
    return index === undefined ? 0 : (this.snapshot?.columns[column]?.[index] ?? 0)
  }
  sum(column: RuleColumn): number {
    let sum = 0
    for (const value of this.snapshot?.columns[column] ?? []) if (value > 0) sum += value
    return sum
  }
  busiest(count: number): string[] {
    const { ids = [], columns } = this.snapshot ?? {}
    return ids
      .map((id, n) => ({ id, rate: columns?.rateDown?.[n] ?? 0 }))
      .filter(({ rate }) => rate > 0)
      .sort((a, b) => b.rate - a.rate)
      .slice(0, count)
      .map(({ id }) => id)
  }

  watch(ruleId: string): LiveSeries<RuleColumn> {
    let series = this.watched.get(ruleId)
    if (series === undefined) {
      series = new LiveSeries(ruleColumnKind)
      this.watched.set(ruleId, series)
    }
    return series
  }
  unwatch(ruleId: string): void {
    this.watched.delete(ruleId)
  }

  get needSparks(): boolean {
    return this.sparks.length < 20
  }

  /** Before telemetry begins again: after a pause, what the rings hold would leave a hole. */
  forgetIfStale(): void {
    if (Date.now() - this.#takenAt < 1500) return
    this.sparks.clear()
    this.total = new LiveSeries(ruleColumnKind)
    for (const id of this.watched.keys()) this.watched.set(id, new LiveSeries(ruleColumnKind))
    this.bonds.forget()
    this.sync.forget()
    this.tunnel.forget()
  }

  #takeDoctor(diagnose: Telemetry['diagnose']): void {
    const { flowing, networkCauses } = slow()
    if (flowing.diagnose !== (diagnose !== undefined))
      setSlow({ flowing: { ...flowing, diagnose: diagnose !== undefined } })
    const causes = diagnose?.causes ?? []
    if (!same(causes, networkCauses)) setSlow({ networkCauses: causes })
  }

  #takeEngines(engines: readonly EngineStatus[]): void {
    const known = slow().engines
    const changed = engineNames.some((name) => {
      const engine = engines.find((status) => status.name === name)
      return engine !== undefined && !sameEngine(engine, known[name])
    })
    if (changed) setSlow({ engines: Object.fromEntries(engines.map((engine) => [engine.name, engine])) })
  }

  #takeForward(forward: ForwardSnapshot): void {
    const { at, ids, columns, details } = forward
    if (!sameIds(ids, this.#index)) {
      this.#index = new Map(ids.map((id, n) => [id, n]))
      this.sparks.keep(this.#index)
    }
    this.sparks.step(at, ids, columns.rateDown ?? [])
    const row = emptyRow()
    for (const name of ruleColumns) row[name] = this.sum(name)
    this.total.take(at, row)
    for (const [id, series] of this.watched) if (this.#index.has(id)) series.take(at, this.#rowOf(id, row))
    const { flowing, states } = slow()
    const changed = nextStates(forward, states)
    if (!flowing.forward || changed)
      setSlow({ flowing: { ...flowing, forward: true }, ...(changed && { states: changed }) })
    this.#details = details
  }
  #details: ForwardSnapshot['details'] = []

  #rowOf(id: string, row: Row<RuleColumn>): Row<RuleColumn> {
    for (const name of ruleColumns) row[name] = this.value(id, name)
    // The system does not tell.
    if (row.bufferedKernel < 0) row.bufferedKernel = Number.NaN
    return row
  }

  #paintSoon(): void {
    if (this.#frame !== 0 || this.#timer !== undefined) return
    const ask = () => {
      this.#timer = undefined
      this.#frame = requestAnimationFrame(() => this.#paint())
    }
    // News of transfers come beside those of the host.
    const waitMs = this.#paintedAt + paintMs - performance.now()
    if (waitMs > 0) this.#timer = setTimeout(ask, waitMs)
    else ask()
  }

  #paint(): void {
    this.#frame = 0
    const now = performance.now()
    const sinceMs = now - this.#paintedAt
    this.#paintedAt = now
    const isSeldom = sinceMs > seldomMs
    this.#fast.paint(isSeldom ? Number.POSITIVE_INFINITY : 1)
    // Frames that came late were to be several.
    this.#calm.paint(isSeldom ? Number.POSITIVE_INFINITY : Math.max(1, Math.round(sinceMs / snapshotMs)))
  }

  #tellDetails(): void {
    if (this.#details.length > 0)
      setSlow({ details: Object.fromEntries(this.#details.map((detail) => [detail.ruleId, detail])) })
  }
}

const sameEngine = (a: EngineStatus, b: EngineStatus | undefined) =>
  a.state === b?.state && a.restarts === b.restarts && a.retryAt === b.retryAt

function sameIds(ids: readonly string[], index: ReadonlyMap<string, number>): boolean {
  return ids.length === index.size && ids.every((id, n) => index.get(id) === n)
}

/** The states by rule, or undefined when none changed. */
function nextStates(
  { ids, states }: ForwardSnapshot,
  known: Readonly<Record<string, RuleState>>,
): Record<string, RuleState> | undefined {
  const same = ids.every((id, n) => known[id] === states[n]) && Object.keys(known).length === ids.length
  return same ? undefined : Object.fromEntries(ids.map((id, n) => [id, states[n] ?? 'off']))
}

export const live = new Live()
