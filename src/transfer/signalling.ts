/** The way to the other end before there is a connection, and when all lanes are lost; whoever carries it learns nothing of value. */
export interface Signalling {
  readonly role: 'initiator' | 'responder'
  /** 32 bytes that only the two ends know, which keys are bound to; empty when there are none (an offer that was copied and pasted). */
  readonly secret: Uint8Array
  /** At most 64 KiB of text. */
  send(text: string): void
  /** Messages that came before this is set are kept. */
  onMessage: (text: string) => void
  /** Resolves when nothing more can be said this way; a session that has a lane goes on without. */
  readonly closed: Promise<{ code: string; text: string }>
  /** `reason`: told to the other end, for people. */
  close(reason?: string): void
}
