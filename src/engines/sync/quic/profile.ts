import type { ProfileName } from '../transport.ts'

export interface Profile {
  /**
   * Bytes that may have come unread, of a stream and of all streams of a connection. Both are granted at once: behind
   * the first grant quiche 0.18 begins with windows of 32 KB, whatever is set, and doubles them as fast as they are used
   * up; on a path of 50 ms that takes half a second. So a stream should end before its first window does, and batches of
   * chunks (4 MB and their frames) do.
   *
   * This is also what a peer can make us hold by filling streams that nobody reads: `connectionWindow` for each of its
   * connections, however many streams it opens. Nothing is set aside for it before it comes.
   */
  streamWindow: number
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
    streamWindow: 16 * megabyte,
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
    streamWindow: 5 * megabyte,
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
