import type { ProfileName } from '../transport.ts'

export interface Profile {
  /** Bytes that a stream or a connection may hold unread: at first, and how far that grows with the path's need. */
  initialStreamWindow: number
  streamWindow: number
  initialConnectionWindow: number
  connectionWindow: number
  /** Streams that the other side may have open. One-way streams are refused: nothing uses them. */
  streams: number
  oneWayStreams: number
  maxAckDelayMs: number
  /**
   * A packet at most, bytes of UDP payload; how large one really is, is found out (see packet-size.ts). quiche takes
   * ten times this for the initial congestion window, and counts its growth and its least size in it.
   */
  largestPacket: number
  congestion: 'cubic' | 'bbr' | 'reno'
  idleTimeoutMs: number
  /** The other side is asked for a sign of life when nothing was heard of it for so long. */
  keepAliveMs: number
  /** A handshake takes so long at most. */
  handshakeTimeoutMs: number
}

const megabyte = 1024 * 1024

/**
 * How connections are tuned. What quiche 0.18 does not let be set: the initial RTT (it is 333 ms; so that matters only
 * for packets lost in the handshake), the number of packets in the initial window (see `largestPacket`: 16383 gives the
 * LAN's window of 111 packets of 1472 bytes), pacing (the time at which a packet should leave is not readable from
 * JavaScript), ECN, and path-MTU discovery, which is therefore done beside it.
 */
export const profiles: Readonly<Record<ProfileName, Profile>> = {
  lan: {
    initialStreamWindow: 4 * megabyte,
    streamWindow: 16 * megabyte,
    initialConnectionWindow: 32 * megabyte,
    connectionWindow: 256 * megabyte,
    streams: 256,
    oneWayStreams: 512,
    maxAckDelayMs: 5,
    largestPacket: 16_383,
    congestion: 'cubic',
    idleTimeoutMs: 60_000,
    keepAliveMs: 20_000,
    handshakeTimeoutMs: 5_000,
  },
  wan: {
    initialStreamWindow: 2 * megabyte,
    streamWindow: 4 * megabyte,
    initialConnectionWindow: 8 * megabyte,
    connectionWindow: 32 * megabyte,
    streams: 256,
    oneWayStreams: 512,
    maxAckDelayMs: 25,
    largestPacket: 1472,
    congestion: 'bbr',
    idleTimeoutMs: 60_000,
    keepAliveMs: 20_000,
    handshakeTimeoutMs: 10_000,
  },
}
