import type { Signalling } from '../../../transfer/signalling.ts'

/** The session's end of a way that the page carries on. */
export class PageSignalling implements Signalling {
  readonly role: 'initiator' | 'responder'
  readonly secret: Uint8Array
  readonly closed: Promise<{ code: string; text: string }>
  readonly #closed = Promise.withResolvers<{ code: string; text: string }>()
  readonly #tell: (text: string) => void
  #kept: string[] | undefined = []
  #listener: (text: string) => void = () => {}

  constructor(role: 'initiator' | 'responder', secret: Uint8Array, tell: (text: string) => void) {
    this.role = role
    this.secret = secret
    this.closed = this.#closed.promise
    this.#tell = tell
  }

  get onMessage(): (text: string) => void {
    return this.#listener
  }

  set onMessage(listener: (text: string) => void) {
    this.#listener = listener
    const kept = this.#kept ?? []
    this.#kept = undefined
    for (const text of kept) listener(text)
  }

  send(text: string): void {
    this.#tell(text)
  }

  take(text: string): void {
    if (this.#kept) this.#kept.push(text)
    else this.#listener(text)
  }

  over(code: string, text: string): void {
    this.#closed.resolve({ code, text })
  }

  close(): void {
    this.over('closed', 'This side has ended it.')
  }
}
