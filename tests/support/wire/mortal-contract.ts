import { z } from 'zod'
import { call, stream } from '../../../src/contract/procedure.ts'

/** Of an engine that dies when it is told to. */
export const mortalContract = {
  echo: call(z.unknown(), z.unknown()),
  defect: call(z.void(), z.void()),
  nativeEnds: call(z.void(), z.number()),
  pid: call(z.void(), z.number()),
  /** `abort`: as native code does; `throw`: where nobody catches it. */
  die: call(z.enum(['abort', 'throw', 'exit', 'hang']), z.void()),
  numbers: stream(z.void(), z.number()),
}
