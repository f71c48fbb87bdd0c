/** Time as a parameter, so that what waits is tested without sleeping. */
export interface Clock {
  /** Milliseconds; only differences count. */
  now(): number
  /** Calls `then` once after `ms`; the returned function cancels. */
  after(ms: number, then: () => void): () => void
}
