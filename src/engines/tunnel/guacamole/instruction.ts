/** One instruction in a buffer: filled anew for each, so that reading makes nothing. Holds until the handler returns. */
export interface InstructionView {
  readonly bytes: Uint8Array
  /** The whole instruction, `;` included, is `bytes[start, end)`. */
  readonly start: number
  readonly end: number
  /** Elements, the opcode included. */
  readonly count: number
  /** The opcode; of those that Guacamole knows, always the same string, so that nothing is made. */
  opcode(): string
  /** Element `index` is `bytes[startOf(index), endOf(index))`; 0 is the opcode. */
  startOf(index: number): number
  endOf(index: number): number
  /** Element `index` as a string, or empty when there is none. */
  text(index: number): string
}
