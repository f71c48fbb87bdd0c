import { Fault } from '../../wire/fault.ts'
import type { Incoming } from './incoming.ts'
import { limits } from './limits.ts'
import type { Outgoing } from './outgoing.ts'

type Either = Outgoing | Incoming

/** All transfers of a session as people see them, oldest first: those that are under way, and the last ones that are over. */
export class TransferList {
  readonly #transfers: Either[] = []
  /** Of ids: no two sessions have the same, nearly. */
  readonly #prefix: string
  #made = 0

  constructor(random: () => number) {
    this.#prefix = Math.floor(random() * 2 ** 48).toString(36)
  }

  newId(): string {
    return `${this.#prefix}-${this.#made++}`
  }

  add(transfer: Either): void {
    this.#transfers.push(transfer)
  }

  get all(): readonly Either[] {
    return this.#transfers
  }

  /** Throws `transfer-unknown`. */
  find(id: string): Either {
    const transfer = this.#transfers.find((one) => one.id === id)
    if (transfer === undefined) throw new Fault('transfer-unknown', 'There is no such transfer.')
    return transfer
  }

  forgetOld(): void {
    let over = this.#transfers.filter((transfer) => transfer.isOver).length - limits.endedTransfers
    for (let place = 0; over > 0; over--) {
      while (!this.#transfers[place]!.isOver) place++
      this.#transfers.splice(place, 1)
    }
  }
}
