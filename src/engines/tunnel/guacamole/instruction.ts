import { knownOpcode } from './opcodes.ts'

/**
 * One instruction in a buffer: filled anew for each, so that reading makes nothing. Holds until the handler returns.
 * Strings are made when they are asked for.
 */
export class InstructionView {
  bytes: Uint8Array = none
  /** The whole instruction, `;` included, is `bytes[start, end)`. */
  start = 0
  end = 0
  /** Elements, the opcode included. */
  count = 0
  /** Where each element begins and ends, counted from `start`. */
  readonly starts: Int32Array
  readonly ends: Int32Array

  constructor(elements: number) {
    this.starts = new Int32Array(elements)
    this.ends = new Int32Array(elements)
  }

  /** The opcode; of those that Guacamole knows always the same string. */
  opcode(): string {
    const { bytes, start } = this
    return knownOpcode(bytes, start + this.starts[0]!, start + this.ends[0]!) ?? this.text(0)
  }

  /** Element `index` is `bytes[startOf(index), endOf(index))`; 0 is the opcode. */
  startOf(index: number): number {
    return this.start + this.starts[index]!
  }

  endOf(index: number): number {
    return this.start + this.ends[index]!
  }

  /** Element `index` as a string, or empty when there is none. */
  text(index: number): string {
    if (index >= this.count) return ''
    return textOf(this.bytes, this.start + this.starts[index]!, this.start + this.ends[index]!)
  }
}
const none = new Uint8Array(0)

interface Slice {
  call(bytes: Uint8Array, start: number, end: number): string
}
const { utf8Slice } = Buffer.prototype as unknown as { utf8Slice: Slice }

/** `bytes[start, end)` is well-formed UTF-8. */
function textOf(bytes: Uint8Array, start: number, end: number): string {
  return utf8Slice.call(bytes, start, end)
}
