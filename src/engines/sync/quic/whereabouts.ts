import { randomBytes } from 'node:crypto'
import type { DatagramAddress } from '../../kit/datagram/datagram.ts'
import { numberBytes } from './packet-size.ts'

/** Length of a probe that asks for nothing but an answer: one byte, an id, a number. */
export const probeBytes = 1 + 20 + numberBytes
/** ms until a place is asked again. */
const askAgainMs = 100

export interface WhereaboutsOwner {
  probe(peer: number, number: Buffer): void
  remember(address: DatagramAddress): number
  forget(peer: number): void
  moved(address: DatagramAddress, peer: number): void
}

/**
 * Where the other side is. When genuine packets come from another address (a laptop that went from Wi-Fi to a cable, or a
 * router that forgot it), that address is asked, and when it answers, everything goes there from now on; until then it
 * goes where it went (RFC 9000, 9.3). quiche is not told: its version 0.18 never sends again what was under way to the
 * old address when the path changes, so streams would stall. As it does not know, losses are losses like others.
 */
export class Whereabouts {
  readonly #owner: WhereaboutsOwner
  /** Where it may be: asked, and not answered yet. */
  #asked: { address: DatagramAddress; peer: number; number: Buffer; at: number } | undefined

  constructor(owner: WhereaboutsOwner) {
    this.#owner = owner
  }

  /** A genuine packet came from there. */
  seen(address: DatagramAddress): void {
    const now = performance.now()
    const known = this.#asked
    if (
      known !== undefined &&
      known.address.port === address.port &&
      known.address.address === address.address
    ) {
      if (now - known.at < askAgainMs) return
      known.at = now
      this.#owner.probe(known.peer, known.number)
      return
    }
    this.stop()
    const peer = this.#owner.remember(address)
    if (peer < 0) return
    this.#asked = { address, peer, number: randomBytes(numberBytes), at: now }
    this.#owner.probe(peer, this.#asked.number)
  }

  /** Whether a number that came from an address was the answer. */
  answered(number: Uint8Array, peer: number): boolean {
    const asked = this.#asked
    if (asked === undefined || asked.peer !== peer || !asked.number.equals(number)) return false
    this.#asked = undefined
    this.#owner.moved(asked.address, peer)
    return true
  }

  stop(): void {
    if (this.#asked !== undefined) this.#owner.forget(this.#asked.peer)
    this.#asked = undefined
  }
}
