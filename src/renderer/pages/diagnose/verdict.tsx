import type { Diagnosis } from '../../../contract/diagnose.ts'
import { reportLooks } from '../../components/diagnose-looks.ts'
import { Shape } from '../../components/state-badge.tsx'
import { formatMoment, plural } from '../../format.ts'
import type { Source } from '../../state/diagnosis.ts'

/** The one sentence, before everything else. */
export function Verdict({ report, source }: { report: Diagnosis; source: Source }) {
  const { verdict, state } = report
  const look = reportLooks[state]
  return (
    <section
      aria-label="Verdict"
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
      aria-label="How much has been looked at"
      className="doctor-progress mt-3 block w-full"
      max={Math.max(1, checks.length)}
      value={done}
    >
      {done} of {checks.length}
    </progress>
  )
}

function Facts({ report, source }: { report: Diagnosis; source: Source }) {
  const { startedAt, endedAt, target, peer, deep, state, checks, platform, version } = report
  const now = Date.now()
  const open = checks.filter((check) => check.state === 'waiting' || check.state === 'running').length
  const facts = [
    state === 'running'
      ? `${checks.length - open} of ${plural(checks.length, 'check')}`
      : `${formatMoment(startedAt, now)}, took ${Math.max(0, (endedAt - startedAt) / 1000).toFixed(1)} s`,
    ...(deep ? ['deep'] : []),
    ...(target === '' ? [] : [`target ${target}`]),
    ...(peer === '' ? [] : [`measured against ${peer}`]),
    ...(source.is === 'file' ? [platform, `Hawser ${version}`] : []),
  ]
  return <p className="num mt-2 ml-7.5 text-xs break-words text-muted">{facts.join(' · ')}</p>
}
