import type { TransferFigures } from '../../contract/history.ts'
import type { SessionSnapshot, TransferSnapshot } from '../../transfer/snapshot.ts'
import type { ClientSession, ClientState } from '../transfer/client.ts'
import { same } from './bond-view.ts'
import { type LaneKey, laneKeyKind, laneRow, sessionFigures } from './lane-series.ts'
import { LiveSeries } from './series.ts'
import { Sparks } from './sparks.ts'
import { setSlow, slow } from './store.ts'
import { isJoined, type SessionView, sessionView } from './transfer-view.ts'

/** The spark line of a transfer; sessions have theirs by their own id. */
export const transferSpark = (sessionId: string, transferId: string) => `${sessionId} ${transferId}`

export type TransferColumn = 'downRate' | 'upRate'

const stepMs = 100
const restMs = 1000
/** The host is told once a second; it takes no more samples, and no more sessions, at once. */
const [notesAtOnce, notesKept, mostNoted] = [10, 30, 16]

/** The newest state of this window's transfers, and what the page remembers of those before. */
export class LiveTransfers {
  /** Bytes/s of sessions and of transfers. */
  readonly sparks = new Sparks()
  readonly #painted: () => void
  readonly #notable: () => void
  /** What all of them move together: `downRate` and `upRate`. */
  readonly total = new LiveSeries<TransferColumn>(() => 'gauge')
  readonly #series = new Map<string, LiveSeries<LaneKey>>()
  #noted: TransferFigures['samples'] = []
  #restedAt = 0
  #sessions = new Map<string, ClientSession>()
  #timer: ReturnType<typeof setInterval> | undefined

  /** `painted` is called when there is something new to paint, `notable` when the host should be told of what was measured. */
  constructor(painted: () => void, notable: () => void) {
    this.#painted = painted
    this.#notable = notable
  }

  take({ sessions, offers, texts }: ClientState): void {
    this.#sessions = new Map(sessions.map((session) => [session.id, session]))
    for (const id of this.#series.keys()) if (!this.#sessions.has(id)) this.#series.delete(id)
    const known = slow()
    const views = nextList(known.sessions, sessions.map(sessionView))
    if (views !== known.sessions || offers !== known.fileOffers || texts !== known.snippets)
      setSlow({ sessions: views, fileOffers: offers, snippets: texts })
    const joined = views.some(isJoined)
    if (joined && this.#timer === undefined) this.#timer = setInterval(() => this.#step(), stepMs)
    if (!joined && this.#timer !== undefined) {
      clearInterval(this.#timer)
      this.#timer = undefined
    }
    this.#painted()
  }

  session(id: string): SessionSnapshot | undefined {
    return this.#sessions.get(id)?.snapshot ?? undefined
  }
  transfer(sessionId: string, id: string): TransferSnapshot | undefined {
    return this.session(sessionId)?.transfers.find((transfer) => transfer.id === id)
  }
  /** The figures of a session from its beginning on. */
  series(sessionId: string): LiveSeries<LaneKey> {
    let series = this.#series.get(sessionId)
    if (series === undefined) {
      series = new LiveSeries(laneKeyKind)
      this.#series.set(sessionId, series)
    }
    return series
  }
  /** Bytes/s of all transfers. */
  rate(direction?: TransferSnapshot['direction']): number {
    let sum = 0
    for (const { snapshot } of this.#sessions.values())
      for (const transfer of snapshot?.transfers ?? [])
        if (direction === undefined || transfer.direction === direction) sum += rateOf(transfer)
    return sum
  }

  /** To be called often: while there is no session, nothing moves. */
  rest(at: number): void {
    if (this.#timer !== undefined || at - this.#restedAt < restMs) return
    this.#restedAt = at
    this.total.take(at, { downRate: 0, upRate: 0 })
  }

  /** What was measured since the last time, for the host. */
  takeNotes(): TransferFigures['samples'] {
    const notes = this.#noted
    this.#noted = []
    return notes
  }

  #note(at: number): void {
    const sessions = [...this.#sessions.values()].flatMap(({ id, stage, snapshot }) =>
      stage === 'joined' && snapshot ? [sessionFigures(id, snapshot)] : [],
    )
    if (sessions.length === 0) return
    this.#noted.push({ at, sessions: sessions.slice(0, mostNoted) })
    // While the host cannot be reached, the oldest is given up.
    if (this.#noted.length > notesKept) this.#noted.shift()
    if (this.#noted.length >= notesAtOnce) this.#notable()
  }

  #step(): void {
    const at = Date.now()
    const ids: string[] = []
    const rates: number[] = []
    for (const { id, stage, snapshot } of this.#sessions.values()) {
      if (!snapshot) continue
      let sum = 0
      for (const transfer of snapshot.transfers) {
        const rate = rateOf(transfer)
        ids.push(transferSpark(id, transfer.id))
        rates.push(rate)
        sum += rate
      }
      ids.push(id)
      rates.push(sum)
      if (stage === 'joined') this.series(id).take(at, laneRow(snapshot))
    }
    this.total.take(at, { downRate: this.rate('receiving'), upRate: this.rate('sending') })
    this.#note(at)
    this.sparks.step(at, ids, rates)
    this.sparks.keep(new Set(ids))
    this.#painted()
  }
}

const rateOf = ({ state, rate }: TransferSnapshot) => (state === 'moving' ? rate : 0)

/** The next list, with every view that did not change as it was; `known` itself when none did. */
function nextList(known: readonly SessionView[], next: SessionView[]): readonly SessionView[] {
  let changed = known.length !== next.length
  const list = next.map((view, n) => {
    const old = known.find(({ id }) => id === view.id)
    if (old === undefined || known[n]?.id !== view.id) changed = true
    if (old !== undefined && same(old, view)) return old
    changed = true
    return view
  })
  return changed ? list : known
}
