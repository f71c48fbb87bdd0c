import { packAnswer, packOffer, unpackAnswer, unpackOffer } from '../../../transfer/code/packed-offer.ts'
import type { RtcSignal } from '../../../transfer/rtc.ts'
import { readSignalText, writeSignalText } from '../../../transfer/session/signal-text.ts'
import { Fault } from '../../../wire/index.ts'

/** A server that does not answer holds up the last candidates; what was found until then is packed. */
const gatheringMs = 4000

const never = (text: string) => new Fault('rtc-failed', text)

/**
 * The way to the other end that people carry by hand: all that this side's connection tells goes into one text, and
 * comes out of one.
 */
export class PastedSignals {
  /** What this side has to give to the other one. Rejects when the session ends before. */
  readonly text: Promise<string>
  readonly #text = Promise.withResolvers<string>()
  readonly #offer: string | undefined
  readonly #take: (text: string) => void
  readonly #over: (text: string) => void
  readonly #signals: RtcSignal[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #isPacked = false

  /** `offer`: of the other side, where this one answers; throws `offer-invalid`. `take` and `over` lead to the session. */
  constructor(options: {
    offer?: string
    take(text: string): void
    over(text: string): void
  }) {
    this.text = this.#text.promise
    this.text.catch(() => {})
    this.#offer = options.offer
    this.#take = options.take
    this.#over = options.over
  }

  /** Gives the session the pasted offer. Throws `offer-invalid`. */
  begin(): void {
    if (this.#offer !== undefined) this.#feed(unpackOffer(this.#offer))
  }

  /** Throws `offer-invalid`. */
  async answer(text: string): Promise<void> {
    this.#feed(unpackAnswer(text, await this.text))
  }

  /** What the session would say. */
  heard(text: string): void {
    const said = readSignalText(text)
    if (said?.signal === undefined || said.lane !== 0) return
    // Another try would have to be carried by hand as well, and nobody waits for it.
    if (said.attempt > 0)
      return this.#over('The two sides did not find a way to one another. Make a new offer.')
    if (this.#isPacked) return
    const { signal } = said
    this.#signals.push(signal)
    if (signal.type !== 'candidate') this.#timer ??= setTimeout(() => this.#pack(), gatheringMs)
    else if (signal.candidate === '') this.#pack()
  }

  fail(text: string): void {
    clearTimeout(this.#timer)
    this.#text.reject(never(text))
  }

  #pack(): void {
    if (this.#isPacked) return
    this.#isPacked = true
    clearTimeout(this.#timer)
    try {
      this.#text.resolve(
        this.#offer === undefined ? packOffer(this.#signals) : packAnswer(this.#signals, this.#offer),
      )
    } catch (error) {
      this.#text.reject(error)
    }
  }

  #feed(signals: readonly RtcSignal[]): void {
    for (const signal of signals) this.#take(writeSignalText({ lane: 0, attempt: 0, reliable: true, signal }))
  }
}
