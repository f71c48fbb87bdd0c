import type { Session, SessionSummary } from '../contract/sessions.ts'
import {
  clockText,
  figureCells,
  figureHeads,
  kindWords,
  momentText,
  sessionSentence,
} from '../host/sessions/session-words.ts'
import { spanText } from '../host/sessions/words.ts'
import { textTable } from './text-table.ts'

/** Names come from people: what would steer a terminal is left out. */
const shown = (text: string) => text.replaceAll(/\p{C}/gu, '')

/** The sessions for a terminal, one a line. */
export function sessionsTable(sessions: readonly Session[], now: number): string {
  if (sessions.length === 0) return 'There are no sessions yet. Start one: hawser sessions start NAME'
  return textTable([
    ['ID', 'NAME', 'BEGUN', 'ENDED', 'LASTED'],
    ...sessions.map(({ id, name, startedAt, endedAt }) => [
      id,
      shown(name),
      momentText(startedAt),
      endedAt === 0 ? 'runs' : momentText(endedAt),
      spanText((endedAt || now) - startedAt),
    ]),
  ])
}

const section = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : ['', title, ...lines])

/** A summary for a terminal. */
export function summaryText(summary: SessionSummary): string {
  const { session, until, subjects, worst, events, diagnoses, missing } = summary
  const span = `${momentText(session.startedAt)} to ${session.endedAt === 0 ? 'now' : momentText(until)}`
  const table = textTable([
    ['WHAT', '', ...figureHeads.map((head) => head.toUpperCase())],
    ...subjects.map((figures) => [
      shown(figures.name),
      kindWords[figures.kind].toLowerCase(),
      ...figureCells(figures),
    ]),
  ])
  return [
    `${shown(session.name)}, ${span} (${spanText(until - session.startedAt)})`,
    sessionSentence(summary),
    ...(missing === '' ? [] : [missing]),
    ...(session.note === '' ? [] : ['', ...session.note.split('\n').map(shown)]),
    ...(subjects.length === 0 ? [] : ['', table]),
    ...section(
      'The worst minutes:',
      worst.map(({ at, reasons }) => `  ${clockText(at)}  ${reasons.map(shown).join('; ')}`),
    ),
    ...section(
      'Diagnoses:',
      diagnoses.map(({ startedAt, verdict }) => `  ${clockText(startedAt)}  ${shown(verdict)}`),
    ),
    '',
    `Events: ${events.error} errors, ${events.warning} warnings, ${events.info} others.`,
  ].join('\n')
}
