import type { ReactNode } from 'react'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { Card } from '../../components/page.tsx'
import { sentence } from '../../components/sentence.tsx'
import { formatTime } from '../../format.ts'
import { editObserve } from '../../state/observe-actions.ts'
import { useSlow } from '../../state/store.ts'
import { Facts, Note } from './facts.tsx'
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
        <Note key={text}>{text}</Note>
      ))}
      <Facts facts={facts} />
    </Card>
  )
}
