import type { FolderSnapshot, PeerSnapshot, SyncSnapshot } from '../../contract/sync.ts'
import { nextRecord, same } from './bond-view.ts'
import { type FolderColumn, folderColumnKind, folderRow } from './folder-series.ts'
import { folderView, peerView, syncView } from './folder-view.ts'
import { LiveSeries } from './series.ts'
import { Sparks } from './sparks.ts'
import { type Slow, setSlow, slow } from './store.ts'

/** The spark lines of what goes out of a folder are kept beside those of what comes in. */
export const upSpark = (folderId: string) => `${folderId} up`

const byId = <T extends { id: string }, V>(list: readonly T[], view: (of: T) => V): Record<string, V> =>
  Object.fromEntries(list.map((one) => [one.id, view(one)]))

/** The newest snapshot of the sync engine, and what the page remembers of those before. */
export class LiveSync {
  snapshot: SyncSnapshot | undefined
  /** Bytes/s into and out of folders. */
  readonly sparks = new Sparks()
  readonly watched = new Map<string, LiveSeries<FolderColumn>>()
  #folders = new Map<string, FolderSnapshot>()
  #peers = new Map<string, PeerSnapshot>()

  take(snapshot: SyncSnapshot | undefined): void {
    // Other engines' news bring the same snapshot again.
    if (snapshot !== undefined && snapshot.at === this.snapshot?.at) return
    this.snapshot = snapshot
    if (snapshot === undefined) return this.#lose()
    const { at, folders, peers } = snapshot
    this.#folders = new Map(folders.map((folder) => [folder.id, folder]))
    this.#peers = new Map(peers.map((peer) => [peer.id, peer]))
    this.#step(at)
    for (const [id, series] of this.watched) {
      const folder = this.#folders.get(id)
      if (folder) series.take(at, folderRow(folder))
    }
    const change = this.#changed(snapshot)
    if (change === undefined) return
    setSlow(change)
    this.tellTexts()
  }

  /** What React must know of a snapshot; nothing where that is as before. */
  #changed(snapshot: SyncSnapshot): Partial<Slow> | undefined {
    const { flowing, folderViews, peerViews, offers, syncView: known } = slow()
    const nextFolders = nextRecord(folderViews, byId(snapshot.folders, folderView))
    const nextPeers = nextRecord(peerViews, byId(snapshot.peers, peerView))
    const next = syncView(snapshot)
    const sameOffers = same(offers, snapshot.offers)
    if (
      flowing.sync &&
      nextFolders === folderViews &&
      nextPeers === peerViews &&
      sameOffers &&
      same(known, next)
    )
      return undefined
    return {
      flowing: { ...flowing, sync: true },
      folderViews: nextFolders,
      peerViews: nextPeers,
      offers: sameOffers ? offers : snapshot.offers,
      syncView: next,
    }
  }

  /** Sentences hold numbers that move, so they are told only as often as one can read them. */
  tellTexts(): void {
    const { folderTexts } = slow()
    const next = nextRecord(
      folderTexts,
      byId([...this.#folders.values()], ({ text }) => text),
    )
    if (next !== folderTexts) setSlow({ folderTexts: next })
  }

  folder(id: string): FolderSnapshot | undefined {
    return this.#folders.get(id)
  }
  peer(id: string): PeerSnapshot | undefined {
    return this.#peers.get(id)
  }
  /** Bytes/s of all folders. */
  rate(of: 'downRate' | 'upRate'): number {
    let sum = 0
    for (const folder of this.#folders.values()) sum += folder[of]
    return sum
  }
  /** What all folders together still lack. */
  need(of: 'needBytes' | 'needFiles'): number {
    let sum = 0
    for (const folder of this.#folders.values()) sum += folder[of]
    return sum
  }

  watch(folderId: string): LiveSeries<FolderColumn> {
    let series = this.watched.get(folderId)
    if (series === undefined) {
      series = new LiveSeries(folderColumnKind)
      this.watched.set(folderId, series)
    }
    return series
  }
  unwatch(folderId: string): void {
    this.watched.delete(folderId)
  }
  get needSparks(): boolean {
    return this.sparks.length < 20
  }
  /** The folders with most to and fro. */
  busiest(count: number): string[] {
    return [...this.#folders.values()]
      .sort((a, b) => b.downRate + b.upRate - a.downRate - a.upRate)
      .slice(0, count)
      .map(({ id }) => id)
  }
  /** After a pause, what is kept would leave a hole. */
  forget(): void {
    this.sparks.clear()
    for (const id of this.watched.keys()) this.watched.set(id, new LiveSeries(folderColumnKind))
  }

  #lose(): void {
    this.#folders.clear()
    this.#peers.clear()
    const { flowing } = slow()
    if (!flowing.sync) return
    setSlow({
      flowing: { ...flowing, sync: false },
      folderViews: {},
      folderTexts: {},
      peerViews: {},
      offers: [],
      syncView: undefined,
    })
  }

  #step(at: number): void {
    const ids: string[] = []
    const rates: number[] = []
    for (const { id, downRate, upRate } of this.#folders.values()) {
      ids.push(id, upSpark(id))
      rates.push(downRate, upRate)
    }
    this.sparks.step(at, ids, rates)
    this.sparks.keep(new Set(ids))
  }
}
