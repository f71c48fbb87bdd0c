import { useEffect, useMemo, useState } from 'react'
import type uPlot from 'uplot'
import type { ChartConfig } from '../../charts/options.ts'
import { ChartPanel } from '../../charts/panel.tsx'
import type { Span } from '../../charts/time-chart.tsx'
import { Segmented } from '../../components/field.tsx'
import { formatRate } from '../../format.ts'
import { live } from '../../state/live.ts'
import { findRule } from '../../state/store.ts'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'

const windows = translated([
  { value: '60', label: '1 min' },
  { value: '300', label: '5 min' },
  { value: '1800', label: '30 min' },
] as const, 'label')

const total: ChartConfig = translated({
  sync: 'overview',
  times: true,
  format: formatRate,
  atLeast: 125_000,
  series: [
    { label: 'To viewers', colour: 'series-down', look: 'area' },
    { label: 'From viewers', colour: 'series-up', look: 'line' },
  ],
}, 'label')

/** As many lines as one can tell apart with the legend's help. */
const linesAtMost = 24
/** Two dozen lines are calmer, and cheaper, at five points a second. */
const stepsPerPoint = 2
/** Neighbours far apart on the wheel: the golden angle. */
const lineColour = (n: number) => {
  const hue = Math.round((230 + n * 137.5) % 360)
  return `light-dark(oklch(0.53 0.13 ${hue}), oklch(0.76 0.12 ${hue}))`
}

function perRule(ids: readonly string[]): ChartConfig {
  return {
    ...total,
    series: ids.map((id, n) => ({ label: findRule(id)?.name ?? id, colour: lineColour(n), look: 'line' })),
  }
}

/** What flows to viewers: all of it, or rule by rule. */
export function TotalChart() {
  const [by, setBy] = useState<'total' | 'rule'>('total')
  const [seconds, setSeconds] = useState<(typeof windows)[number]['value']>('60')
  const [zoom, setZoom] = useState<Span>()
  const ids = useBusiest(by === 'rule')
  const config = useMemo(() => (by === 'rule' ? perRule(ids) : total), [by, ids])
  const now = () => (live.snapshot?.at ?? Date.now()) / 1000
  const length = by === 'rule' ? 60 : Number(seconds)
  const read = () => {
    if (by === 'rule') return live.sparks.columns(ids, stepsPerPoint) as uPlot.AlignedData
    const ring = length <= 60 ? live.total.fine : live.total.coarse
    return ring.read((now() - length) * 1000, ['rateDown', 'rateUp']) as uPlot.AlignedData
  }
  return (
    <section aria-label={t('Throughput')} className="card min-w-0 pb-1">
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2">
        <h2 className="mr-auto text-sm font-semibold">{t('Throughput')}</h2>
        {by === 'total' && (
          <Segmented label={t('Time window')} value={seconds} options={windows} change={setSeconds} />
        )}
        <Segmented
          label={t('Show')}
          value={by}
          options={[
            { value: 'total', label: t('Total') },
            { value: 'rule', label: t('By rule') },
          ]}
          change={setBy}
        />
      </div>
      <ChartPanel
        key={by}
        title={by === 'rule' ? t('To viewers, by rule') : t('All rules')}
        config={config}
        read={read}
        span={() => ({ min: now() - length, max: now() })}
        zoom={zoom}
        setZoom={setZoom}
        running={zoom === undefined}
        version={`${by} ${length}`}
        className="h-64"
      />
    </section>
  )
}

const collator = new Intl.Collator(undefined, { numeric: true })
const byName = (a: string, b: string) => collator.compare(findRule(a)?.name ?? a, findRule(b)?.name ?? b)

/** Ids of the busiest rules, in an order that does not jump about. */
function useBusiest(wanted: boolean): readonly string[] {
  const [ids, setIds] = useState<readonly string[]>([])
  useEffect(() => {
    if (!wanted) return
    const look = () => {
      const next = live.busiest(linesAtMost).sort(byName)
      setIds((old) => (old.join() === next.join() ? old : next))
    }
    look()
    const timer = setInterval(look, 3000)
    return () => clearInterval(timer)
  }, [wanted])
  return ids
}
