import { z } from 'zod'
import type { RtcSignal } from '../../../transfer/rtc.ts'
import { rtcSignalSchema } from '../../../transfer/session/control-messages.ts'
import { highestLane } from './lane-name.ts'

/** What one end tells the other to make a lane. */
export interface LaneSignal {
  lane: number
  epoch: number
  /** Left out: the responder's end of the lane is dead. */
  signal?: RtcSignal | undefined
}

const schema = z.object({
  lane: z.int().min(0).max(highestLane),
  epoch: z.int().min(0).max(0xffff_ffff),
  signal: rtcSignalSchema.optional(),
})

export const writeLaneSignal = (signal: LaneSignal): string => JSON.stringify(signal)

/** Undefined for a text that is none. */
export function readLaneSignal(text: string): LaneSignal | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
