import type { HawserEvent } from '../../contract/events.ts'
import type { SubjectKind, WorstMinute } from '../../contract/sessions.ts'
import { wholeMinutes } from './figures.ts'
import type { Interruption } from './interruptions.ts'
import { type Minute, minuteMs, rateOf, type SubjectMinutes } from './subject-minutes.ts'
import { countText, partText, rateText, spanText } from './words.ts'

const toldMinutes = 10
const toldReasons = 6

/** How much each thing that goes wrong counts; frames that never came and seconds without any weigh most. */
const weights = {
  missingFrame: 3,
  veryLateFrame: 2,
  lateFrame: 1,
  stall: 5,
  lostPart: 200,
  interruptedSecond: 2,
  /** The whole of a rate that is missing. */
  lackingRate: 30,
  errorEvent: 20,
}
/** Loss that retransmission makes up for without anybody noticing. */
const usualLoss = 0.01
/** A stream at less than this part of its usual rate is told of. */
const lowPart = 0.5
/** From so few minutes nobody can tell what is usual. */
const fewMinutes = 5
/** Others go as fast as there is something to carry. */
const streams: ReadonlySet<SubjectKind> = new Set(['rule', 'bond', 'receiver'])

/** A thing with its interruptions. */
export type Told = { subject: SubjectMinutes; interruptions: readonly Interruption[] }

/** The minutes in which most went wrong, the worst first, with what it was. */
export function worstMinutes(told: readonly Told[], events: readonly HawserEvent[]): WorstMinute[] {
  const byTime = new Map<number, { badness: number; reasons: { text: string; badness: number }[] }>()
  const add = (at: number, badness: number, text: string) => {
    const start = Math.floor(at / minuteMs) * minuteMs
    const minute = byTime.get(start) ?? { badness: 0, reasons: [] }
    byTime.set(start, minute)
    minute.badness += badness
    minute.reasons.push({ text, badness })
  }
  for (const { subject, interruptions } of told) {
    const usual = usualRate(subject)
    for (const minute of subject.minutes) {
      const { badness, texts } = faultsIn(minute, subject.kind)
      if (badness > 0) add(minute.at, badness, `${subject.name}: ${texts.join(', ')}`)
    }
    for (const minute of wholeMinutes(subject.minutes)) {
      const rate = rateOf(minute)
      if (rate < usual * lowPart)
        add(
          minute.at,
          weights.lackingRate * (1 - rate / usual),
          `${subject.name}: ${rateText(rate)} in place of ${rateText(usual)}`,
        )
    }
    for (const { from, to } of interruptions)
      for (let at = Math.floor(from / minuteMs) * minuteMs; at < to; at += minuteMs) {
        const ms = Math.min(to, at + minuteMs) - Math.max(from, at)
        add(at, (ms / 1000) * weights.interruptedSecond, `${subject.name}: interrupted for ${spanText(ms)}`)
      }
  }
  for (const { at, level, text } of events) if (level === 'error') add(at, weights.errorEvent, text)
  return [...byTime]
    .map(([at, { badness, reasons }]) => ({
      at,
      badness: Math.round(badness * 10) / 10,
      reasons: worstReasons(reasons),
    }))
    .filter(({ badness }) => badness > 0)
    .sort((a, b) => b.badness - a.badness || a.at - b.at)
    .slice(0, toldMinutes)
}

function worstReasons(reasons: { text: string; badness: number }[]): string[] {
  const texts = reasons.sort((a, b) => b.badness - a.badness).map(({ text }) => text)
  return [...new Set(texts)].slice(0, toldReasons)
}

function faultsIn(minute: Minute, kind: SubjectKind): { badness: number; texts: string[] } {
  const { lateFrames, veryLateFrames, missingFrames, droppedFrames, packets, lostPackets } = minute
  const loss = packets === 0 ? 0 : lostPackets / packets
  // A tube's counter of stalls is about its own readers, who may be slow at will.
  const stalls = kind === 'rule' ? minute.stalls : 0
  const gone = missingFrames + droppedFrames
  const late = Math.max(0, lateFrames - veryLateFrames)
  const faults = { badness: 0, texts: [] as string[] }
  const add = (badness: number, text: () => string) => {
    if (badness <= 0) return
    faults.badness += badness
    faults.texts.push(text())
  }
  add(gone * weights.missingFrame, () => `${countText(gone, 'frame')} missing`)
  add(veryLateFrames * weights.veryLateFrame, () => `${countText(veryLateFrames, 'frame')} very late`)
  add(late * weights.lateFrame, () => `${countText(late, 'frame')} late`)
  add(stalls * weights.stall, () => countText(stalls, 'stall'))
  if (loss > usualLoss) add(loss * weights.lostPart, () => `${partText(loss)} of packets lost`)
  return faults
}

/** The rate of the middle one of its minutes; 0 where nothing is usual. */
function usualRate({ kind, minutes }: SubjectMinutes): number {
  if (!streams.has(kind) || minutes.length < fewMinutes) return 0
  const rates = wholeMinutes(minutes).map(rateOf)
  return rates.sort((a, b) => a - b)[Math.floor(rates.length / 2)] ?? 0
}
