import type { InstructionView } from './instruction.ts'
import { guacdLimits, type InstructionLimits } from './limits.ts'

export interface InstructionHandler {
  instruction(instruction: InstructionView): void
}

/** Takes a stream of Guacamole instructions apart, wherever it is split. */
export class InstructionParser {
  constructor(handler: InstructionHandler, limits: Readonly<InstructionLimits> = guacdLimits) {
    void handler
    void limits
  }
  /** Throws `instruction-invalid`, `instruction-limit`, and then the same again. */
  push(bytes: Uint8Array): void {
    void bytes
  }
}
