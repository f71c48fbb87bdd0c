import type { HawserEvent } from '../contract/events.ts'
import { csvText } from './csv.ts'
import { cleanText } from './diagnose/redact.ts'

/** Events as a file that may leave this machine: secrets are gone from it. `known`: those that stand in the settings. */
export function exportEvents(
  events: readonly HawserEvent[],
  form: 'csv' | 'json',
  known: readonly string[],
  now: number,
): { text: string; name: string } {
  const clean = events.map((event) => ({ ...event, text: cleanText(event.text, known) }))
  const name = `hawser-events-${new Date(now).toISOString().slice(0, 16).replace(/[T:]/g, '-')}.${form}`
  const text =
    form === 'json' ? `${JSON.stringify({ hawserEvents: 1, events: clean }, null, 2)}\n` : asCsv(clean)
  return { text, name }
}

const asCsv = (events: readonly HawserEvent[]) =>
  csvText([
    ['number', 'time', 'level', 'source', 'code', 'text', 'about', 'link'],
    ...events.map(({ seq, at, level, source, code, text, link = '', ...about }) => [
      seq,
      new Date(at).toISOString(),
      level,
      source,
      code,
      text,
      about.ruleId ?? about.bondId ?? about.folderId ?? about.tubeId ?? about.peerId ?? '',
      link,
    ]),
  ])
