import { z } from 'zod'
import type { RtcSignal } from '../rtc.ts'
import { rtcSignalSchema } from './control-messages.ts'

/** What is said through the signalling, while there is no lane that could carry it. */
export interface SignalText {
  lane: number
  /** Which try to make lane 0 it is, from 0; what is of an earlier one is past. */
  attempt: number
  reliable: boolean
  /** Left out: the responder has no lane any more, and asks for another attempt. */
  signal?: RtcSignal | undefined
}

const schema = z.object({
  lane: z.int().min(0).max(0xffff_ffff),
  attempt: z.int().min(0).max(0xffff_ffff),
  reliable: z.boolean(),
  signal: rtcSignalSchema.optional(),
})

export const writeSignalText = (signal: SignalText): string => JSON.stringify(signal)

/** Undefined for a text that is none. */
export function readSignalText(text: string): SignalText | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
