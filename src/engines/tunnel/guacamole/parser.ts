import { isAscii } from 'node:buffer'
import { Fault } from '../../../wire/fault.ts'
import { copyBytes } from '../frame/copy-bytes.ts'
import { InstructionView } from './instruction.ts'
import { guacdLimits, type InstructionLimits } from './limits.ts'
import { longRun, readWhole } from './whole.ts'

export interface InstructionHandler {
  instruction(instruction: InstructionView): void
}

/** What the next byte belongs to. */
const inLength = 0
const inValue = 1
const atDelimiter = 2
const firstCarry = 512
/** More than that is not kept for the next instruction that comes in pieces. */
const keptCarry = 16 * 1024
const none = new Uint8Array(0)

const invalid = (what: string) =>
  new Fault('instruction-invalid', `A Guacamole instruction is malformed: ${what}.`)
const beyond = (what: string) =>
  new Fault('instruction-limit', `A Guacamole instruction has more than ${what}.`)

/**
 * Takes a stream of Guacamole instructions apart, wherever it is split: `LENGTH.VALUE,LENGTH.VALUE;`, where lengths count
 * Unicode code points. Each byte is looked at once, however small the pieces. Strict: signs, blanks, missing digits, ill-formed
 * UTF-8 and anything between instructions are errors, and nothing after them is read.
 */
export class InstructionParser {
  readonly #handler: InstructionHandler
  readonly #limits: Readonly<InstructionLimits>
  readonly #view: InstructionView
  #phase: number = inLength
  /** The length so far while it is read, then the code points that are missing. */
  #number = 0
  #digits = 0
  #count = 0
  /** Bytes that are missing of a character, and the range that the next one must be in. */
  #missing = 0
  #low = 0x80
  #high = 0xbf
  /** Where the instruction begins in the piece that is read: negative when it began in an earlier one. */
  #base = 0
  #carry: Uint8Array = none
  #carried = 0
  #isStopped = false
  #ended: unknown

  constructor(handler: InstructionHandler, limits: Readonly<InstructionLimits> = guacdLimits) {
    this.#handler = handler
    this.#limits = limits
    this.#view = new InstructionView(limits.elements)
  }

  /** Bytes of an instruction whose end has not arrived. */
  get heldBytes(): number {
    return this.#carried
  }

  /** To be called by the handler: nothing after this instruction is read. */
  stop(): void {
    this.#isStopped = true
  }

  /**
   * Calls the handler for each instruction that is complete with these bytes. Returns how many bytes were read: all, unless
   * it was stopped. Throws `instruction-invalid`, `instruction-limit` and what the handler throws, and then the same again.
   */
  push(bytes: Uint8Array): number {
    if (this.#ended !== undefined) throw this.#ended
    let at = 0
    try {
      if (this.#carried > 0) at = this.#readCarefully(bytes, 0)
      while (at < bytes.length && !this.#isStopped) {
        const next = readWhole(bytes, at, bytes.length, this.#limits, this.#view)
        if (next < 0) at = this.#readCarefully(bytes, at)
        else {
          at = next
          this.#handler.instruction(this.#view)
        }
      }
      return at
    } catch (error) {
      this.#ended = error
      this.#carry = none
      this.#carried = 0
      throw error
    } finally {
      this.#view.bytes = none
    }
  }

  /** Reads an instruction that is out of the ordinary; returns where the next one begins. */
  #readCarefully(bytes: Uint8Array, from: number): number {
    this.#base = this.#carried > 0 ? -this.#carried : from
    const next = this.#scan(bytes, from)
    if (next < 0) this.#append(bytes, from, bytes.length)
    else this.#deliver(bytes, next)
    return next < 0 ? bytes.length : next
  }

  /** Reads on from `from`; returns where the instruction ends, or -1 when that is not there. */
  #scan(bytes: Uint8Array, from: number): number {
    const end = bytes.length
    const limits = this.#limits
    const { starts, ends } = this.#view
    const base = this.#base
    let phase = this.#phase
    let number = this.#number
    let count = this.#count
    let i = from
    for (;;) {
      if (phase === inLength) {
        let digits = this.#digits
        for (;;) {
          if (i >= end) {
            this.#digits = digits
            return this.#pause(inLength, number, count)
          }
          const byte = bytes[i++]!
          if (byte >= 0x30 && byte <= 0x39) {
            if (++digits > limits.digits) throw beyond(`${limits.digits} digits in a length`)
            number = number * 10 + byte - 0x30
          } else if (byte === 0x2e && digits > 0) break
          else throw invalid('a length is not a number with a dot behind it')
        }
        this.#digits = 0
        if (number > limits.codePoints) throw beyond(`${limits.codePoints} characters in an element`)
        if (count === limits.elements) throw beyond(`${limits.elements} elements`)
        starts[count] = i - base
        phase = inValue
      }
      if (phase === inValue) {
        const run = number < end - i ? number : end - i
        if (run > longRun && this.#missing === 0 && isAscii(bytes.subarray(i, i + run))) {
          i += run
          number -= run
        }
        for (;;) {
          if (this.#missing > 0) i = this.#continue(bytes, i)
          while (number > 0 && i < end && bytes[i]! < 0x80) {
            i++
            number--
          }
          if (i >= end) {
            if (number > 0 || this.#missing > 0) return this.#pause(inValue, number, count)
            break
          }
          if (number === 0) break
          this.#begin(bytes[i++]!)
          number--
        }
        ends[count++] = i - base
        phase = atDelimiter
      }
      if (i >= end) return this.#pause(atDelimiter, 0, count)
      const delimiter = bytes[i++]!
      number = 0
      phase = inLength
      if (delimiter === 0x2c) continue
      if (delimiter !== 0x3b) throw invalid('an element is not as long as it says')
      if (i - base > limits.bytes) throw beyond(`${limits.bytes} bytes`)
      this.#pause(inLength, 0, 0)
      this.#view.count = count
      return i
    }
  }

  #pause(phase: number, number: number, count: number): -1 {
    this.#phase = phase
    this.#number = number
    this.#count = count
    return -1
  }

  /** The first byte of a character of several (RFC 3629). */
  #begin(lead: number): void {
    this.#low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
    this.#high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
    if (lead < 0xc2 || lead > 0xf4) throw invalid('it is no UTF-8')
    this.#missing = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3
  }

  #continue(bytes: Uint8Array, from: number): number {
    let i = from
    while (this.#missing > 0 && i < bytes.length) {
      const byte = bytes[i++]!
      if (byte < this.#low || byte > this.#high) throw invalid('it is no UTF-8')
      this.#low = 0x80
      this.#high = 0xbf
      this.#missing--
    }
    return i
  }

  #deliver(bytes: Uint8Array, end: number): void {
    const view = this.#view
    const start = this.#base
    if (start < 0) {
      this.#append(bytes, 0, end)
      view.bytes = this.#carry
      view.start = 0
      view.end = this.#carried
      this.#carried = 0
    } else {
      view.bytes = bytes
      view.start = start
      view.end = end
    }
    if (this.#carry.length > keptCarry) this.#carry = none
    this.#handler.instruction(view)
  }

  #append(bytes: Uint8Array, from: number, to: number): void {
    const needed = this.#carried + to - from
    if (needed > this.#limits.bytes) throw beyond(`${this.#limits.bytes} bytes`)
    if (needed > this.#carry.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(firstCarry, needed * 2))
      copyBytes(this.#carry, 0, this.#carried, larger, 0)
      this.#carry = larger
    }
    copyBytes(bytes, from, to, this.#carry, this.#carried)
    this.#carried = needed
  }
}
