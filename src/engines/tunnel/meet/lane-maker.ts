import type { LaneTransport } from '../../../transfer/channel.ts'
import type { Fault } from '../../../wire/fault.ts'

/** A peer connection that is open, and whose other end is proven to be the one that the tube began with. */
export interface MetLane {
  /** From 0, which is the first one and the only one that is made without another that lives. */
  readonly lane: number
  /** How often this lane has been tried, from 0; both ends have the same. */
  readonly epoch: number
  readonly transport: LaneTransport
  /** To be compared on both screens; the same as long as the tube lives. */
  readonly words: string
  /** Both ends know the secret of their code or pairing. */
  readonly proven: boolean
  /** The name by which the other end goes. */
  readonly peer: string
  /** Of the stack that carries it. */
  readonly stack: string
  /** In the turn in which both channels begin to listen: tells them, within the call, what has come before. Until then it is kept. */
  release(): void
}

export interface LaneMakerHandlers {
  /** Of the responder: the initiator has made this one, for the first time or anew. */
  met(lane: MetLane): void
  /** Of the responder: a lane that the initiator began did not come about. */
  failed(lane: number, fault: Fault): void
  /** Of the initiator: the other end says that this lane is dead. It may be being made already. */
  missed(lane: number): void
  /** Nothing can be said through the hosts any more; lanes go on, and are made anew over others that live. */
  muted(text: string): void
}

/** Makes the lanes of one tube. The initiator decides which and when. */
export interface LaneMaker {
  readonly role: 'initiator' | 'responder'
  handlers: LaneMakerHandlers
  /** Listens to the other end from now on; the handlers must be set before. */
  start(): void
  /**
   * How signals go over a lane that lives; false, or nothing set: there is none. What makes a lane anew is also said through the
   * hosts, for the lane that seems to live may be dead. Texts have at most 64 KiB.
   */
  carry: ((text: string) => boolean) | undefined
  /** A signal that came over a lane. What is none is ignored and counted. */
  hear(text: string): void
  /** Nothing can be said through the hosts. */
  readonly isMute: boolean
  /** Signals that were none. */
  readonly strangeSignals: number
  /**
   * Of the initiator: makes a lane, or makes it anew while the old one may still live. The epoch must be higher than all
   * before of that lane; a try that is under way is given up. Rejects with the signal's reason or a fault: `rtc-failed` (try
   * again), `tube-lost` (there is no way to the other end), `transfer-unproven`, `transfer-version` and `tunnel-protocol`
   * (hopeless for a code, which is tried once).
   */
  make(lane: number, epoch: number, signal?: AbortSignal): Promise<MetLane>
  /** Of the responder: its end of this lane is dead, and it waits for another. */
  miss(lane: number): void
  /** After a change of network: those that can, look for new paths. */
  networkChanged(): void
  /** Gives up what is being made; lanes that are met are their owner's. */
  close(): void
}
