import type { PlanLine } from '../../../contract/diagnose.ts'
import { t } from '../../../language/t.ts'
import { planLooks } from '../../components/diagnose-looks.ts'
import { Card } from '../../components/page.tsx'
import { Badge } from '../../components/state-badge.tsx'
import { formatDecimal } from '../../format.ts'

const order: readonly PlanLine['verdict'][] = ['no-go', 'risk', 'unknown', 'go']

/** Go or no-go for what is planned, the worst first. */
export function PlanList({ lines }: { lines: readonly PlanLine[] }) {
  if (lines.length === 0) return null
  const count = (verdict: PlanLine['verdict']) => lines.filter((line) => line.verdict === verdict).length
  const [noGo, risk, unknown] = [count('no-go'), count('risk'), count('unknown')]
  const sum =
    noGo > 0
      ? t('No-go: {{noGo}} of {{lines}} will not work as it is.', { noGo, lines: lines.length })
      : risk > 0
        ? t('Go, at a risk: {{risk}} of {{lines}} with little room.', { risk, lines: lines.length })
        : unknown > 0
          ? t('Go, as far as can be told: {{unknown}} of {{lines}} not known.', {
              unknown,
              lines: lines.length,
            })
          : t('Go: there is room for all of it.')
  return (
    <Card title={t('Before the session')}>
      <p className="px-4 pb-2 font-medium" data-plan={noGo > 0 ? 'no-go' : risk > 0 ? 'risk' : 'go'}>
        {sum}
      </p>
      <ul className="px-4 pb-3">
        {lines
          .toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))
          .map((line) => (
            <Line key={`${line.text} ${line.reason}`} line={line} />
          ))}
      </ul>
    </Card>
  )
}

/** Twice of what is needed, or more, fills the bar. */
const fullBar = 2

function Line({ line: { text, verdict, margin, reason } }: { line: PlanLine }) {
  const look = planLooks[verdict]
  const room = margin >= 10 ? String(Math.round(margin)) : formatDecimal(margin, 1).replace(/[.,]0$/, '')
  return (
    <li className="grid grid-cols-[5.5rem_minmax(0,1fr)_9rem] items-baseline gap-x-3 border-t border-line py-2 first:border-t-0">
      <Badge look={look} />
      <span className="min-w-0">
        <span className="num font-medium break-words">{text}</span>
        <span className="num block break-words text-muted">{reason}</span>
      </span>
      {margin >= 0 && (
        <span className="num text-right text-xs text-muted">
          <meter
            aria-label={t('Room for {{text}}', { text })}
            className="doctor-meter block w-full"
            min={0}
            max={fullBar}
            value={Math.min(margin, fullBar)}
          />
          {t('{{room}} × what is needed', { room })}
        </span>
      )}
    </li>
  )
}
