import type { Manifest } from '../../../transfer/files.ts'
import type { TransferSnapshot } from '../../../transfer/snapshot.ts'
import type { ClientOffer } from '../client.ts'

/** What others would like to send here, until somebody has accepted or declined it. */
export class OfferList {
  #offers: readonly ClientOffer[] = []
  readonly #changed: () => void

  constructor(changed: () => void) {
    this.#changed = changed
  }

  /** The same list until it has changed. */
  get all(): readonly ClientOffer[] {
    return this.#offers
  }

  /** Nobody is told: who adds one may take it at once. */
  add(sessionId: string, id: string, manifest: Manifest): void {
    this.#offers = [...this.#offers, { sessionId, id, manifest }]
  }

  find(sessionId: string, id: string): ClientOffer | undefined {
    return this.#offers.find((one) => one.sessionId === sessionId && one.id === id)
  }

  /** One, or all of a session. */
  forget(sessionId: string, id?: string): void {
    this.#offers = this.#offers.filter(
      (offer) => offer.sessionId !== sessionId || (id !== undefined && offer.id !== id),
    )
    this.#changed()
  }

  /** Forgets those that the other side has taken back. */
  settle(session: string, transfers: readonly TransferSnapshot[]): void {
    for (const { sessionId, id } of this.#offers) {
      const transfer = sessionId === session ? transfers.find((one) => one.id === id) : undefined
      if (transfer && transfer.state !== 'asking') this.forget(session, id)
    }
  }
}
