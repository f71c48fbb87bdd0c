import type { FaultCode } from '../../contract/fault-codes.ts'
import type { TransferSettings } from '../../contract/transfer.ts'
import type { Clock } from '../clock.ts'
import type { Hasher, Manifest, Sink } from '../files.ts'
import type { IceServer, RtcStack } from '../rtc.ts'
import type { MakeCipher } from '../seal/cipher.ts'
import type { Signalling } from '../signalling.ts'

/** Something that happened, for people to read. */
export interface SessionEvent {
  level: 'info' | 'warning' | 'error'
  code: FaultCode | ''
  text: string
}

/** Files that the other side would like to send. One of the two is called, once; until then nothing of it moves. */
export interface IncomingOffer {
  /** As in the snapshot. */
  readonly id: string
  /** Has been checked: paths are safe to join, sizes add up, nothing is named twice. */
  readonly manifest: Manifest
  accept(sink: Sink): void
  /** In words for the other side; may be empty. */
  decline(reason: string): void
}

/** What may be changed while a session runs. */
export interface SessionSettings {
  /** One lane only, to leave room for others. */
  gentle: boolean
  /** 1 … 16 */
  maxLanes: number
  mode: TransferSettings['mode']
}

export interface SessionOptions extends SessionSettings {
  stack: RtcStack
  signalling: Signalling
  hasher: Hasher
  clock: Clock
  /** 0 … 1, for jitter and for ids; nothing secret is made of it. */
  random(): number
  /** ms since the Unix epoch */
  now(): number
  /** This side's, for people to read. */
  name: string
  iceServers: readonly IceServer[]
  /** Through TURN only. */
  relayOnly: boolean
  /** The layer of our own above DTLS; both sides must agree to be without it. */
  seal: boolean
  /** What seals and opens messages; WebCrypto, if left out. */
  cipher?: MakeCipher
  /** The part (0 … 1) of this machine's processors that was in use since it was asked last; -1, or left out: unknown. */
  processorUse?(): number
  /** `snapshot()` is worth reading again; at most some times a second. */
  changed(): void
  offered(offer: IncomingOffer): void
  /** A snippet from the other side. */
  text(text: string): void
  event(event: SessionEvent): void
}
