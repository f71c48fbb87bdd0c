import type { Tube, TubeColumn, TunnelConnection, TunnelSnapshot, WayStatus } from '../../contract/tunnel.ts'
import { nextRecord, same } from './bond-view.ts'
import { LiveSeries } from './series.ts'
import { Sparks } from './sparks.ts'
import { type Slow, setSlow, slow } from './store.ts'
import { tubeColumnKind, tubeRow } from './tube-series.ts'
import { tubeView, wayView } from './tunnel-view.ts'

/** The spark lines of what goes out of a tube are kept beside those of what comes in. */
export const outSpark = (tubeId: string) => `${tubeId} out`

const byId = <T extends { id: string }, V>(list: readonly T[], view: (of: T) => V): Record<string, V> =>
  Object.fromEntries(list.map((one) => [one.id, view(one)]))

const none: readonly TunnelConnection[] = []

/** The newest snapshot of the tunnel engine, and what the page remembers of those before. */
export class LiveTunnel {
  snapshot: TunnelSnapshot | undefined
  /** Bytes/s through tubes. */
  readonly sparks = new Sparks()
  readonly watched = new Map<string, LiveSeries<TubeColumn>>()
  #tubes = new Map<string, Tube>()
  #ways = new Map<string, WayStatus>()
  #connections = new Map<string, TunnelConnection[]>()

  take(snapshot: TunnelSnapshot | undefined): void {
    // Other engines' news bring the same snapshot again.
    if (snapshot !== undefined && snapshot.at === this.snapshot?.at) return
    this.snapshot = snapshot
    if (snapshot === undefined) return this.#lose()
    const { at, tubes, ways, connections } = snapshot
    this.#tubes = new Map(tubes.map((tube) => [tube.id, tube]))
    this.#ways = new Map(ways.map((way) => [way.id, way]))
    this.#connections = Map.groupBy(connections, ({ tubeId }) => tubeId)
    this.#step(at)
    for (const [id, series] of this.watched) {
      const tube = this.#tubes.get(id)
      if (tube) series.take(at, tubeRow(tube))
    }
    const change = this.#changed(snapshot)
    if (change) setSlow(change)
  }

  /** What React must know of a snapshot; nothing where that is as before. */
  #changed({ tubes, ways, requests, stack, stackWhy }: TunnelSnapshot): Partial<Slow> | undefined {
    const known = slow()
    const next = {
      tubeViews: nextRecord(known.tubeViews, byId(tubes, tubeView)),
      wayViews: nextRecord(known.wayViews, byId(ways, wayView)),
      tunnelRequests: same(known.tunnelRequests, requests) ? known.tunnelRequests : requests,
      tunnelView: same(known.tunnelView, { stack, stackWhy }) ? known.tunnelView : { stack, stackWhy },
    }
    const isSame =
      known.flowing.tunnel &&
      next.tubeViews === known.tubeViews &&
      next.wayViews === known.wayViews &&
      next.tunnelRequests === known.tunnelRequests &&
      next.tunnelView === known.tunnelView
    return isSame ? undefined : { flowing: { ...known.flowing, tunnel: true }, ...next }
  }

  tube(id: string): Tube | undefined {
    return this.#tubes.get(id)
  }
  way(id: string): WayStatus | undefined {
    return this.#ways.get(id)
  }
  /** Of one tube, the busiest first; all of them where the engine tells of all. */
  connections(tubeId: string): readonly TunnelConnection[] {
    return this.#connections.get(tubeId) ?? none
  }
  /** Bytes/s of all tubes. */
  rate(of: 'rateIn' | 'rateOut'): number {
    let sum = 0
    for (const tube of this.#tubes.values()) sum += tube[of]
    return sum
  }

  watch(tubeId: string): LiveSeries<TubeColumn> {
    let series = this.watched.get(tubeId)
    if (series === undefined) {
      series = new LiveSeries(tubeColumnKind)
      this.watched.set(tubeId, series)
    }
    return series
  }
  unwatch(tubeId: string): void {
    this.watched.delete(tubeId)
  }
  get needSparks(): boolean {
    return this.sparks.length < 20
  }
  /** The tubes with most to and fro. */
  busiest(count: number): string[] {
    return [...this.#tubes.values()]
      .filter(({ rateIn, rateOut }) => rateIn + rateOut > 0)
      .sort((a, b) => b.rateIn + b.rateOut - a.rateIn - a.rateOut)
      .slice(0, count)
      .map(({ id }) => id)
  }
  /** After a pause, what is kept would leave a hole. */
  forget(): void {
    this.sparks.clear()
    for (const id of this.watched.keys()) this.watched.set(id, new LiveSeries(tubeColumnKind))
  }

  #lose(): void {
    this.#tubes.clear()
    this.#ways.clear()
    this.#connections.clear()
    const { flowing } = slow()
    if (!flowing.tunnel) return
    setSlow({
      flowing: { ...flowing, tunnel: false },
      tubeViews: {},
      wayViews: {},
      tunnelRequests: [],
      tunnelView: undefined,
    })
  }

  #step(at: number): void {
    const ids: string[] = []
    const rates: number[] = []
    for (const { id, rateIn, rateOut } of this.#tubes.values()) {
      ids.push(id, outSpark(id))
      rates.push(rateIn, rateOut)
    }
    this.sparks.step(at, ids, rates)
    this.sparks.keep(new Set(ids))
  }
}
