import type { PathKind } from './channel.ts'

/**
 * - `offered`: the other side has not accepted yet; `asking`: this side has not
 * - `waiting`: accepted, others come first or no lane is there
 * - `lost`: all lanes are gone, they are being made anew
 */
export const transferStates = [
  'offered',
  'asking',
  'waiting',
  'moving',
  'paused',
  'lost',
  'done',
  'declined',
  'cancelled',
  'failed',
] as const
export type TransferState = (typeof transferStates)[number]

export const bottlenecks = [
  'none',
  'network-bandwidth',
  'network-latency',
  'backpressure',
  'cpu',
  'memory',
] as const
export type Bottleneck = (typeof bottlenecks)[number]

export interface FileProgress {
  file: number
  path: string
  size: number
  done: number
  state: 'waiting' | 'moving' | 'proving' | 'done' | 'failed'
  problem: string
}

export interface TransferSnapshot {
  id: string
  direction: 'sending' | 'receiving'
  name: string
  state: TransferState
  /** Who paused it. */
  pausedBy: 'nobody' | 'us' | 'them' | 'both'
  files: number
  filesDone: number
  bytes: number
  /** Bytes in place at the receiver, what was there before included. */
  bytesDone: number
  /** What was there before. */
  bytesKept: number
  startedAt: number
  /** bytes/s, of payload; measured over the last second, over all, and the highest of any second */
  rate: number
  averageRate: number
  peakRate: number
  /** -1 unknown */
  etaSeconds: number
  /** Those that move or have failed, at most 32. */
  current: readonly FileProgress[]
  faultCode: string
  problem: string
  /** The folder or file on this machine that the problem is about; empty: none, or it is on the other machine. */
  where: string
}

export interface LaneSnapshot {
  lane: number
  state: 'connecting' | 'open' | 'lost'
  path: PathKind
  pair: string
  /** bytes/s of payload, either way */
  sendRate: number
  receiveRate: number
  rttMs: number
  jitterMs: number
  /** 0 … 1; -1 unknown */
  loss: number
  retransmits: number
  discards: number
  /** Bytes that may be on their way unacknowledged, and that are. */
  window: number
  inFlight: number
  buffered: number
}

export interface Quality {
  /** 0 … 100 */
  score: number
  bottleneck: Bottleneck
  /** One sentence with the evidence, and what to do about it. */
  text: string
  /** Parts of the last seconds (0 … 1) in which the sender waited for: credit of the receiver, the network, its own disk, its own CPU. */
  waits: { receiver: number; network: number; source: number; cpu: number }
}

export interface SessionSnapshot {
  /** ms since the Unix epoch */
  at: number
  state: 'connecting' | 'proving' | 'open' | 'lost' | 'ended'
  peer: string
  /** To be compared on both screens; empty until the keys are agreed on. */
  words: string
  sealed: boolean
  /** Whether both ends have proven that they know the same secret. */
  proven: boolean
  chunkBytes: number
  mode: 'reliable' | 'unreliable'
  lanes: readonly LaneSnapshot[]
  lanesWanted: number
  /** Bytes held in memory for what is on its way. */
  memory: number
  quality: Quality
  transfers: readonly TransferSnapshot[]
  faultCode: string
  problem: string
}
