import type { ClientSession } from '../client.ts'
import { SessionRecord } from './client-session.ts'

/** The sessions of this window, in the order in which they began. */
export class SessionList {
  readonly #sessions = new Map<string, SessionRecord>()
  readonly #changed: () => void

  constructor(changed: () => void) {
    this.#changed = changed
  }

  get all(): readonly SessionRecord[] {
    return [...this.#sessions.values()]
  }

  add(by: ClientSession['by'], joinedThem: boolean): SessionRecord {
    const begun = { by, joinedThem, stage: 'preparing', startedAt: Date.now() } as const
    const session = new SessionRecord(begun, this.#changed)
    this.#sessions.set(session.id, session)
    this.#changed()
    return session
  }

  find(id: string): SessionRecord | undefined {
    return this.#sessions.get(id)
  }

  byCall(callId: string): SessionRecord | undefined {
    return this.all.find((session) => session.callId === callId)
  }

  /** Nobody is told: who removes one has more to forget. */
  remove(session: SessionRecord): void {
    this.#sessions.delete(session.id)
  }
}
