/** Repairs allowed for each new packet while every link is full, and how many may be saved up. */
const perPacket = 0.25
const most = 300

/**
 * Bounds what SRT sends again while no link has room. Without a bound, packets that wait in full queues are asked for and
 * sent again and again until nothing but copies is under way, and that does not end by itself. SRT asks again for what
 * is held back; by then there is room.
 */
export class RepairBudget {
  #left = most

  /** A packet was sent for the first time. */
  earn(): void {
    if (this.#left < most) this.#left += perPacket
  }

  /** Whether a packet may be sent again although no link has room. */
  spend(): boolean {
    if (this.#left < 1) return false
    this.#left--
    return true
  }
}
