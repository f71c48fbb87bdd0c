import type { About } from '../contract/host.ts'

export type Notice = About['notices'][number]

/** What the user should know as long as it lasts, one for each thing that it may be about. */
export class Notices {
  readonly #byTopic = new Map<string, Notice>()
  #tell: (notice: Notice) => void = () => {}

  /** Tells of each notice as it comes up, and of those there are already. */
  connect(tell: (notice: Notice) => void): void {
    this.#tell = tell
    for (const notice of this.#byTopic.values()) tell(notice)
  }

  /** Without a notice the topic is settled. */
  set(topic: string, notice: Notice | undefined): void {
    if (notice === undefined) {
      this.#byTopic.delete(topic)
      return
    }
    const known = this.#byTopic.get(topic)?.text === notice.text
    this.#byTopic.set(topic, notice)
    if (!known) this.#tell(notice)
  }

  list(): Notice[] {
    return [...this.#byTopic.values()]
  }
}
