/** An instruction in UTF-8. Throws `instruction-limit`. */
export function encodeInstruction(opcode: string, ...args: readonly string[]): Uint8Array {
  void opcode
  void args
  return new Uint8Array(0)
}
