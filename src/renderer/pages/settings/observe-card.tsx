import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { Card } from '../../components/page.tsx'
import { sentence } from '../../components/sentence.tsx'
import { formatTime } from '../../format.ts'
import { editObserve } from '../../state/observe-actions.ts'
import { useSlow } from '../../state/store.ts'
import { levelWords } from './observe-draft.ts'
import { useObserveState } from './use-observe-state.ts'

/** Whether and how this host is watched by others, in a few lines. */
export function ObserveCard() {
  const observe = useSlow(({ observe }) => observe)
  const state = useObserveState()
  if (observe === undefined) return null
  const facts: readonly [string, ReactNode][] = [
    [
      t('Read by Prometheus'),
      state?.listening ? (
        <span key="listening" className="font-mono text-xs break-all select-all">
          {state.listening}
        </span>
      ) : observe.prometheus.enabled ? (
        t('Does not listen')
      ) : (
        t('Off')
      ),
    ],
    [
      t('Pushed by OTLP'),
      observe.push.enabled
        ? state && state.pushedAt > 0
          ? t('To {{endpoint}}, last at {{time}}', {
              endpoint: observe.push.endpoint,
              time: formatTime(state.pushedAt),
            })
          : t('To {{endpoint}}, not yet taken', { endpoint: observe.push.endpoint })
        : t('Off'),
    ],
    [
      t('Log'),
      <span key="log">
        {sentence(
          '{{level}}, in {{folder}}',
          {
            folder: <span className="font-mono text-xs break-all select-all">{state?.logFolder ?? '…'}</span>,
          },
          { level: levelWords[observe.log.level] },
        )}
      </span>,
    ],
  ]
  const problems = [state?.listenProblem, state?.pushProblem, state?.logProblem].filter(Boolean)
  return (
    <Card title={t('Monitoring')}>
      <div className="flex items-center justify-between gap-6 px-4 pb-2.5">
        <p id="monitoring-note" className="text-xs text-faint">
          {t(
            'For those who watch many machines: figures for Prometheus or a collector of OpenTelemetry, and log files. Nothing leaves this machine unless it is switched on.',
          )}
        </p>
        <Button aria-describedby="monitoring-note" onClick={editObserve}>
          {t('Monitoring settings')}
        </Button>
      </div>
      {problems.map((text) => (
        <p
          key={text}
          role="note"
          className="mx-4 mb-2 flex items-start gap-2 rounded-md bg-warn-soft px-3 py-2"
        >
          <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0 text-warn" />
          <span className="min-w-0 break-words">{text}</span>
        </p>
      ))}
      <dl className="pb-1">
        {facts.map(([name, value]) => (
          <div
            key={name}
            className="grid grid-cols-[9.5rem_minmax(0,1fr)] gap-3 border-t border-line px-4 py-2"
          >
            <dt className="text-muted">{name}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}
