import type { Handshake } from './handshake.ts'

/** SHA-256 of the certificates of DTLS, 32 bytes each; of the lane in question. */
export interface Fingerprints {
  readonly local: Uint8Array
  readonly remote: Uint8Array
}

/** A message has at most so many bytes more than its header and payload. */
export const sealOverheadBytes = 22
/** A header has at most so many bytes. */
export const maxHeaderBytes = 65_535

export interface Sealer {
  /**
   * Header (authenticated, not hidden) and payload as one message, in `into` if it is given and large enough. Both may be
   * used again as soon as the call has returned its promise; `into` when the message has been sent. On a control channel
   * the promises resolve in the order of the calls. Throws `lane-lost` when the key has sealed as much as one may.
   */
  seal(
    header: Uint8Array,
    payload: Uint8Array,
    into?: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer>>
}

export interface Opener {
  /**
   * The message is the opener's until the promise settles; the header is a view of it, the payload may be. On a control
   * channel the promises settle in the order of the calls. Throws `transfer-tampered` for what was changed, repeated, left
   * out (control), or belongs to another lane, channel or direction; the lane must be closed then.
   */
  open(
    message: Uint8Array<ArrayBuffer>,
  ): Promise<{ header: Uint8Array<ArrayBuffer>; payload: Uint8Array<ArrayBuffer> }>
}

export interface ChannelSeal extends Sealer, Opener {}

/** What two ends have agreed on; each lane has keys of its own. */
export interface SessionKeys {
  /** The name by which the other side goes. Not proven to be anybody's, but chosen by the one at the other end. */
  readonly peer: string
  /** To be compared on both screens: four words. */
  readonly words: string
  /** False only if both sides wanted no seal. */
  readonly sealed: boolean
  /** Both sides know the same secret. */
  readonly proven: boolean
  /**
   * Keys of a lane's channels. Lane 0 of a handshake is of epoch 0; a lane that is made anew has a higher epoch, and both
   * sides must name the same. Throws `transfer-protocol` when the epoch is not higher than the last one of that lane.
   */
  lane(
    lane: number,
    epoch: number,
    fingerprints: Fingerprints,
  ): Promise<{ control: ChannelSeal; data: ChannelSeal }>
  /**
   * A handshake for a new lane 0 when all lanes are lost: only the same two ends get through it. It yields new keys with
   * the same words; those that were before are over. Can be tried as often as needed. As long as the responder has opened
   * nothing, it does not know whether the initiator got through; then the initiator may also begin once more, and the words
   * are new ones.
   */
  resume(fingerprints: Fingerprints): Handshake
}
