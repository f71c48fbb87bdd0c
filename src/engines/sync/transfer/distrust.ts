const limit = 1024
const forMs = 3_600_000

/**
 * Contents for which a device has sent wrong bytes: it is not asked for them again for an hour. Not for ever, because
 * a bad disk may be replaced and a folder must not stay incomplete for it. The oldest are forgotten beyond 1024.
 */
export class Distrust {
  readonly #until = new Map<string, number>()

  add(device: string, content: string, now: number): void {
    const key = `${device} ${content}`
    this.#until.delete(key)
    this.#until.set(key, now + forMs)
    if (this.#until.size <= limit) return
    for (const oldest of this.#until.keys()) {
      this.#until.delete(oldest)
      return
    }
  }

  has(device: string, content: string, now: number): boolean {
    const until = this.#until.get(`${device} ${content}`)
    return until !== undefined && now < until
  }

  get size(): number {
    return this.#until.size
  }
}
