import type { HawserEvent } from '../../../../src/contract/events.ts'
import type { SubjectKind } from '../../../../src/contract/sessions.ts'
import type { Minute, SubjectMinutes } from '../../../../src/host/sessions/subject-minutes.ts'
import { minuteMs } from '../../../../src/host/sessions/subject-minutes.ts'

/** Two o'clock on a Saturday. */
export const start = Date.UTC(2026, 10, 21, 14)
export const at = (minutes: number): number => start + minutes * minuteMs

let seq = 0
export const event = (minutes: number, code: string, about: Partial<HawserEvent> = {}): HawserEvent => ({
  seq: ++seq,
  at: at(minutes),
  level: 'info',
  source: 'forward',
  code,
  text: `Something about ${code}.`,
  ...about,
})

const quiet: Omit<Minute, 'at'> = {
  ms: minuteMs,
  bytesDown: 0,
  bytesUp: 0,
  frames: 0,
  lateFrames: 0,
  veryLateFrames: 0,
  missingFrames: 0,
  droppedFrames: 0,
  stalls: 0,
  packets: 0,
  lostPackets: 0,
  rttMs: -1,
}
export const minute = (n: number, given: Partial<Minute> = {}): Minute => ({ ...quiet, at: at(n), ...given })

export const subject = (
  minutes: Minute[],
  {
    kind = 'rule',
    id = 'crane',
    of = '',
    name = 'Crane',
  }: { kind?: SubjectKind; id?: string; of?: string; name?: string } = {},
): SubjectMinutes => ({ kind, id, of, name, minutes })
