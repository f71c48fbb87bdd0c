import type { Diagnosis } from '../../../contract/diagnose.ts'
import { t } from '../../../language/t.ts'
import { reportLooks } from '../../components/diagnose-looks.ts'
import { Shape } from '../../components/state-badge.tsx'
import { formatDecimal, formatMoment } from '../../format.ts'
import type { Source } from '../../state/diagnosis.ts'

/** The one sentence, before everything else. */
export function Verdict({ report, source }: { report: Diagnosis; source: Source }) {
  const { verdict, state } = report
  const look = reportLooks[state]
  return (
    <section
      aria-label={t('Verdict')}
      data-state={state}
      className={`rounded-xl border border-line px-5 py-4 ${look.soft}`}
    >
      <div role="status" aria-live="polite" aria-atomic="true" className="flex items-start gap-3.5">
        <Shape look={look} className={`mt-1.5 size-4 ${state === 'running' ? 'breathe' : ''}`} />
        <h2 className="num min-w-0 text-xl font-semibold text-balance break-words">
          {verdict}
          <span className="sr-only"> ({look.word})</span>
        </h2>
      </div>
      {state === 'running' && <Progress report={report} />}
      <Facts report={report} source={source} />
    </section>
  )
}

function Progress({ report: { checks } }: { report: Diagnosis }) {
  const open = checks.filter(({ state }) => state === 'waiting' || state === 'running').length
  const done = checks.length - open
  return (
    <progress
      aria-label={t('How much has been looked at')}
      className="doctor-progress mt-3 block w-full"
      max={Math.max(1, checks.length)}
      value={done}
    >
      {t('{{done}} of {{checks}}', { done, checks: checks.length })}
    </progress>
  )
}

function Facts({ report, source }: { report: Diagnosis; source: Source }) {
  const { startedAt, endedAt, target, peer, deep, state, checks, platform, version } = report
  const now = Date.now()
  const open = checks.filter((check) => check.state === 'waiting' || check.state === 'running').length
  const facts = [
    state === 'running'
      ? t('{{done}} of {{count}} checks', { done: checks.length - open, count: checks.length })
      : t('{{started}}, took {{seconds}} s', {
          started: formatMoment(startedAt, now),
          seconds: formatDecimal(Math.max(0, (endedAt - startedAt) / 1000), 1),
        }),
    ...(deep ? [t('deep')] : []),
    ...(target === '' ? [] : [t('target {{target}}', { target })]),
    ...(peer === '' ? [] : [t('measured against {{peer}}', { peer })]),
    ...(source.is === 'file' ? [platform, t('Hawser {{version}}', { version })] : []),
  ]
  return <p className="num mt-2 ml-7.5 text-xs break-words text-muted">{facts.join(' · ')}</p>
}
