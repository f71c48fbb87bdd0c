import type { SubjectFigures } from '../../contract/sessions.ts'
import type { Interruption } from './interruptions.ts'
import { type Minute, minuteMs, rateOf, type SubjectMinutes } from './subject-minutes.ts'

const bytesIn = ({ bytesDown, bytesUp }: Minute) => bytesDown + bytesUp

/** What one thing did, from its minutes. */
export function figuresOf(
  { kind, id, of, name, minutes }: SubjectMinutes,
  interruptions: readonly Interruption[],
): SubjectFigures {
  const sum = (value: (minute: Minute) => number) =>
    minutes.reduce((total, minute) => total + value(minute), 0)
  const flowing = minutes.filter((minute) => bytesIn(minute) > 0)
  const [first, last] = [flowing[0]?.at ?? 0, flowing.at(-1)?.at ?? 0]
  const rates = wholeMinutes(flowing).map(rateOf)
  const rtts = minutes.filter(({ rttMs }) => rttMs >= 0).map(({ rttMs }) => rttMs)
  const [packets, lost] = [sum((minute) => minute.packets), sum(({ lostPackets }) => lostPackets)]
  const lengths = interruptions.map(({ from, to }) => to - from)
  const seconds = flowing.reduce((total, { ms }) => total + ms / 1000, 0)
  return {
    kind,
    id,
    of,
    name,
    activeMinutes: flowing.length,
    silentMinutes: flowing.length === 0 ? 0 : Math.round((last - first) / minuteMs) + 1 - flowing.length,
    bytesDown: sum(({ bytesDown }) => bytesDown),
    bytesUp: sum(({ bytesUp }) => bytesUp),
    averageRate: seconds === 0 ? 0 : sum(bytesIn) / seconds,
    highestRate: rates.reduce((most, rate) => Math.max(most, rate), 0),
    lowestRate: rates.length === 0 ? 0 : rates.reduce((least, rate) => Math.min(least, rate)),
    frames: kind === 'rule' ? sum(({ frames }) => frames) : -1,
    lateFrames: kind === 'rule' ? sum(({ lateFrames }) => lateFrames) : -1,
    veryLateFrames: kind === 'rule' ? sum(({ veryLateFrames }) => veryLateFrames) : -1,
    missingFrames: kind === 'rule' ? sum(({ missingFrames }) => missingFrames) : -1,
    droppedFrames: kind === 'rule' ? sum(({ droppedFrames }) => droppedFrames) : -1,
    stalls: kind === 'rule' || kind === 'tube' ? sum(({ stalls }) => stalls) : -1,
    interruptions: lengths.length,
    longestInterruptionMs: lengths.reduce((most, length) => Math.max(most, length), 0),
    interruptedMs: lengths.reduce((total, length) => total + length, 0),
    loss: packets === 0 ? -1 : Math.min(1, lost / packets),
    averageRttMs: rtts.length === 0 ? -1 : rtts.reduce((total, rtt) => total + rtt, 0) / rtts.length,
    highestRttMs: rtts.reduce((most, rtt) => Math.max(most, rtt), -1),
  }
}

/** In the first and the last one the flow began and ended: they tell nothing of how fast it was, if there are others. */
export const wholeMinutes = (flowing: readonly Minute[]): readonly Minute[] =>
  flowing.length > 2 ? flowing.slice(1, -1) : flowing
