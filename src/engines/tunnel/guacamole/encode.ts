import { Fault } from '../../../wire/fault.ts'
import { guacdLimits } from './limits.ts'

const encoder = new TextEncoder()
/** The most digits of a length, its dot, and the delimiter. */
const frameBytes = 7

/**
 * An instruction in UTF-8, each length in code points. A surrogate without its other half becomes U+FFFD. Throws `instruction-limit`
 * for what guacd does not take.
 */
export function encodeInstruction(opcode: string, ...args: readonly string[]): Uint8Array {
  let room = instructionRoom(opcode)
  for (const arg of args) room += instructionRoom(arg)
  if (args.length >= guacdLimits.elements)
    throw new Fault('instruction-limit', `An instruction has at most ${guacdLimits.elements} elements.`)
  const into = Buffer.allocUnsafe(room)
  let at = writeElement(into, 0, opcode)
  for (const arg of args) {
    into[at++] = 0x2c
    at = writeElement(into, at, arg)
  }
  into[at++] = 0x3b
  return into.subarray(0, at)
}

const instructionRoom = (text: string) => frameBytes + text.length * 3

function writeElement(into: Uint8Array, at: number, text: string): number {
  const value = writeLength(into, at, text.length)
  const written = writeText(into, value, text)
  // Only in ASCII are there as many bytes as code units.
  const length = written === text.length ? written : codePoints(text)
  if (length > guacdLimits.codePoints)
    throw new Fault(
      'instruction-limit',
      `An element has at most ${guacdLimits.codePoints} characters, this one ${length}.`,
    )
  if (length === text.length) return value + written
  const moved = writeLength(into, at, length)
  if (moved === value) return value + written
  return moved + writeText(into, moved, text)
}

/** Short texts of ASCII are written here, which is faster than a call. */
function writeText(into: Uint8Array, at: number, text: string): number {
  if (text.length <= shortText) {
    let i = 0
    for (; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      if (unit >= 0x80) break
      into[at + i] = unit
    }
    if (i === text.length) return i
  }
  return encoder.encodeInto(text, into.subarray(at)).written
}
const shortText = 32

function writeLength(into: Uint8Array, at: number, length: number): number {
  let divisor = 1
  while (divisor * 10 <= length) divisor *= 10
  for (; divisor >= 1; divisor = Math.floor(divisor / 10))
    into[at++] = 0x30 + (Math.floor(length / divisor) % 10)
  into[at++] = 0x2e
  return at
}

/** Unicode code points of a string; a surrogate without its other half counts as one. */
export function codePoints(text: string): number {
  let count = text.length
  for (let i = 0; i < text.length - 1; i++)
    if ((text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      count--
      i++
    }
  return count
}
