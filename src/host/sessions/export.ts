import type { SessionForm, SessionSummary } from '../../contract/sessions.ts'
import { csvText } from '../csv.ts'
import { HiddenAddresses } from '../diagnose/hidden-addresses.ts'
import { cleanText, type Redaction } from '../diagnose/redact.ts'
import type { SubjectMinutes } from './subject-minutes.ts'
import { summaryHtml } from './summary-html.ts'

/** What is exported may leave this machine: every text of it is looked through for secrets, and for addresses if these shall not go. */
function cleaner({ known = [], addresses }: Redaction): <T>(value: T) => T {
  const hidden = addresses ? undefined : new HiddenAddresses([])
  const text = (dirty: string) => {
    const safe = cleanText(dirty, known)
    return hidden?.hide(safe) ?? safe
  }
  const clean = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value)
    if (Array.isArray(value)) return value.map(clean)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, clean(inner)]))
  }
  return <T>(value: T) => clean(value) as T
}

/** A summary as a page to read or as JSON, and the name of a file for it. */
export function exportSummary(
  summary: SessionSummary,
  form: Exclude<SessionForm, 'csv'>,
  redaction: Redaction,
): { text: string; name: string } {
  const clean = cleaner(redaction)(summary)
  const text = form === 'html' ? summaryHtml(clean) : `${JSON.stringify(clean, null, 2)}\n`
  return { text, name: fileName(clean.session, form) }
}

/** Every minute of everything that was active, a line each. */
export function exportMinutes(
  session: SessionSummary['session'],
  minutes: readonly SubjectMinutes[],
  redaction: Redaction,
): { text: string; name: string } {
  const clean = cleaner(redaction)
  const rows = minutes.flatMap((subject) => {
    const [name, id] = [clean(subject.name), clean(subject.id)]
    return subject.minutes.map((minute): Row => ({ at: minute.at, cells: rowOf(subject, name, id, minute) }))
  })
  rows.sort((a, b) => a.at - b.at)
  return {
    text: csvText([heads, ...rows.map(({ cells }) => cells)]),
    name: fileName(clean(session), 'csv'),
  }
}

type Row = { at: number; cells: (string | number)[] }

const heads = [
  'minute',
  'kind',
  'name',
  'id',
  'bytes_down',
  'bytes_up',
  'bits_per_second',
  'frames',
  'late_frames',
  'very_late_frames',
  'missing_frames',
  'dropped_frames',
  'stalls',
  'packets',
  'lost_packets',
  'rtt_ms',
]

const rowOf = (
  { kind }: SubjectMinutes,
  name: string,
  id: string,
  minute: SubjectMinutes['minutes'][number],
): (string | number)[] => [
  new Date(minute.at).toISOString(),
  kind,
  name,
  id,
  minute.bytesDown,
  minute.bytesUp,
  Math.round(((minute.bytesDown + minute.bytesUp) * 8) / 60),
  minute.frames,
  minute.lateFrames,
  minute.veryLateFrames,
  minute.missingFrames,
  minute.droppedFrames,
  minute.stalls,
  minute.packets,
  minute.lostPackets,
  minute.rttMs < 0 ? '' : Math.round(minute.rttMs * 10) / 10,
]

/** `hawser-Saturday-s-match-2026-11-21.html` */
function fileName({ name, startedAt }: SessionSummary['session'], end: string): string {
  const words = name
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60)
  return `hawser-${words || 'session'}-${new Date(startedAt).toISOString().slice(0, 10)}.${end}`
}
