/**
 * What a sender tells people. Of a link: `link-up`, `link-down` (nothing heard), `link-stalled` (data is not
 * acknowledged), `link-recovered` (it delivers again). Of the bond: the rest.
 */
export type SenderEventCode =
  | 'link-up'
  | 'link-down'
  | 'link-stalled'
  | 'link-recovered'
  | 'all-links-down'
  | 'bond-registered'
  /** Nothing answers; told once until something does. */
  | 'receiver-silent'
  /** REG_NAK: refused for good, with the receiver's text. */
  | 'receiver-refused'
  /** REG_ERR: the receiver has no room now, or still holds an address of ours in another group. */
  | 'receiver-busy'
  | 'receiver-restarted'
  | 'caller-connected'
  | 'caller-replaced'
  | 'caller-refused'
  | 'caller-gone'

/** What a sender does, told to whoever owns the sockets. */
export interface SenderOutput {
  /** The datagram in `slot` of the batch being read goes out by `link`. */
  forward(link: number, slot: number): void
  /** A packet of our own by `link`; the bytes may be reused after the call. */
  send(link: number, packet: Uint8Array): void
  /** The datagram in `slot` goes back to the caller. */
  answer(slot: number): void
  /** Something for people; `link` is −1 where no link is meant. Never once for each packet. */
  event(code: SenderEventCode, link: number, text?: string): void
  /**
   * Asks for a new socket on `link`, followed by `resetLink`: the receiver holds the old one's address in a group whose
   * id never reached us, and would refuse it until that group expires.
   */
  renew?(link: number): void
}
