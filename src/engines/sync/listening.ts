import type { Peer } from '../../contract/peers.ts'
import type { Endpoint } from '../../contract/rule.ts'
import type { PeerSnapshot, SyncSettings } from '../../contract/sync.ts'
import { Fault } from '../../wire/fault.ts'
import { monotonicClock } from '../kit/clock.ts'
import { endpointText } from '../kit/endpoint.ts'
import { PeerPool, type PoolIdentity } from './pool/pool.ts'
import type { SessionHost } from './protocol/host.ts'
import type { PeerSession } from './protocol/session.ts'
import { openQuicTransport } from './quic/index.ts'
import type { CloseReason, TransportEndpoint } from './transport.ts'

/** A port that is in use is tried again so much later. */
const retryMs = 5000
const maxConnections = 256

export interface ListeningOptions {
  identity: PoolIdentity
  settings: SyncSettings
  host: SessionHost
  connected(session: PeerSession): void
  lost(device: string, reason: CloseReason): void
}

/** The port that paired devices connect to, and the sessions with them. */
export class Listening {
  /** Why it does not listen. */
  problem: Fault | undefined
  readonly #options: ListeningOptions
  #endpoint: TransportEndpoint | undefined
  #pool: PeerPool | undefined
  #peers: readonly Peer[] = []
  #found: readonly { id: string; addresses: readonly Endpoint[] }[] = []
  #cancelRetry = () => {}
  #isClosed = false
  #opened: Promise<void>

  constructor(options: ListeningOptions) {
    this.#options = options
    this.#opened = this.#open()
  }

  /** Address and port; empty while it does not listen. */
  get address(): string {
    return this.#endpoint ? endpointText(this.#endpoint.local) : ''
  }

  /** Connections of strangers that were refused. */
  get refused(): number {
    return this.#endpoint?.counters.refused ?? 0
  }

  session(device: string): PeerSession | undefined {
    return this.#pool?.session(device)
  }

  snapshot(): PeerSnapshot[] {
    return this.#pool?.snapshot() ?? []
  }

  setPeers(peers: readonly Peer[]): void {
    this.#peers = peers
    this.#pool?.setPeers(peers)
  }

  found(devices: readonly { id: string; addresses: readonly Endpoint[] }[]): void {
    this.#found = devices
    this.#pool?.found(devices)
  }

  /** After sleep or a change of network. */
  probe(): void {
    this.#endpoint?.networkChanged()
    this.#pool?.probe()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#cancelRetry()
    await this.#opened
    this.#pool?.close()
    await this.#endpoint?.close()
  }

  async #open(): Promise<void> {
    const { identity, settings, host, connected, lost } = this.#options
    try {
      const transport = openQuicTransport({ datagrams: settings.datagrams })
      const endpoint = await transport.open({
        identity,
        local: settings.listen,
        profile: (from) => this.#pool?.profileFrom(from) ?? 'lan',
        maxConnections,
        accept: (connection) => this.#pool?.accept(connection),
      })
      if (this.#isClosed) return await endpoint.close()
      this.#endpoint = endpoint
      this.#pool = new PeerPool({
        endpoint,
        identity,
        host,
        clock: monotonicClock,
        random: Math.random,
        connected,
        lost,
      })
      this.#pool.setProfile(settings.profile)
      this.#pool.setPeers(this.#peers)
      this.#pool.found(this.#found)
      this.problem = undefined
    } catch (error) {
      this.problem = error instanceof Fault ? error : new Fault('listen-failed', String(error))
      // What the system does not have will not come by itself.
      if (!this.#isClosed && this.problem.code !== 'quic-unavailable')
        this.#cancelRetry = monotonicClock.after(retryMs, () => {
          this.#opened = this.#open()
        })
    }
  }
}
