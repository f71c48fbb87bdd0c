import type { EngineEvent } from '../../contract/events.ts'
import {
  longestSessionMs,
  type Session,
  type SessionChange,
  type SessionSummary,
  sessionLimit,
} from '../../contract/sessions.ts'
import { Fault } from '../../wire/fault.ts'
import type { Clock } from '../clock.ts'
import { Latest } from '../latest.ts'
import { newRuleId } from '../rule-list.ts'
import type { SessionStore } from './session-store.ts'

/** Clocks of a browser elsewhere and of this machine are never quite the same. */
const clockSlackMs = 60_000
/** By then the last minute of a session is filed. */
const filedAfterMs = 2 * 60_000
/** A host that has just started has better things to do. */
const leisureMs = 30_000

export interface SessionsOptions {
  store: Pick<SessionStore, 'read' | 'put' | 'remove' | 'restore' | 'unfiled' | 'summary' | 'keepSummary'>
  clock: Clock
  event(event: EngineEvent): void
  /** What a session was like until a time, ms since the Unix epoch. */
  summarise(session: Session, until: number): Promise<SessionSummary>
  report(error: unknown): void
}

export interface NewSession {
  name: string
  note: string
  startedAt?: number | undefined
  endedAt?: number | undefined
}

/** The sessions of this host: all of them in memory, each change at once on disk. */
export class Sessions implements Disposable {
  readonly list: Latest<Session[]>
  readonly #options: SessionsOptions
  /** Until the next one has lasted as long as may be, and until what is over is filed. */
  #cancels: (() => void)[] = []

  constructor(options: SessionsOptions) {
    this.#options = options
    this.list = new Latest(options.store.read(options.clock.now()))
    this.#endForgotten()
    this.#fileLater()
  }

  /** Throws `session-times`, `session-limit`. */
  add({ name, note, startedAt, endedAt }: NewSession): Session {
    const now = this.#options.clock.now()
    if (this.list.value.length >= sessionLimit)
      throw new Fault(
        'session-limit',
        `There are ${sessionLimit} sessions already. Delete some that are not needed any more.`,
      )
    if (endedAt !== undefined && startedAt === undefined)
      throw new Fault('session-times', 'A session that has ended needs a time at which it began.')
    const session = { id: newRuleId(), name, note, startedAt: startedAt ?? now, endedAt: endedAt ?? 0 }
    this.#check(session)
    this.#set(session)
    // What is made of the past is nothing that happens now.
    if (session.endedAt === 0) this.#tell('session-started', `The session "${name}" begins.`)
    return session
  }

  /** Throws `session-unknown`, `session-times`. */
  change(id: string, change: SessionChange): Session {
    const old = this.find(id)
    const given = Object.entries(change).filter(([, value]) => value !== undefined)
    const session: Session = { ...old, ...Object.fromEntries(given) }
    this.#check(session)
    this.#set(session)
    return session
  }

  /** Throws `session-unknown`. */
  end(id: string): Session {
    const old = this.find(id)
    if (old.endedAt !== 0) return old
    const now = Math.max(this.#options.clock.now(), old.startedAt + 1)
    // That it has ended belongs to it, however long it takes to write that down.
    return this.#end(old, now, now)
  }

  /** Throws `session-unknown`. */
  remove(id: string): void {
    this.find(id)
    this.#options.store.remove(id, this.#options.clock.now())
    this.#replace(this.list.value.filter((other) => other.id !== id))
  }

  /** Throws `session-unknown`. */
  restore(id: string): Session {
    const session = this.#options.store.restore(id)
    if (session === undefined) throw unknown()
    this.#replace([...this.list.value.filter((other) => other.id !== id), session])
    return session
  }

  /** Throws `session-unknown`. */
  find(id: string): Session {
    const session = this.list.value.find((other) => other.id === id)
    if (session === undefined) throw unknown()
    return session
  }

  /** What it was like; of one that is over as it was counted when it had ended. Throws `session-unknown`. */
  async summary(id: string): Promise<SessionSummary> {
    const { clock, store, summarise } = this.#options
    const session = this.find(id)
    const kept = session.endedAt === 0 ? undefined : store.summary(session)
    if (kept) return kept
    const now = clock.now()
    const summary = await summarise(session, session.endedAt || now)
    if (session.endedAt !== 0 && now >= session.endedAt + filedAfterMs) store.keepSummary(summary)
    return summary
  }

  [Symbol.dispose](): void {
    for (const cancel of this.#cancels) cancel()
    this.#cancels = []
  }

  #end(old: Session, endedAt: number, toldAt: number): Session {
    const session = { ...old, endedAt }
    this.#set(session)
    this.#tell('session-ended', `The session "${session.name}" has ended.`, toldAt)
    return session
  }

  #check({ startedAt, endedAt }: Session): void {
    const now = this.#options.clock.now()
    const wrong =
      startedAt > now + clockSlackMs
        ? 'A session cannot begin in the future.'
        : endedAt > now + clockSlackMs
          ? 'A session cannot end in the future.'
          : endedAt !== 0 && endedAt <= startedAt
            ? 'The session would end before it begins.'
            : (endedAt || now) - startedAt > longestSessionMs
              ? 'A session lasts 7 days at most.'
              : ''
    if (wrong !== '') throw new Fault('session-times', wrong, { startedAt, endedAt })
  }

  #set(session: Session): void {
    this.#options.store.put(session)
    this.#replace([...this.list.value.filter(({ id }) => id !== session.id), session])
  }

  #replace(sessions: Session[]): void {
    this.list.set(sessions.sort((a, b) => b.startedAt - a.startedAt))
    this[Symbol.dispose]()
    this.#endForgotten()
    this.#fileLater()
  }

  #endForgotten(): void {
    const { clock } = this.#options
    const running = this.list.value.filter(({ endedAt }) => endedAt === 0)
    const next = running.at(-1)
    if (next === undefined) return
    const endsAt = next.startedAt + longestSessionMs
    if (endsAt <= clock.now()) this.#end(next, endsAt, clock.now())
    else this.#cancels.push(clock.after(endsAt - clock.now() + 1, () => this.#endForgotten()))
  }

  /** The summaries of what is over are counted while its minutes are there, also when nobody looks. */
  #fileLater(): void {
    const { clock, store, report } = this.#options
    const unfiled = new Set(store.unfiled())
    const over = this.list.value.filter(({ id, endedAt }) => endedAt !== 0 && unfiled.has(id))
    if (over.length === 0) return
    const file = async () => {
      for (const { id } of over) if (this.list.value.some((one) => one.id === id)) await this.summary(id)
    }
    const newest = Math.max(...over.map(({ endedAt }) => endedAt))
    const wait = Math.max(leisureMs, newest + filedAfterMs - clock.now())
    this.#cancels.push(clock.after(wait, () => void file().catch(report)))
  }

  #tell(code: string, text: string, at = this.#options.clock.now()): void {
    this.#options.event({ at, level: 'info', code, text })
  }
}

const unknown = () => new Fault('session-unknown', 'There is no such session any more.')
