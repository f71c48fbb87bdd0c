import type { SessionSummary, SubjectFigures, SubjectKind } from '../../contract/sessions.ts'
import { bytesText, countText, partText, rateText, spanText } from './words.ts'

export const kindWords: Readonly<Record<SubjectKind, string>> = {
  rule: 'Rule',
  bond: 'Bond',
  link: 'Link',
  receiver: 'Receiver',
  folder: 'Folder',
  tube: 'Tube',
}

const two = (n: number) => String(n).padStart(2, '0')
/** `14:03` in this machine's time. */
export const clockText = (at: number): string => {
  const date = new Date(at)
  return `${two(date.getHours())}:${two(date.getMinutes())}`
}
/** `2026-11-21 14:03` in this machine's time. */
export const momentText = (at: number): string => {
  const date = new Date(at)
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clockText(at)}`
}
/** What this machine's time is: `UTC+01:00` */
export function zoneText(at: number): string {
  const minutes = -new Date(at).getTimezoneOffset()
  const size = Math.abs(minutes)
  return `UTC${minutes < 0 ? '−' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

const known = (value: number, text: (value: number) => string) => (value < 0 ? '–' : text(value))

/** The figures of a subject for a table, under the heads of `figureHeads`. */
export function figureCells(figures: SubjectFigures): string[] {
  const { frames, lateFrames, missingFrames, droppedFrames, interruptions, loss, averageRttMs } = figures
  const gone = missingFrames + droppedFrames
  return [
    [figures.bytesDown, figures.bytesUp].map(bytesText).join(' / '),
    figures.activeMinutes === 0 ? '–' : rateText(figures.averageRate),
    figures.activeMinutes === 0 ? '–' : `${rateText(figures.lowestRate)} to ${rateText(figures.highestRate)}`,
    frames <= 0 ? '–' : `${frames}, ${lateFrames} late, ${gone} missing`,
    interruptions === 0 ? 'none' : `${interruptions}, the longest ${spanText(figures.longestInterruptionMs)}`,
    known(loss, partText),
    known(averageRttMs, (ms) => `${Math.round(ms)} ms, up to ${Math.round(figures.highestRttMs)} ms`),
  ]
}
export const figureHeads = [
  'Down / up',
  'Average',
  'Lowest to highest minute',
  'Frames',
  'Interruptions',
  'Loss',
  'Round trip',
] as const

/** What there is to say of the whole, in one sentence. */
export function sessionSentence({ subjects, bytes, events }: SessionSummary): string {
  const things = subjects.filter(({ kind }) => kind !== 'link')
  if (things.length === 0) return 'Nothing flowed.'
  const interruptions = things.reduce((sum, one) => sum + one.interruptions, 0)
  const longest = Math.max(...things.map(({ longestInterruptionMs }) => longestInterruptionMs))
  const gone = things.reduce((sum, one) => sum + Math.max(0, one.missingFrames + one.droppedFrames), 0)
  const late = things.reduce((sum, one) => sum + Math.max(0, one.lateFrames), 0)
  const faults = [
    interruptions > 0 && `${countText(interruptions, 'interruption')}, the longest ${spanText(longest)}`,
    gone > 0 && `${countText(gone, 'frame')} missing`,
    late > 0 && `${countText(late, 'frame')} late`,
    events.error > 0 && countText(events.error, 'error'),
  ].filter((text) => text !== false)
  const moved = `${bytesText(bytes)} by ${countText(things.length, 'subject')}`
  return `${moved}; ${faults.length === 0 ? 'nothing went wrong' : faults.join('; ')}.`
}

/** Whether anything went wrong, as the colour of a heading. */
export function sessionState({ subjects, events }: SessionSummary): 'good' | 'poor' | 'bad' {
  const isBad = subjects.some(({ kind, interruptions }) => kind !== 'link' && interruptions > 0)
  if (isBad || events.error > 0) return 'bad'
  const isPoor = subjects.some(
    ({ lateFrames, missingFrames, droppedFrames }) => lateFrames > 0 || missingFrames + droppedFrames > 0,
  )
  return isPoor || events.warning > 0 ? 'poor' : 'good'
}
