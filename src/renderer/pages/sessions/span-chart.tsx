import { ZoomOut } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import type uPlot from 'uplot'
import type { SessionSummary } from '../../../contract/sessions.ts'
import { t } from '../../../language/t.ts'
import { eventMarks } from '../../charts/marks.ts'
import type { ChartConfig } from '../../charts/options.ts'
import { ChartPanel } from '../../charts/panel.tsx'
import type { Span } from '../../charts/time-chart.tsx'
import { Button } from '../../components/button.tsx'
import { formatRate } from '../../format.ts'
import { kindLooks } from './looks.ts'

/** What moved over the whole of a session, kind by kind, with its events. */
export function SpanChart({ summary }: { summary: SessionSummary }) {
  const { chart, session, until } = summary
  const [zoom, setZoom] = useState<Span>()
  const kinds = chart.lines.map(({ kind }) => kind).join(' ')
  const latest = useRef(summary)
  latest.current = summary
  // biome-ignore lint/correctness/useExhaustiveDependencies: figures come in by themselves; only other lines make another chart
  const config = useMemo(
    (): ChartConfig => ({
      sync: `session-${session.id}`,
      times: true,
      stacked: true,
      format: formatRate,
      atLeast: 12_500,
      plugins: [eventMarks(() => latest.current.events.list)],
      series: chart.lines.map(({ kind }) => ({
        label: kindLooks[kind].many(),
        colour: kindLooks[kind].colour,
        look: 'area',
      })),
    }),
    [kinds, session.id],
  )
  const read = () => {
    const { at, stepMs, lines } = latest.current.chart
    // The last step has an end too, or a session of a minute would be a point.
    const times = [...at, (at.at(-1) ?? 0) + stepMs].map((time) => time / 1000)
    return [times, ...lines.map(({ values }) => [...values, values.at(-1) ?? 0])] as uPlot.AlignedData
  }
  const last = (chart.at.at(-1) ?? until) + chart.stepMs
  return (
    <section aria-label={t('Data moved')} className="card min-w-0 pb-2">
      <h2 className="sr-only">{t('Data moved')}</h2>
      <ChartPanel
        title={t('Data moved')}
        config={config}
        read={read}
        span={() => ({ min: (chart.at[0] ?? session.startedAt) / 1000, max: last / 1000 })}
        zoom={zoom}
        setZoom={setZoom}
        running={false}
        version={`${until} ${kinds}`}
        className="h-52"
        extra={
          zoom && (
            <Button small look="ghost" icon={ZoomOut} onClick={() => setZoom(undefined)}>
              {t('Reset zoom')}
            </Button>
          )
        }
      />
    </section>
  )
}
