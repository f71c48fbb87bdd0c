import { Fault } from '../../wire/index.ts'
import { toast } from './ui.ts'

/** Says what failed, in the words and with the code of the fault. */
export function tellFailure(what: string, error: unknown): void {
  const fault = error instanceof Fault ? error : undefined
  const text = failureText(error)
  toast({ kind: 'error', text: `${what} ${text}`, ...(fault && { code: fault.code }) })
}

/** What went wrong, in words. */
export const failureText = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)

/** The result, or undefined after the failure was told. */
export async function attempt<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    tellFailure(what, error)
    return undefined
  }
}
