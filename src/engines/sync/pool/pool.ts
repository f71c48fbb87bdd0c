import type { Peer } from '../../../contract/peers.ts'
import type { Endpoint as Address } from '../../../contract/rule.ts'
import type { PeerSnapshot } from '../../../contract/sync.ts'
import type { Clock } from '../../kit/clock.ts'
import type { SessionHost } from '../protocol/host.ts'
import type { PeerSession } from '../protocol/session.ts'
import type { CloseReason, Connection, ProfileName, TransportEndpoint } from '../transport.ts'

export interface PoolIdentity {
  readonly id: string
  readonly name: string
  /** PEM */
  readonly certificate: string
  readonly privateKey: string
}

export interface PoolOptions {
  endpoint: TransportEndpoint
  identity: PoolIdentity
  host: SessionHost
  clock: Clock
  /** 0 … 1, as `Math.random` */
  random: () => number
  /** A device is there; a second call for the same one replaces its session, which then ends by itself. */
  connected(session: PeerSession): void
  /** No session with the device is left. */
  lost(device: string, reason: CloseReason): void
  /** The addresses of a name; the system's resolver unless given. */
  resolve?: (host: string) => Promise<string[]>
}

/** At most one session with each paired device: dialed, taken, watched over, and dialed again. */
export class PeerPool {
  constructor(_options: PoolOptions) {}

  /** Makes these the paired devices: others are cut at once, and connections of others end in the handshake. */
  setPeers(_peers: readonly Peer[]): void {
    throw new Error('not yet')
  }

  setProfile(_profile: 'automatic' | ProfileName): void {
    throw new Error('not yet')
  }

  /** Give this to the endpoint as its `accept`. */
  accept(_connection: Connection): void {
    throw new Error('not yet')
  }

  /** Where discovery has found devices, newest first. */
  found(_devices: readonly { id: string; addresses: readonly Address[] }[]): void {
    throw new Error('not yet')
  }

  /** After sleep or a change of network: every session proves that it lives, every other device is tried now. */
  probe(): void {
    throw new Error('not yet')
  }

  session(_device: string): PeerSession | undefined {
    throw new Error('not yet')
  }

  snapshot(): PeerSnapshot[] {
    throw new Error('not yet')
  }

  /** Ends every session. */
  close(): void {
    throw new Error('not yet')
  }
}
