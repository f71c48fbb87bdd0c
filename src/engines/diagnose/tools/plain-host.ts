import { hostSchema } from '../../../contract/rule.ts'

/** Whether a text may stand as a host among the arguments of a program: a name or an address, never an option. */
export const isPlainHost = (text: string): boolean => hostSchema.safeParse(text).data === text
