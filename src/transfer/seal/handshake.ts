import type { Fingerprints, SessionKeys } from './session-keys.ts'

export interface HandshakeOptions {
  role: 'initiator' | 'responder'
  /** 32 bytes, or empty. */
  secret: Uint8Array
  /** Without a seal it goes only if both sides want it so. */
  seal: boolean
  /** Of lane 0. */
  fingerprints: Fingerprints
  /** Shown on the other side; cut to 100 bytes. */
  name: string
}

/**
 * Agrees on keys over lane 0's control channel, message by message, before anything else is said there. `start` once,
 * then `take` for each message, one after the other, until there are `keys`; what comes after that message is sealed.
 * Both throw `transfer-unproven`, `transfer-version` or `transfer-protocol`; then send `Handshake.refusal(error)` and close.
 */
export class Handshake {
  constructor(_options: HandshakeOptions) {}

  start(): Promise<Uint8Array<ArrayBuffer>[]> {
    throw new Error('not yet')
  }

  take(_message: Uint8Array): Promise<{ send: Uint8Array<ArrayBuffer>[]; keys?: SessionKeys }> {
    throw new Error('not yet')
  }

  /** Tells the other side why this one gives up. */
  static refusal(_error: unknown): Uint8Array<ArrayBuffer> {
    throw new Error('not yet')
  }
}
