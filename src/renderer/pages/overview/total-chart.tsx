import { type ReactNode, useMemo, useState } from 'react'
import { type RuleColumn, ruleColumns } from '../../../contract/forward.ts'
import { allOfThem } from '../../../contract/history.ts'
import { t } from '../../../language/t.ts'
import { type LiveChart, LiveCharts } from '../../charts/live-charts.tsx'
import { Segmented } from '../../components/field.tsx'
import { formatRate } from '../../format.ts'
import { live } from '../../state/live.ts'
import { ByRule } from './by-rule.tsx'

const all = { kind: 'rules', ids: [allOfThem] } as const
const exported = ruleColumns.map((column) => ({ column, title: column }))

const total = (): LiveChart<RuleColumn> => ({
  title: t('All rules'),
  className: 'h-64',
  columns: ['rateDown', 'rateUp'],
  config: {
    sync: 'overview',
    times: true,
    format: formatRate,
    atLeast: 125_000,
    series: [
      { label: t('To viewers'), colour: 'series-down', look: 'area' },
      { label: t('From viewers'), colour: 'series-up', look: 'line' },
    ],
  },
})

/** What flows to viewers: all of it, or rule by rule. */
export function TotalChart() {
  const [by, setBy] = useState<'total' | 'rule'>('total')
  const choices = (
    <Segmented
      label={t('Show')}
      value={by}
      options={[
        { value: 'total', label: t('Total') },
        { value: 'rule', label: t('By rule') },
      ]}
      change={setBy}
    />
  )
  return by === 'rule' ? <ByRule choices={choices} /> : <Total choices={choices} />
}

function Total({ choices }: { choices: ReactNode }) {
  const charts = useMemo(() => [total()], [])
  return (
    <LiveCharts
      name={t('All rules')}
      title={t('Throughput')}
      charts={charts}
      exported={exported}
      kept={all}
      series={() => live.total}
      newest={() => live.snapshot?.at ?? Date.now()}
      choices={choices}
    />
  )
}
