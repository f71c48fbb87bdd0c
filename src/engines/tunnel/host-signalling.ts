import type { Signalling } from '../../transfer/signalling.ts'

/** What comes before there is anybody to hear it. */
const keptLimit = 256

/** The way to the other end of a tube through the hosts. */
export class HostSignalling implements Signalling {
  readonly role: Signalling['role']
  readonly secret: Uint8Array
  readonly closed: Signalling['closed']
  /** Texts that came when too many were kept already. */
  lost = 0
  readonly #say: (text: string) => void
  readonly #close: (end: { code: string; text: string }) => void
  #isClosed = false
  #kept: string[] = []
  #onMessage: ((text: string) => void) | undefined

  constructor(role: Signalling['role'], secret: Uint8Array, say: (text: string) => void) {
    this.role = role
    this.secret = secret
    this.#say = say
    const { promise, resolve } = Promise.withResolvers<{ code: string; text: string }>()
    this.closed = promise
    this.#close = resolve
  }

  send(text: string): void {
    if (!this.#isClosed) this.#say(text)
  }

  get onMessage(): (text: string) => void {
    return this.#onMessage ?? (() => {})
  }

  set onMessage(listener: (text: string) => void) {
    this.#onMessage = listener
    for (const text of this.#kept.splice(0)) listener(text)
  }

  /** The other end says something. */
  hear(text: string): void {
    if (this.#isClosed) return
    if (this.#onMessage) this.#onMessage(text)
    else if (this.#kept.length < keptLimit) this.#kept.push(text)
    else this.lost++
  }

  /** The hosts cannot talk any more. */
  mute(text: string): void {
    this.#isClosed = true
    this.#close({ code: 'closed', text })
  }

  close(): void {
    this.mute('')
  }
}
