import { z } from 'zod'
import { type FaultCode, faultCodes } from '../../../contract/fault-codes.ts'
import { Fault } from '../../../wire/fault.ts'
import { maxTextBytes } from './lane-records.ts'

const id = z.string().min(1).max(64)
const endpoint = { host: z.string().min(1).max(255), port: z.int().min(0).max(65_535) }
const schema = z.discriminatedUnion('type', [
  /** Of a lane that is being made. */
  z.object({ type: z.literal('signal'), text: z.string() }),
  z.object({ type: z.literal('listen'), id, ...endpoint }),
  z.object({ type: z.literal('unlisten'), id }),
  z.object({ type: z.literal('listening'), id, ...endpoint }),
  z.object({ type: z.literal('refused'), id, code: z.string().max(64), text: z.string().max(1000) }),
  /** How many lanes would pay for what the sender sends. */
  z.object({ type: z.literal('lanes'), wanted: z.int().min(1).max(64) }),
])
export type TubeText = z.output<typeof schema>

/** Codes that this version does not know are a matter of the other end's. */
export const knownCode = (code: string): FaultCode =>
  Object.hasOwn(faultCodes, code) ? (code as FaultCode) : 'listen-failed'

/** That the other end has not heard of; and of how many bytes. */
const mostUnheard = 2000
const mostUnheardBytes = 4 * 1024 * 1024
const perSecond = 1000

interface Numbered {
  number: number
  utf8: Uint8Array
}

/** What carries a text: one peer connection of a lane. */
export interface TextCarrier {
  sayText(number: number, utf8: Uint8Array): void
}

/**
 * Wishes and answers of two ends, in order and exactly once, whatever becomes of the lanes: each text has a number, and those that were not
 * heard are said again on the next lane.
 */
export class Texts {
  /** Of the other end, that were heard. */
  heard = 0
  readonly #now: () => number
  readonly #take: (text: TubeText) => void
  #unheard: Numbered[] = []
  #unheardBytes = 0
  #next = 1
  #second = 0
  #inSecond = 0

  /** `take`: each text of the other end, once. */
  constructor(now: () => number, take: (text: TubeText) => void) {
    this.#now = now
    this.#take = take
  }

  /** Throws `tunnel-limit` when the other end does not hear, or the text is too long. */
  say(text: TubeText, carrier: TextCarrier | undefined): void {
    const utf8 = new TextEncoder().encode(JSON.stringify(text))
    this.#unheardBytes += utf8.length
    if (
      utf8.length > maxTextBytes ||
      this.#unheard.length >= mostUnheard ||
      this.#unheardBytes > mostUnheardBytes
    )
      throw new Fault('tunnel-limit', 'The other side does not hear what it is told.')
    const numbered = { number: this.#next++, utf8 }
    this.#unheard.push(numbered)
    carrier?.sayText(numbered.number, utf8)
  }

  /** The other end has so many. */
  otherHeard(count: number): void {
    if (count >= this.#next) throw new Fault('tunnel-protocol', 'The other side heard what was not said.')
    while (this.#unheard[0] && this.#unheard[0].number <= count) {
      this.#unheardBytes -= this.#unheard[0].utf8.length
      this.#unheard.shift()
    }
  }

  /** On a carrier that is new: what was said on another may be lost. */
  repeat(carrier: TextCarrier): void {
    for (const { number, utf8 } of this.#unheard) carrier.sayText(number, utf8)
  }

  /** One has come. Throws `tunnel-protocol` and `tunnel-limit`. */
  hear(number: number, text: string): void {
    // What was said twice is known; what comes too early will be said again, after what is missing.
    if (number !== this.heard + 1) return
    this.heard = number
    const second = Math.floor(this.#now() / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#inSecond = 0
    }
    if (++this.#inSecond > perSecond)
      throw new Fault('tunnel-limit', 'The other side says more than anyone can hear.')
    this.#take(read(text))
  }
}

function read(text: string): TubeText {
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    throw new Fault('tunnel-protocol', 'The other side says what nobody understands.')
  }
}
