import type { ConnectionStats } from '../transport.ts'
import type { QuicheConnection } from './binding.ts'
import type { Path } from './path.ts'
import type { StreamTable } from './stream-table.ts'

/** What a connection tells of itself. */
export class Figures {
  readonly #quiche: QuicheConnection
  readonly #path: Path
  readonly #streams: StreamTable
  #minRttMs = Number.POSITIVE_INFINITY

  constructor(quiche: QuicheConnection, path: Path, streams: StreamTable) {
    this.#quiche = quiche
    this.#path = path
    this.#streams = streams
  }

  stats(): ConnectionStats {
    const path = this.#quiche.pathStats().find(({ active }) => active)
    if (path !== undefined && path.rtt > 0) this.#minRttMs = Math.min(this.#minRttMs, path.rtt)
    // quiche tells whole milliseconds only; within a LAN what the probes took says more.
    const { roundTripMs, bytes: packetBytes } = this.#path.size
    const rttMs = path === undefined || path.rtt === 0 ? roundTripMs : path.rtt
    const known = [rttMs, this.#minRttMs, roundTripMs].filter((ms) => ms > 0)
    return {
      rttMs,
      minRttMs: known.length === 0 ? 0 : Math.min(...known),
      cwnd: path?.cwnd ?? 0,
      inFlight: this.#streams.unsent(path?.cwnd ?? 0),
      sentBytes: path?.sentBytes ?? 0,
      receivedBytes: path?.recvBytes ?? 0,
      sentPackets: path?.sent ?? 0,
      lostPackets: path?.lost ?? 0,
      retransmits: path?.retrans ?? 0,
      packetBytes,
      streams: this.#streams.size,
    }
  }
}
