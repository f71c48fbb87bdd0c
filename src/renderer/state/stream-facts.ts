import type { StreamFacts } from '../../contract/diagnose.ts'
import { live } from './live.ts'
import { findBond, findFolder, findPeer, findReceiver, findRule } from './store.ts'

/** What a stream measures of its way; undefined while nothing moves. */
export type Measured = Omit<StreamFacts, 'id' | 'baseRttMs'>

const nothing: Measured = { name: '', rttMs: -1, jitterMs: -1, lossPercent: -1, loopDelayMs: -1 }
const percent = (part: number): number => (part >= 0 ? part * 100 : -1)

/** TCP tells this program nothing of its way: what the machine does is all that can hold it back unseen. */
export function ruleFacts(id: string): Measured | undefined {
  if (live.value(id, 'rateDown') <= 0) return undefined
  return { ...nothing, name: findRule(id)?.name ?? '', loopDelayMs: live.snapshot?.loopDelayMs ?? -1 }
}

/** The way of all links together: packets count by what goes over each, and the fastest link decides the round trip. */
export function bondFacts(id: string): Measured | undefined {
  const bond = live.bonds.bond(id)
  if (bond === undefined || bond.bitrate <= 0) return undefined
  const carrying = bond.links.filter(({ bitrate }) => bitrate > 0)
  const measured = carrying.filter(({ rttMs }) => rttMs > 0).map(({ rttMs }) => rttMs)
  const all = carrying.reduce((sum, { bitrate }) => sum + bitrate, 0)
  return {
    ...nothing,
    name: bond.receiver || (findBond(id)?.name ?? ''),
    rttMs: measured.length > 0 ? Math.min(...measured) : -1,
    lossPercent:
      all > 0 ? percent(carrying.reduce((sum, { loss, bitrate }) => sum + loss * bitrate, 0) / all) : -1,
    loopDelayMs: live.bonds.snapshot?.loopDelayMs ?? -1,
  }
}

export function receiverFacts(id: string): Measured | undefined {
  if ((live.bonds.receiver(id)?.bitrate ?? 0) <= 0) return undefined
  return {
    ...nothing,
    name: findReceiver(id)?.name ?? '',
    loopDelayMs: live.bonds.snapshot?.loopDelayMs ?? -1,
  }
}

/** The way to the device with which most is exchanged. */
export function folderFacts(id: string): Measured | undefined {
  const folder = live.sync.folder(id)
  if (folder === undefined || folder.downRate + folder.upRate <= 0) return undefined
  const [busiest] = folder.peers
    .flatMap((peer) => (peer.connected ? [live.sync.peer(peer.id)] : []))
    .filter((peer) => peer !== undefined)
    .sort((a, b) => b.downRate + b.upRate - a.downRate - a.upRate)
  return {
    ...nothing,
    name: (busiest && findPeer(busiest.id)?.name) || (findFolder(id)?.name ?? ''),
    rttMs: busiest && busiest.rttMs > 0 ? busiest.rttMs : -1,
    lossPercent: busiest ? percent(busiest.loss) : -1,
    loopDelayMs: live.sync.snapshot?.loopDelayMs ?? -1,
  }
}

export function tubeFacts(id: string): Measured | undefined {
  const tube = live.tunnel.tube(id)
  if (tube === undefined || tube.rateIn + tube.rateOut <= 0) return undefined
  return {
    ...nothing,
    name: tube.peerName,
    rttMs: tube.rttMs,
    loopDelayMs: live.tunnel.snapshot?.loopDelayMs ?? -1,
  }
}

const mean = (values: readonly number[]): number => {
  const known = values.filter((value) => value >= 0)
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : -1
}

/** The way of all lanes of a transfer, which run side by side over one path. */
export function sessionFacts(id: string): Measured | undefined {
  const session = live.transfers.session(id)
  if (session === undefined || !session.transfers.some(({ state }) => state === 'moving')) return undefined
  const lanes = session.lanes.filter(({ state }) => state === 'open')
  return {
    ...nothing,
    name: session.peer,
    rttMs: mean(lanes.map(({ rttMs }) => rttMs)),
    jitterMs: mean(lanes.map(({ jitterMs }) => jitterMs)),
    lossPercent: percent(mean(lanes.map(({ loss }) => loss))),
  }
}
