import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { type CheckResult, checkTitles } from '../../../contract/diagnose.ts'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { checkLooks } from '../../components/diagnose-looks.ts'
import { Segmented } from '../../components/field.tsx'
import { Card } from '../../components/page.tsx'
import { Badge } from '../../components/state-badge.tsx'
import { formatDecimal } from '../../format.ts'

const views = translated(
  [
    { value: 'all', label: 'All' },
    { value: 'wrong', label: 'What is not good' },
  ] as const,
  'label',
)

/** Everything that was looked at; each opens to what was measured. */
export function Checks({ checks }: { checks: readonly CheckResult[] }) {
  const [view, setView] = useState<'all' | 'wrong'>('all')
  const wrong = checks.filter(({ state }) => state === 'poor' || state === 'bad')
  const shown = view === 'all' ? checks : wrong
  return (
    <Card
      title={t('Checks ({{checks}})', { checks: checks.length })}
      actions={<Segmented label={t('Which checks')} value={view} options={views} change={setView} />}
    >
      <ul className="pb-2">
        {shown.map((check) => (
          <Check key={check.name} check={check} />
        ))}
      </ul>
      {shown.length === 0 && (
        <p className="px-4 pb-3 text-muted">{t('Nothing that was looked at is poor or bad.')}</p>
      )}
      <p className="sr-only" role="status">
        {t('{{count}} checks not good', { count: wrong.length })}
      </p>
    </Card>
  )
}

function Check({ check }: { check: CheckResult }) {
  const { name, state, summary, evidence, figures, ms } = check
  const look = checkLooks[state]
  const numbers = Object.entries(figures)
  const head = (
    <>
      <Badge look={look} />
      <span className="min-w-0">
        <span className="font-medium">{t(checkTitles[name])}</span>
        {summary !== '' && (
          <span className={`num block break-words ${state === 'skipped' ? 'text-faint' : 'text-muted'}`}>
            {summary}
          </span>
        )}
      </span>
    </>
  )
  const row = 'grid grid-cols-[5.5rem_minmax(0,1fr)_1rem] items-baseline gap-x-3 px-4 py-1.5'
  if (evidence.length + numbers.length === 0)
    return (
      <li className={row} data-check={name} data-state={state}>
        {head}
      </li>
    )
  return (
    <li data-check={name} data-state={state}>
      <details className="group/check">
        <summary className={`${row} list-none hover:bg-hover focus-visible:-outline-offset-2`}>
          {head}
          <ChevronRight
            aria-hidden
            className="size-4 self-center text-faint transition-transform group-open/check:rotate-90"
          />
        </summary>
        <div className="num grid gap-x-8 gap-y-2 px-4 pt-0.5 pb-3 pl-[6.25rem] text-xs text-muted @3xl:pl-[7.25rem]">
          <ul>
            {evidence.map((line, n) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines may be alike, and keep their places
              <li key={n} className="break-words">
                {line}
              </li>
            ))}
          </ul>
          {numbers.length > 0 && (
            <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4">
              {numbers.map(([of, value]) => (
                <div key={of} className="contents">
                  <dt className="text-faint">{of}</dt>
                  <dd className="break-words">{Array.isArray(value) ? value.join(', ') : String(value)}</dd>
                </div>
              ))}
            </dl>
          )}
          {ms > 0 && (
            <p className="text-faint">{t('Took {{seconds}} s', { seconds: formatDecimal(ms / 1000, 1) })}</p>
          )}
        </div>
      </details>
    </li>
  )
}
