import { randomBytes } from 'node:crypto'
import type { RendezvousCall } from '../../contract/transfer.ts'
import { Fault, isFaultCode } from '../../wire/fault.ts'
import type { Clock } from '../clock.ts'
import { Bell } from '../latest.ts'
import { Conversation, type Kind } from './conversation.ts'
import type { Line } from './line.ts'

/** Signals that nobody here has read yet; an end that sends more is none of ours. */
const unreadLimit = 256
const unreadChars = 4 * 1024 * 1024
/** So long may the last words take. */
const farewellMs = 2000
/** The other end may be gone for so long before it is given up; and before anybody has taken the call. */
const absenceMs = 10 * 60_000
const ringingAbsenceMs = 20_000

export interface CallOptions {
  clock: Clock
  role: RendezvousCall['role']
  by: RendezvousCall['by']
  purpose: RendezvousCall['purpose']
  state: RendezvousCall['state']
  changed(call: Call): void
}

/** What both ends have agreed on. */
export interface Agreed {
  /** 32 bytes each. */
  secret: Uint8Array
  texts: Uint8Array
  peer: { id: string; name: string }
}

/** One way to somebody, from its beginning to its end, as the host's clients see it. Whoever makes the connection drives it. */
export class Call {
  /** Aborts when the call has ended, and what was said last has been heard or given up. */
  readonly over = new AbortController()
  readonly #options: CallOptions
  readonly #bell = new Bell()
  readonly #ended = Promise.withResolvers<{ code: string; text: string }>()
  readonly #joined = Promise.withResolvers<boolean>()
  #view: RendezvousCall
  #conversation: Conversation | undefined
  #unread: string[] = []
  #unreadChars = 0
  #reader: AbortController | undefined
  #cancelAbsence: (() => void) | undefined
  /** Called when there is something to be said and no line to say it on. */
  wake = () => {}

  constructor(options: CallOptions) {
    this.#options = options
    const { role, by, state, purpose } = options
    this.#view = {
      id: randomBytes(16).toString('base64url'),
      state,
      role,
      by,
      purpose,
      code: '',
      link: '',
      wrongTries: 0,
      peer: null,
      secret: '',
      until: 0,
      problem: '',
      faultCode: '',
    }
  }

  get view(): RendezvousCall {
    return this.#view
  }

  get id(): string {
    return this.#view.id
  }

  get isOver(): boolean {
    return this.#view.state === 'ended'
  }

  get isJoined(): boolean {
    return this.#view.state === 'joined'
  }

  /** Whether somebody reads what the other end says. */
  get isRead(): boolean {
    return this.#reader !== undefined
  }

  /** Resolves when both ends are there; false: it has ended before. */
  get joined(): Promise<boolean> {
    return this.#joined.promise
  }

  /** Resolves with how it ended; code `closed` if one of the ends wished it. */
  get ended(): Promise<{ code: string; text: string }> {
    return this.#ended.promise
  }

  /** Resolves when the call has ended and its last words have been heard, or given up. */
  get left(): Promise<void> {
    const { signal } = this.over
    return new Promise((resolve) => {
      if (signal.aborted) resolve()
      signal.addEventListener('abort', () => resolve())
    })
  }

  set(change: Partial<RendezvousCall>): void {
    if (this.isOver) return
    this.#view = { ...this.#view, ...change }
    this.#options.changed(this)
  }

  /** Both ends are there. */
  join({ secret, texts, peer }: Agreed): void {
    if (this.isOver) return
    const { role, clock } = this.#options
    this.#conversation = new Conversation({
      role,
      key: texts,
      clock,
      heard: (kind, text) => this.#heard(kind, text),
      failed: (fault) => this.fail(fault),
    })
    this.set({
      state: 'joined',
      code: '',
      link: '',
      until: 0,
      peer,
      secret: Buffer.from(secret).toString('base64'),
    })
    this.#joined.resolve(true)
  }

  /** The other end is at this line; until `detach`. */
  attach(line: Line): void {
    this.#cancelAbsence?.()
    this.#cancelAbsence = undefined
    this.#conversation?.attach(line)
  }

  detach(): void {
    this.#conversation?.detach()
    if (this.isOver) return
    this.#cancelAbsence ??= this.#options.clock.after(this.isJoined ? absenceMs : ringingAbsenceMs, () =>
      this.fail(new Fault('closed', 'The other side did not come back.')),
    )
  }

  /** A text that came over a line. */
  take(text: string): void {
    this.#conversation?.take(text)
  }

  /** Throws `call-unknown` for a call that has ended, `invalid` before both are there, or as the conversation does. */
  say(text: string): void {
    if (this.isOver) throw new Fault('call-unknown', 'The call has ended.')
    if (!this.isJoined || this.#conversation === undefined)
      throw new Fault('invalid', 'The other side is not there yet.')
    this.#conversation.send('s', text)
    this.wake()
  }

  /** What the other end says. Whoever reads last has it; ends with the call. */
  async *read(signal: AbortSignal): AsyncGenerator<{ text: string }, void, undefined> {
    this.#reader?.abort()
    const reader = new AbortController()
    this.#reader = reader
    this.#options.changed(this)
    const over = AbortSignal.any([signal, reader.signal])
    try {
      while (!over.aborted) {
        const text = this.#unread.shift()
        if (text !== undefined) {
          this.#unreadChars -= text.length
          yield { text }
        } else if (this.isOver) return
        else await this.#bell.heard(over)
      }
    } finally {
      if (this.#reader === reader) {
        this.#reader = undefined
        this.#options.changed(this)
      }
    }
  }

  /** By intent of this side: the other one is told. */
  hangUp(reason: string): void {
    if (this.isOver) return
    const conversation = this.#conversation
    try {
      conversation?.send('e', reason)
    } catch {
      // It is so far behind that it will not hear this either.
    }
    this.#finish('', reason)
    void this.#leave(conversation)
  }

  /** By intent of the other side. */
  end(reason: string): void {
    if (this.isOver) return
    this.#finish('', reason)
    void this.#leave(this.#conversation)
  }

  /** By what went wrong. */
  fail(fault: Fault): void {
    if (this.isOver) return
    this.#finish(fault.code, fault.message)
    this.over.abort(fault)
    this.#conversation?.close()
  }

  #finish(faultCode: string, problem: string): void {
    this.#cancelAbsence?.()
    this.#view = {
      ...this.#view,
      state: 'ended',
      code: '',
      link: '',
      secret: '',
      until: 0,
      problem,
      faultCode,
    }
    this.#joined.resolve(false)
    this.#ended.resolve({ code: isFaultCode(faultCode) ? faultCode : 'closed', text: problem })
    this.#bell.ring()
    this.#options.changed(this)
  }

  async #leave(conversation: Conversation | undefined): Promise<void> {
    if (conversation) {
      const late = Promise.withResolvers<void>()
      const cancel = this.#options.clock.after(farewellMs, late.resolve)
      await Promise.race([conversation.flushed(), late.promise])
      cancel()
      conversation.close()
    }
    this.over.abort(new Fault('closed', 'The call has ended.'))
  }

  #heard(kind: Kind, text: string): void {
    if (this.isOver) return
    if (kind === 'e') return this.end(text)
    if (this.#unread.length >= unreadLimit || this.#unreadChars + text.length > unreadChars)
      return this.fail(new Fault('transfer-limit', 'The other side says more than anybody reads.'))
    this.#unread.push(text)
    this.#unreadChars += text.length
    this.#bell.ring()
  }
}
