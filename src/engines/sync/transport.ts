import type { Endpoint as Address } from '../../contract/rule.ts'

/** How a connection is tuned; see the README for the figures of each. */
export type ProfileName = 'lan' | 'wan'

export interface TransportIdentity {
  /**
   * PEM; self-signed, with the DNS name `hawser`. TLS libraries take it as its own authority, so its subject must be unlike
   * those of other devices (BoringSSL looks issuers up by name, and tries the first only; a random organizationName beside
   * the CN will do), and a keyUsage, where there is one, must have keyCertSign.
   */
  certificate: string
  privateKey: string
}

/** Why a connection ended. `code` is a fault code: `closed`, `peer-refused`, `peer-unreachable`, `sync-protocol` … */
export interface CloseReason {
  readonly code: string
  readonly text: string
  readonly byPeer: boolean
}

export interface ConnectionStats {
  rttMs: number
  minRttMs: number
  /** bytes */
  cwnd: number
  inFlight: number
  sentBytes: number
  receivedBytes: number
  sentPackets: number
  lostPackets: number
  retransmits: number
  /** What a packet carries at most at the moment, bytes of UDP payload. */
  packetBytes: number
  streams: number
}

/** One direction may end before the other. Reading and writing never allocate; the `Async` forms wait for room or data. */
export interface Stream {
  readonly id: number
  /** Takes as much as there is room for and returns how much; 0 when there is none. Throws when the stream was reset or stopped. */
  write(bytes: Uint8Array): number
  /** Resolves when `write` will take something; rejects as `write` throws. */
  writable(): Promise<void>
  /** Writes everything. */
  writeAll(bytes: Uint8Array): Promise<void>
  /** No more is written. */
  end(): void
  /** Fills `into` from its start. Returns the length; 0 when nothing has come yet, -1 at the end. Throws when the stream was reset. */
  read(into: Uint8Array): number
  readable(): Promise<void>
  /** Fills all of `into`, unless the stream ends before: returns how much there was. */
  readAll(into: Uint8Array): Promise<number>
  /** Ends both directions at once; what waits is lost. */
  reset(code: number): void
}

export interface Connection {
  readonly isClient: boolean
  readonly remote: Address
  readonly profile: ProfileName
  /** Resolves, never rejects, when the connection is over. */
  readonly closed: Promise<CloseReason>
  readonly isClosed: boolean
  /** A stream both ways; waits while the peer allows no more of them. Rejects when the connection ends. */
  open(signal?: AbortSignal): Promise<Stream>
  /** Gets each stream that the peer opens; before it is set they wait. */
  onStream(accept: (stream: Stream) => void): void
  stats(): ConnectionStats
  close(code: string, text: string): void
}

export interface ConnectOptions {
  profile: ProfileName
  /** The only certificate that is taken (PEM). */
  certificate: string
  signal?: AbortSignal
}

export interface TransportEndpoint {
  readonly local: Address
  /** Rejects with a fault of code `peer-unreachable` or `peer-refused`. */
  connect(to: Address, options: ConnectOptions): Promise<Connection>
  /** Certificates (PEM) of the devices that may connect; connections of others end in the handshake. */
  trust(certificates: readonly string[]): void
  /** The machine's address may have changed: paths are probed and moved. */
  networkChanged(): void
  /** Strangers that were refused, datagrams dropped, and so on; they only rise. */
  readonly counters: {
    refused: number
    malformed: number
    dropped: number
    accepted: number
    connected: number
  }
  close(): Promise<void>
}

export interface TransportOptions {
  identity: TransportIdentity
  local: Address
  /** For connections that others begin; as a function, by the address that they come from. */
  profile: ProfileName | ((host: string) => ProfileName)
  maxConnections: number
  /** A device that is trusted has connected; which one, its hello tells. */
  accept(connection: Connection): void
}

/** One way of carrying streams; each passes the same compliance suite. */
export interface Transport {
  readonly name: string
  open(options: TransportOptions): Promise<TransportEndpoint>
}
