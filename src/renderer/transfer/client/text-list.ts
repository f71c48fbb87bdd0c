import type { ClientText } from '../client.ts'

const kept = 100

/** The snippets of text that came and went, oldest first. */
export class TextList {
  #texts: readonly ClientText[] = []
  #made = 0
  readonly #changed: () => void

  constructor(changed: () => void) {
    this.#changed = changed
  }

  /** The same list until it has changed. */
  get all(): readonly ClientText[] {
    return this.#texts
  }

  add(sessionId: string, direction: ClientText['direction'], text: string): void {
    const added = { id: `text-${this.#made++}`, sessionId, at: Date.now(), direction, text }
    this.#texts = [...this.#texts, added].slice(-kept)
    this.#changed()
  }
}
