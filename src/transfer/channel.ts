import type { FaultCode } from '../contract/fault-codes.ts'

/** One data channel, whatever stack it belongs to. */
export interface Channel {
  /** A message has at most so many bytes: the less of what both ends take. */
  readonly maxMessageBytes: number
  /** Bytes that were given to `send` and have not left. */
  readonly bufferedBytes: number
  /** The bytes may be used again when this returns. Throws a fault of code `lane-lost` when the channel is over or its queue is full. */
  send(message: Uint8Array<ArrayBuffer>): void
  /** Must be set in the turn of the event loop in which the lane has opened. The bytes belong to the one who gets them. */
  onMessage: (message: Uint8Array<ArrayBuffer>) => void
  /** `bufferedBytes` has fallen to `lowBytes` or less. */
  onLow: () => void
  lowBytes: number
}

/** How packets go: `host` straight within a network, `reflexive` straight through routers that translate addresses, `relay` through a TURN server. */
export const pathKinds = ['unknown', 'host', 'reflexive', 'relay'] as const
export type PathKind = (typeof pathKinds)[number]

/** What a stack knows of a peer connection; -1 where it cannot know. Counters rise from the beginning of the lane. */
export interface LaneStats {
  rttMs: number
  sentBytes: number
  receivedBytes: number
  sentPackets: number
  /** Packets that this side threw away itself before they left (Chromium's `packetsDiscardedOnSend`). */
  discardedPackets: number
  retransmits: number
  path: PathKind
  /** The chosen pair in words: `192.0.2.2:50000 → 198.51.100.7:3478 (udp, relay)`. */
  pair: string
}

export interface LaneEnd {
  code: FaultCode
  text: string
  /** The folder or file on this machine that it is about. The other end is not told. */
  where?: string
}

/** One peer connection (one SCTP association) with its two channels, both open. */
export interface LaneTransport {
  /** Ordered and reliable. */
  readonly control: Channel
  /** Unordered or ordered; reliable, or without retransmission, as it was asked for. */
  readonly data: Channel
  /** SHA-256 of the certificates of DTLS, 32 bytes each, as the descriptions of both sides say. */
  readonly fingerprints: { readonly local: Uint8Array; readonly remote: Uint8Array }
  /** Resolves when it is over, for whatever reason. */
  readonly closed: Promise<LaneEnd>
  stats(): Promise<LaneStats>
  close(): void
}
