import { Fault } from '../../src/wire/fault.ts'

/** The code of the fault that this throws, or what else it throws; undefined when it throws nothing. */
export function codeOf(run: () => void): unknown {
  try {
    run()
  } catch (error) {
    return error instanceof Fault ? error.code : error
  }
  return undefined
}
