/** What a parser takes; guacd's own where it has them. */
export interface InstructionLimits {
  /** Elements of an instruction, its opcode included. */
  elements: number
  /** Unicode code points of an element. */
  codePoints: number
  /** Digits of an element's length. */
  digits: number
  /** Bytes of an instruction that arrives in pieces: ours, so that memory is bounded. */
  bytes: number
}

export const guacdLimits: Readonly<InstructionLimits> = {
  elements: 128,
  codePoints: 8192,
  digits: 5,
  bytes: 256 * 1024,
}
