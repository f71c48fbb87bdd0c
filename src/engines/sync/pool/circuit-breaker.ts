import { backoffMs } from './backoff.ts'

const failuresToOpen = 3

/**
 * How often a device may be tried.
 * - `closed`: it may be reachable; a failure is followed by another try soon
 * - `open`: it failed several times; nothing is tried until `retryAt`
 * - `half-open`: one try is under way, which closes or opens it again
 */
export type BreakerState = 'closed' | 'open' | 'half-open'

export class CircuitBreaker {
  readonly #random: () => number
  state: BreakerState = 'closed'
  /** In a row. */
  failures = 0
  /** When the next try is due, in ms of the caller's clock. */
  retryAt = 0

  constructor(random: () => number) {
    this.#random = random
  }

  /** A try begins. */
  attempt(): void {
    if (this.state === 'open') this.state = 'half-open'
  }

  failed(now: number): void {
    this.failures++
    this.retryAt = now + backoffMs(this.failures, this.#random)
    if (this.failures >= failuresToOpen) this.state = 'open'
  }

  succeeded(): void {
    this.state = 'closed'
    this.failures = 0
    this.retryAt = 0
  }

  /** Something has changed, such as the network: the next try is due now. */
  hurry(now: number): void {
    this.retryAt = now
  }
}
