import type { BondSnapshot, BondsSnapshot, LinkSnapshot, ReceiverSnapshot } from '../../contract/bond.ts'
import { bondView, nextRecord, receiverView } from './bond-view.ts'
import { type LinkKey, linkKeyKind, linkRow } from './link-series.ts'
import { type ReceiverKey, receiverKeyKind, receiverRow } from './receiver-series.ts'
import { LiveSeries } from './series.ts'
import { Sparks } from './sparks.ts'
import { setSlow, slow } from './store.ts'

/** The spark line of a link is kept beside those of bonds and receivers. */
export const linkSpark = (bondId: string, link: string) => `${bondId} ${link}`

/** The newest snapshot of the bond engine, and what the page remembers of those before. */
export class LiveBonds {
  snapshot: BondsSnapshot | undefined
  /** Bytes/s of bonds, receivers and links. */
  readonly sparks = new Sparks()
  readonly watched = new Map<string, LiveSeries<LinkKey>>()
  readonly watchedReceivers = new Map<string, LiveSeries<ReceiverKey>>()
  #bonds = new Map<string, BondSnapshot>()
  #receivers = new Map<string, ReceiverSnapshot>()

  take(snapshot: BondsSnapshot | undefined): void {
    // Other engines' news bring the same snapshot again.
    if (snapshot !== undefined && snapshot.at === this.snapshot?.at) return
    this.snapshot = snapshot
    if (snapshot === undefined) return this.#lose()
    const { at, bonds, receivers } = snapshot
    this.#bonds = new Map(bonds.map((bond) => [bond.id, bond]))
    this.#receivers = new Map(receivers.map((receiver) => [receiver.id, receiver]))
    this.#step(at)
    for (const [id, series] of this.watched) {
      const bond = this.#bonds.get(id)
      if (bond) series.take(at, linkRow(bond))
    }
    for (const [id, series] of this.watchedReceivers) {
      const receiver = this.#receivers.get(id)
      if (receiver) series.take(at, receiverRow(receiver))
    }
    const { flowing, bondViews, receiverViews } = slow()
    const nextBonds = nextRecord(
      bondViews,
      Object.fromEntries(bonds.map((bond) => [bond.id, bondView(bond)])),
    )
    const nextReceivers = nextRecord(
      receiverViews,
      Object.fromEntries(receivers.map((receiver) => [receiver.id, receiverView(receiver)])),
    )
    if (flowing.bond && nextBonds === bondViews && nextReceivers === receiverViews) return
    setSlow({
      flowing: { ...flowing, bond: true },
      bondViews: nextBonds,
      receiverViews: nextReceivers,
    })
    this.tellVerdicts()
  }

  /** Sentences hold numbers that move, so they are told only as often as one can read them. */
  tellVerdicts(): void {
    const { verdicts } = slow()
    const next = nextRecord(
      verdicts,
      Object.fromEntries([...this.#bonds].map(([id, { verdict }]) => [id, verdict])),
    )
    if (next !== verdicts) setSlow({ verdicts: next })
  }

  bond(id: string): BondSnapshot | undefined {
    return this.#bonds.get(id)
  }
  receiver(id: string): ReceiverSnapshot | undefined {
    return this.#receivers.get(id)
  }
  link(bondId: string, link: string): LinkSnapshot | undefined {
    return this.#bonds.get(bondId)?.links.find(({ id }) => id === link)
  }
  /** Bytes/s of all bonds, as callers send it. */
  get bitrate(): number {
    let sum = 0
    for (const { bitrate } of this.#bonds.values()) sum += bitrate
    return sum
  }
  /** Bytes/s of all receivers. */
  get received(): number {
    let sum = 0
    for (const { bitrate } of this.#receivers.values()) sum += bitrate
    return sum
  }
  /** The bonds through which most flows. */
  flowing(count: number): string[] {
    return [...this.#bonds.values()]
      .filter(({ state }) => state !== 'off' && state !== 'failed')
      .sort((a, b) => b.bitrate - a.bitrate)
      .slice(0, count)
      .map(({ id }) => id)
  }

  /** The receivers to which most comes. */
  receiving(count: number): string[] {
    return [...this.#receivers.values()]
      .filter(({ bitrate }) => bitrate > 0)
      .sort((a, b) => b.bitrate - a.bitrate)
      .slice(0, count)
      .map(({ id }) => id)
  }

  watch(bondId: string): LiveSeries<LinkKey> {
    let series = this.watched.get(bondId)
    if (series === undefined) {
      series = new LiveSeries(linkKeyKind)
      this.watched.set(bondId, series)
    }
    return series
  }
  unwatch(bondId: string): void {
    this.watched.delete(bondId)
  }
  watchReceiver(receiverId: string): LiveSeries<ReceiverKey> {
    let series = this.watchedReceivers.get(receiverId)
    if (series === undefined) {
      series = new LiveSeries(receiverKeyKind)
      this.watchedReceivers.set(receiverId, series)
    }
    return series
  }
  unwatchReceiver(receiverId: string): void {
    this.watchedReceivers.delete(receiverId)
  }
  get needSparks(): boolean {
    return this.sparks.length < 20
  }
  /** After a pause, what is kept would leave a hole. */
  forget(): void {
    this.sparks.clear()
    for (const id of this.watched.keys()) this.watched.set(id, new LiveSeries(linkKeyKind))
    for (const id of this.watchedReceivers.keys())
      this.watchedReceivers.set(id, new LiveSeries(receiverKeyKind))
  }

  #lose(): void {
    this.#bonds.clear()
    this.#receivers.clear()
    const { flowing } = slow()
    if (flowing.bond)
      setSlow({ flowing: { ...flowing, bond: false }, bondViews: {}, receiverViews: {}, verdicts: {} })
  }

  #step(at: number): void {
    const ids: string[] = []
    const rates: number[] = []
    for (const { id, bitrate, links } of this.#bonds.values()) {
      ids.push(id)
      rates.push(bitrate)
      for (const link of links) {
        ids.push(linkSpark(id, link.id))
        rates.push(link.bitrate)
      }
    }
    for (const { id, bitrate } of this.#receivers.values()) {
      ids.push(id)
      rates.push(bitrate)
    }
    this.sparks.step(at, ids, rates)
    this.sparks.keep(new Set(ids))
  }
}
