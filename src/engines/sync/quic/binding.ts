import { createRequire } from 'node:module'
import { Fault } from '../../../wire/fault.ts'

/** An address as quiche knows it: an IP literal without a scope. */
export interface Host {
  readonly host: string
  readonly port: number
}

export interface QuicheConfig {
  setMaxIdleTimeout(ms: number): void
  setMaxRecvUdpPayloadSize(bytes: number): void
  setMaxSendUdpPayloadSize(bytes: number): void
  setInitialMaxData(bytes: number): void
  setInitialMaxStreamDataBidiLocal(bytes: number): void
  setInitialMaxStreamDataBidiRemote(bytes: number): void
  setInitialMaxStreamDataUni(bytes: number): void
  setInitialMaxStreamsBidi(count: number): void
  setInitialMaxStreamsUni(count: number): void
  setMaxStreamWindow(bytes: number): void
  setMaxConnectionWindow(bytes: number): void
  setMaxAckDelay(ms: number): void
  setCcAlgorithmName(name: string): void
  setApplicationProtos(names: string[]): void
  enableDgram(enabled: boolean, receiveQueue: number, sendQueue: number): void
  enablePacing(enabled: boolean): void
  enableHystart(enabled: boolean): void
  grease(enabled: boolean): void
}

export interface QuichePath {
  readonly active: boolean
  /** Whole milliseconds. */
  readonly rtt: number
  /** bytes */
  readonly cwnd: number
  readonly sentBytes: number
  readonly recvBytes: number
  readonly sent: number
  readonly lost: number
  readonly retrans: number
}

/**
 * A connection of quiche 0.18. `null` and the error `Done` mean that there is nothing to do; other errors carry
 * quiche's name of them as their text.
 *
 * The binding has more calls than these. Those that are left out (`sourceId`, `destinationId`, `peerCertChain`,
 * `session`, `applicationProto`, `localError`, `peerError`, and `Header.dcid`) give out memory of their own, which
 * Electron refuses.
 */
export interface QuicheConnection {
  /** Decrypts in place. */
  recv(packet: Uint8Array, info: { from: Host; to: Host }): number
  send(into: Uint8Array): [length: number, info: { from: Host; to: Host }] | null
  streamSend(id: number, bytes: Uint8Array, fin: boolean): number | null
  streamRecv(id: number, into: Uint8Array): [length: number, fin: boolean] | null
  streamShutdown(id: number, direction: 0 | 1, code: number): void
  streamCapacity(id: number): number
  streamReadable(id: number): boolean
  readable(): Iterable<number>
  peerStreamsLeftBidi(): number
  dgramSend(bytes: Uint8Array): void
  dgramRecv(into: Uint8Array): number | null
  /** ms until `onTimeout` is due; null when nothing is. */
  timeout(): number | null
  onTimeout(): void
  sendAckEliciting(): void
  /** Packets that were genuine and new are counted in `recv`. */
  stats(): { readonly recv: number }
  pathStats(): QuichePath[]
  close(byApplication: boolean, code: number, reason: Uint8Array): void
  isEstablished(): boolean
  isDraining(): boolean
  isClosed(): boolean
  isTimedOut(): boolean
}

export interface Quiche {
  readonly Config: {
    withBoringSslCtx(
      verifyPeer: boolean,
      allowFailure: boolean,
      authorities: Uint8Array | undefined,
      keys: Uint8Array[],
      chains: Uint8Array[],
      signatureAlgorithms: string | undefined,
    ): QuicheConfig
  }
  readonly Connection: {
    connect(name: string, id: Uint8Array, local: Host, remote: Host, config: QuicheConfig): QuicheConnection
    /** `original` is the id that the client chose first, where its address was proven by a Retry. */
    accept(
      id: Uint8Array,
      original: Uint8Array | undefined,
      local: Host,
      remote: Host,
      config: QuicheConfig,
    ): QuicheConnection
  }
  versionIsSupported(version: number): boolean
  /** Both write a packet into `into` and return its length. */
  negotiateVersion(source: Uint8Array, destination: Uint8Array, into: Uint8Array): number
  retry(
    source: Uint8Array,
    destination: Uint8Array,
    fresh: Uint8Array,
    token: Uint8Array,
    version: number,
    into: Uint8Array,
  ): number
}

/** Directions of `streamShutdown`. */
export const shutdownRead = 0
export const shutdownWrite = 1

/** The binding: the package for this system, or the file at `path`. Throws a fault of code `quic-unavailable` where there is none. */
export function loadQuiche(path = `@matrixai/quic-${process.platform}-${process.arch}`): Quiche {
  try {
    return createRequire(import.meta.url)(path) as Quiche
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND')
      throw new Fault(
        'quic-unavailable',
        `Folders cannot be synced on this machine: QUIC, which carries them, does not exist for ${process.platform} on ${process.arch}. Everything else works; sync them on a machine with an x64 processor, or with macOS.`,
      )
    const reason = error instanceof Error ? error.message.split('\n')[0] : error
    throw new Fault(
      'quic-unavailable',
      `Folders cannot be synced on this machine: QUIC, which carries them, does not start (${reason}).`,
    )
  }
}
