import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import type uPlot from 'uplot'
import { t } from '../../../language/t.ts'
import { ChartCard } from '../../charts/chart-card.tsx'
import { type ChartData, type Present, useChartTime } from '../../charts/chart-time.ts'
import { savePng } from '../../charts/export.ts'
import { saveShown } from '../../charts/live-charts.tsx'
import type { ChartConfig } from '../../charts/options.ts'
import { ChartPanel } from '../../charts/panel.tsx'
import { formatRate } from '../../format.ts'
import { useLanguage } from '../../state/language.ts'
import { live } from '../../state/live.ts'
import { findRule } from '../../state/store.ts'

type RuleKey = `rateDown ${string}`
const ruleOf = (key: RuleKey) => key.slice('rateDown '.length)

/** As many lines as one can tell apart with the legend's help. */
const linesAtMost = 24
/** Two dozen lines are calmer, and cheaper, at five points a second. */
const stepsPerPoint = 2
/** Neighbours far apart on the wheel: the golden angle. */
const lineColour = (n: number) => {
  const hue = Math.round((230 + n * 137.5) % 360)
  return `light-dark(oklch(0.53 0.13 ${hue}), oklch(0.76 0.12 ${hue}))`
}

const nameOf = (id: string) => findRule(id)?.name ?? id
const configOf = (ids: readonly string[]): ChartConfig => ({
  sync: 'overview',
  times: true,
  format: formatRate,
  atLeast: 125_000,
  series: ids.map((id, n) => ({ label: nameOf(id), colour: lineColour(n), look: 'line' })),
})

/** The page itself has the last minute of every rule. */
const present: Present<RuleKey> = {
  seconds: 60,
  newest: () => live.snapshot?.at ?? Date.now(),
  read: (_, __, columns) =>
    live.sparks.columns(columns.map(ruleOf), stepsPerPoint).map((column) => [...column]) as ChartData,
}

/** What flows to viewers, with a line for each of the busiest rules. */
export function ByRule({ choices }: { choices: ReactNode }) {
  const ids = useBusiest()
  const language = useLanguage()
  // biome-ignore lint/correctness/useExhaustiveDependencies: its labels are in the language that is spoken
  const config = useMemo(() => configOf(ids), [ids, language])
  const kept = useMemo(() => ({ kind: 'rule' as const, ids, each: true as const }), [ids])
  const columns = useMemo(() => ids.map((id): RuleKey => `rateDown ${id}`), [ids])
  const time = useChartTime(kept, present, columns)
  const plot = useRef<uPlot>(null)
  const title = t('To viewers, by rule')
  const { read: _, ...shared } = time.shared
  return (
    <ChartCard
      title={t('Throughput')}
      time={time}
      choices={choices}
      saveCsv={() => void saveShown(title, ids.map(nameOf), () => time.readFinely(columns))}
      savePng={() => void savePng(title, [{ title, plot: plot.current }])}
    >
      <ChartPanel
        title={title}
        config={config}
        handle={plot}
        read={() => time.read(columns) as uPlot.AlignedData}
        className="h-64"
        {...shared}
      />
    </ChartCard>
  )
}

const collator = new Intl.Collator(undefined, { numeric: true })
const byName = (a: string, b: string) => collator.compare(nameOf(a), nameOf(b))

/** Ids of the busiest rules, in an order that does not jump about. */
function useBusiest(): readonly string[] {
  const [ids, setIds] = useState<readonly string[]>([])
  useEffect(() => {
    const look = () => {
      const next = live.busiest(linesAtMost).sort(byName)
      setIds((old) => (old.join() === next.join() ? old : next))
    }
    look()
    const timer = setInterval(look, 3000)
    return () => clearInterval(timer)
  }, [])
  return ids
}
