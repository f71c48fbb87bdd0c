/** How many lanes both ends of a tube want; the initiator makes them, the responder tells what it wants. */
export class LaneWish {
  /** At most, and at least as far as there may be. */
  most: number
  fewest = 1
  /** What the other end has told. */
  theirs = 1
  #told = 1

  constructor(most: number) {
    this.most = most
  }

  /** `pays`: as many as pay for what this end sends. */
  own(pays: number): number {
    return Math.min(this.most, Math.max(this.fewest, pays))
  }

  both(pays: number): number {
    return Math.min(this.most, Math.max(this.own(pays), this.theirs))
  }

  /** Whether that is news to the other end, which hears of it now. */
  isNews(own: number): boolean {
    if (own === this.#told) return false
    this.#told = own
    return true
  }
}
