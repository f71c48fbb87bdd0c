import type { Way } from '../../contract/tunnel.ts'

/** To which paired devices there is to be a tube: those with ways that are on, and those that a person has asked for. */
export class Wishes {
  /** Ways that are on, of each device. */
  #ways = new Map<string, Set<string>>()
  #trusted: ReadonlySet<string> = new Set()
  readonly #asked = new Set<string>()
  /** Closed by intent, or to no use: not before something is wished for anew. */
  readonly #ended = new Set<string>()

  get all(): string[] {
    return [...new Set([...this.#ways.keys(), ...this.#asked])].filter((id) => this.has(id))
  }

  has(peerId: string): boolean {
    const isWished = this.#ways.has(peerId) || this.#asked.has(peerId)
    return isWished && this.#trusted.has(peerId) && !this.#ended.has(peerId)
  }

  set(ways: readonly Way[], trusted: ReadonlySet<string>): void {
    const before = this.#ways
    // Paired once more.
    for (const id of trusted) if (!this.#trusted.has(id)) this.#ended.delete(id)
    this.#trusted = trusted
    this.#ways = new Map()
    for (const { id, party, enabled } of ways) {
      if (!enabled) continue
      const known = this.#ways.get(party)
      if (known) known.add(id)
      else this.#ways.set(party, new Set([id]))
      // Switched on.
      if (!before.get(party)?.has(id)) this.#ended.delete(party)
    }
  }

  /** A person wants it. */
  ask(peerId: string): void {
    this.#asked.add(peerId)
    this.#ended.delete(peerId)
  }

  /** The device wants it. */
  called(peerId: string): void {
    this.#ended.delete(peerId)
  }

  end(peerId: string): void {
    this.#asked.delete(peerId)
    this.#ended.add(peerId)
  }
}
