import type { FaultCode } from '../../contract/fault-codes.ts'
import type { Clock } from '../clock.ts'
import { isOffence } from './faults.ts'

const leastDelayMs = 500
const mostDelayMs = 15_000
/** Tries to make the first lane. */
const firstTries = 3
/** A code is tried once. Whoever has proven to be there may be disturbed by somebody on the way, who proves nothing. */
const remakeRefusals = 5

/** How long to wait after lanes that could not be made, and when to give up. */
export class Retries {
  readonly #clock: Clock
  readonly #random: () => number
  #failures = 0
  #refusals = 0
  #waitUntil = 0

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock
    this.#random = random
  }

  /** `isFirst`: there was no lane before. True: there is no hope. */
  failed(code: FaultCode, isFirst: boolean): boolean {
    this.#failures++
    if (isOffence(code)) this.#refusals++
    this.#waitUntil = this.#clock.now() + this.delayMs()
    return isFirst ? this.#refusals > 0 || this.#failures >= firstTries : this.#refusals >= remakeRefusals
  }

  succeeded(): void {
    this.#failures = 0
    this.#refusals = 0
  }

  /** No more waiting. */
  hurry(): void {
    this.#failures = 0
    this.#waitUntil = 0
  }

  get isWaiting(): boolean {
    return this.#clock.now() < this.#waitUntil
  }

  /** Longer with each failure, and never quite the same on two machines. */
  delayMs(): number {
    const delay = Math.min(leastDelayMs * 2 ** Math.min(this.#failures, 10), mostDelayMs)
    return delay * (0.75 + this.#random() / 2)
  }
}
