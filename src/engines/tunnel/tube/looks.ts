/** Two looks that are closer together see the rates of the first. */
const shortestMs = 100

/** Bytes/s each way between two looks: costs nothing while nobody looks. */
export class Looks {
  rateIn = 0
  rateOut = 0
  #at: number
  #in = 0
  #out = 0

  constructor(now: number) {
    this.#at = now
  }

  look(now: number, bytesIn: number, bytesOut: number): void {
    const ms = now - this.#at
    if (ms < shortestMs) return
    this.rateIn = ((bytesIn - this.#in) * 1000) / ms
    this.rateOut = ((bytesOut - this.#out) * 1000) / ms
    this.#at = now
    this.#in = bytesIn
    this.#out = bytesOut
  }
}
