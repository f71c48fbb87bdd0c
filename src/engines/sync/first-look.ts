/** Whether everything in a folder has been looked at since the engine has begun, but for files that go on being written. */
export class FirstLook {
  readonly #over = Promise.withResolvers<void>()
  #at: number | undefined

  /** Resolves then. */
  get over(): Promise<void> {
    return this.#over.promise
  }

  /** A look is over at `now` (monotonic ms) while files wait that were written just now: they have their chance to come to rest. */
  looked(waiting: number, quietMs: number, now: number): void {
    this.#at ??= now
    if (waiting === 0 || now - this.#at >= 2 * quietMs) this.#over.resolve()
  }
}
