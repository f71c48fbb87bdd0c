import { SealedTexts } from '../../transfer/code/sealed-texts.ts'
import type { Bytes } from '../../transfer/seal/bytes.ts'
import { Fault } from '../../wire/fault.ts'
import type { Clock } from '../clock.ts'
import type { Line } from './line.ts'

/** What the other end has not yet got. */
const outboxTexts = 64
const outboxChars = 1024 * 1024
const resendMs = 5000
/** As many bytes as a text may have. */
export const textLimit = 64 * 1024

/** What a text is about: a signal of a session, or the end of the call. */
export type Kind = 's' | 'e'

export interface ConversationOptions {
  role: 'initiator' | 'responder'
  /** 32 bytes that only the two ends know. */
  key: Uint8Array
  clock: Clock
  heard(kind: Kind, text: string): void
  /** Somebody on the way has changed something; the conversation is over. */
  failed(fault: Fault): void
}

interface Outgoing {
  number: number
  sealed: string
}

/**
 * Texts between two ends, sealed, each exactly once and in order, over lines that come and go. What the other end has not
 * said that it has is kept and sent again over the next line, so nobody on the way need keep anything.
 *
 * `t<number>:<sealed>` is a text, `h<number>` says up to which one they have come.
 */
export class Conversation {
  readonly #options: ConversationOptions
  readonly #texts: SealedTexts
  #line: Line | undefined
  #outbox: Outgoing[] = []
  #outboxChars = 0
  /** Accepted by `send` and not sealed yet. */
  #unsealed = 0
  #sent = 0
  #received = 0
  #sealing = Promise.resolve()
  #opening = Promise.resolve()
  #cancelResend: (() => void) | undefined
  #flushed: (() => void)[] = []
  #isOver = false

  constructor(options: ConversationOptions) {
    this.#options = options
    this.#texts = new SealedTexts(options.role, options.key.slice() as Bytes)
  }

  /** Both ends are at this line now. */
  attach(line: Line): void {
    if (this.#isOver) return
    this.#line = line
    this.#say(`h${this.#received}`)
    for (const { number, sealed } of this.#outbox) this.#say(`t${number}:${sealed}`)
    if (this.#outbox.length > 0) this.#expectWord()
  }

  detach(): void {
    this.#line = undefined
    this.#cancelResend?.()
    this.#cancelResend = undefined
  }

  /** Throws `too-many` while the other end has not got what it was told before, and `invalid` for a text that is too long. */
  send(kind: Kind, text: string): void {
    if (this.#isOver) return
    if (Buffer.byteLength(text) > textLimit) throw new Fault('invalid', 'A message has at most 64 KiB.')
    if (this.#outbox.length + this.#unsealed >= outboxTexts || this.#outboxChars > outboxChars)
      throw new Fault('too-many', 'The other side has not yet got what it was told before.')
    this.#unsealed++
    this.#sealing = this.#sealing.then(async () => {
      const sealed = await this.#texts.seal(kind + text)
      this.#unsealed--
      if (this.#isOver) return
      const number = ++this.#sent
      this.#outbox.push({ number, sealed })
      this.#outboxChars += sealed.length
      if (this.#line === undefined) return
      this.#say(`t${number}:${sealed}`)
      this.#expectWord()
    })
  }

  /** What came over the line. Throws nothing: what no other end says is passed over. */
  take(text: string): void {
    if (this.#isOver) return
    const read = /^(?:h(\d{1,9})|t(\d{1,9}):([\w-]*))$/.exec(text)
    if (read === null) return
    if (read[1] !== undefined) return this.#acknowledged(Number(read[1]))
    const number = Number(read[2])
    if (number === this.#received + 1) {
      this.#received = number
      this.#open(read[3] ?? '')
    }
    this.#say(`h${this.#received}`)
  }

  /** Resolves when the other end has got all. */
  async flushed(): Promise<void> {
    await this.#sealing
    if (this.#outbox.length > 0 && !this.#isOver)
      await new Promise<void>((resolve) => this.#flushed.push(resolve))
  }

  close(): void {
    this.#isOver = true
    this.detach()
    this.#outbox = []
    this.#tellFlushed()
  }

  #say(text: string): void {
    this.#line?.send({ type: 'text', text })
  }

  #open(sealed: string): void {
    this.#opening = this.#opening.then(async () => {
      if (this.#isOver) return
      const text = await this.#texts.open(sealed).catch(() => undefined)
      if (this.#isOver) return
      const kind = text?.[0]
      if (text !== undefined && (kind === 's' || kind === 'e'))
        return this.#options.heard(kind, text.slice(1))
      this.close()
      this.#options.failed(
        new Fault('transfer-tampered', 'Somebody between the two ends has changed what they say.'),
      )
    })
  }

  #acknowledged(number: number): void {
    while (this.#outbox[0] && this.#outbox[0].number <= number)
      this.#outboxChars -= this.#outbox.shift()!.sealed.length
    if (this.#outbox.length > 0) return
    this.#cancelResend?.()
    this.#cancelResend = undefined
    this.#tellFlushed()
  }

  /** If word does not come, either the line is dead or somebody on the way has lost what was said. */
  #expectWord(): void {
    this.#line?.check()
    this.#cancelResend ??= this.#options.clock.after(resendMs, () => {
      this.#cancelResend = undefined
      const line = this.#line
      if (line && this.#outbox.length > 0) this.attach(line)
    })
  }

  #tellFlushed(): void {
    for (const tell of this.#flushed.splice(0)) tell()
  }
}
