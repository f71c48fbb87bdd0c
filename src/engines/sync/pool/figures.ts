import type { peerCounters, peerGauges } from '../../../contract/sync.ts'
import type { PeerSession } from '../protocol/session.ts'

type Figures = Record<(typeof peerGauges)[number] | (typeof peerCounters)[number], number>
type Counted = 'sentBytes' | 'receivedBytes' | 'sentPackets' | 'lostPackets' | 'retransmits'
const counted: readonly Counted[] = [
  'sentBytes',
  'receivedBytes',
  'sentPackets',
  'lostPackets',
  'retransmits',
]

const windowMs = 1000

const noCounts = (): Record<Counted, number> => ({
  sentBytes: 0,
  receivedBytes: 0,
  sentPackets: 0,
  lostPackets: 0,
  retransmits: 0,
})

/** Figures of a device over all its connections: counters that only rise, and rates over about a second. */
export class PeerFigures {
  #ended = noCounts()
  #mark = noCounts()
  #markAt = 0
  #downRate = 0
  #upRate = 0
  #loss = 0
  #resets = 0

  /** The connection is over: what it counted stays. */
  ended({ connection, resets }: PeerSession): void {
    const stats = connection.stats()
    this.#resets += resets
    for (const name of counted) this.#ended[name] += stats[name]
  }

  read(now: number, session: PeerSession | undefined): Figures {
    const stats = session?.connection.stats()
    const counts = noCounts()
    for (const name of counted) counts[name] = this.#ended[name] + (stats?.[name] ?? 0)
    this.#measure(now, counts)
    return {
      ...counts,
      resets: this.#resets + (session?.resets ?? 0),
      rttMs: stats?.rttMs ?? 0,
      cwnd: stats?.cwnd ?? 0,
      inFlight: stats?.inFlight ?? 0,
      packetBytes: stats?.packetBytes ?? 0,
      streams: stats?.streams ?? 0,
      downRate: stats ? this.#downRate : 0,
      upRate: stats ? this.#upRate : 0,
      loss: stats ? this.#loss : 0,
    }
  }

  #measure(now: number, counts: Record<Counted, number>): void {
    const ms = now - this.#markAt
    if (this.#markAt > 0 && ms < windowMs) return
    if (this.#markAt > 0) {
      this.#downRate = Math.max(0, ((counts.receivedBytes - this.#mark.receivedBytes) * 1000) / ms)
      this.#upRate = Math.max(0, ((counts.sentBytes - this.#mark.sentBytes) * 1000) / ms)
      const sent = counts.sentPackets - this.#mark.sentPackets
      this.#loss = sent > 0 ? Math.min(1, Math.max(0, counts.lostPackets - this.#mark.lostPackets) / sent) : 0
    }
    this.#mark = counts
    this.#markAt = now
  }
}
