import type { CheckState, Diagnosis, PlanLine } from '../../contract/diagnose.ts'

export const stateWords: Readonly<Record<CheckState, string>> = {
  waiting: 'waiting',
  running: 'running',
  good: 'good',
  poor: 'poor',
  bad: 'bad',
  unknown: 'not known',
  skipped: 'skipped',
}

export const planWords: Readonly<Record<PlanLine['verdict'], string>> = {
  go: 'go',
  risk: 'risk',
  'no-go': 'no-go',
  unknown: 'not known',
}

/** `1.8 × what is needed`, or nothing where there is no such number. */
export const marginText = (margin: number): string =>
  margin < 0 ? '' : `${margin >= 10 ? Math.round(margin) : margin.toFixed(1)} × what is needed`

/** `2026-11-21 17:20:05 UTC`: reports travel between time zones. */
export const timeText = (at: number): string => {
  const time = new Date(at)
  return Number.isNaN(time.getTime())
    ? ''
    : time
        .toISOString()
        .replace('T', ' ')
        .replace(/\.\d+Z$/, ' UTC')
}

/** What a report is about, as names and values; what does not apply is left out. */
export function factsOf(report: Diagnosis): [string, string][] {
  const seconds = (report.endedAt - report.startedAt) / 1000
  const facts: [string, string][] = [
    ['Begun', timeText(report.startedAt)],
    ['Took', `${seconds.toFixed(1)} s${report.deep ? ', deep' : ''}`],
    ['Target', report.target],
    ['Device', report.peer],
    ['System', report.platform],
    ['Hawser', report.version],
  ]
  return facts.filter(([, value]) => value !== '')
}

export const figureText = (value: Diagnosis['checks'][number]['figures'][string]): string =>
  Array.isArray(value) ? value.join(', ') : String(value)
