import { useMemo } from 'react'
import { type RuleColumn, ruleColumns } from '../../../contract/forward.ts'
import type { Rule } from '../../../contract/rule.ts'
import { t } from '../../../language/t.ts'
import { type LiveChart, LiveCharts } from '../../charts/live-charts.tsx'
import { eventMarks, frameMarks } from '../../charts/marks.ts'
import { formatBytes, formatDuration, formatRate } from '../../format.ts'
import { live } from '../../state/live.ts'
import { slow } from '../../state/store.ts'
import { FrameLegend } from './frame-legend.tsx'
import { VerdictStrip } from './verdict.tsx'

/** The charts of a rule; those of frames where they are monitored. */
function ruleCharts(rule: Rule): LiveChart<RuleColumn>[] {
  const sync = `rule-${rule.id}`
  const events = eventMarks(() => slow().events.filter((event) => event.ruleId === rule.id))
  const frames: LiveChart<RuleColumn> = {
    title: t('Gaps between frames'),
    className: 'h-32',
    columns: ['frameIntervalMs', 'lateFrames', 'veryLateFrames', 'missingFrames', 'droppedFrames'],
    extra: <FrameLegend />,
    config: {
      sync,
      times: false,
      format: formatDuration,
      atLeast: 50,
      plugins: [events, frameMarks({ value: 1, late: 2, veryLate: 3, missing: 4, dropped: 5 })],
      series: [
        { label: t('Longest gap'), colour: 'series-frame', look: 'line' },
        { label: t('Late'), colour: 'warn', look: 'marks' },
        { label: t('Very late'), colour: 'error', look: 'marks' },
        { label: t('Missing'), colour: 'error', look: 'marks' },
        { label: t('Dropped'), colour: 'series-up', look: 'marks' },
      ],
    },
  }
  return [
    {
      title: t('Throughput'),
      className: 'h-40',
      columns: ['rateDown', 'rateUp'],
      below: <VerdictStrip rule={rule} />,
      config: {
        sync,
        times: false,
        format: formatRate,
        atLeast: 125_000,
        plugins: [events],
        series: [
          { label: t('To viewers'), colour: 'series-down', look: 'area' },
          { label: t('From viewers'), colour: 'series-up', look: 'line' },
        ],
      },
    },
    ...(rule.monitor ? [frames] : []),
    {
      title: t('Waiting for viewers'),
      className: 'mb-1 h-36',
      columns: ['bufferedKernel', 'bufferedProcess'],
      config: {
        sync,
        times: true,
        format: formatBytes,
        atLeast: 100_000,
        plugins: [events],
        series: [
          { label: t('In the system'), colour: 'series-kernel', look: 'area' },
          { label: t('In Hawser'), colour: 'series-process', look: 'dashed' },
        ],
      },
    },
  ]
}

const exported = ruleColumns.map((column) => ({ column, title: column }))

/** What a rule did: two or three charts. */
export function RuleCharts({ rule }: { rule: Rule }) {
  const charts = useMemo(() => ruleCharts(rule), [rule])
  const kept = useMemo(() => ({ kind: 'rule' as const, ids: [rule.id] }), [rule.id])
  return (
    <LiveCharts
      name={rule.name}
      charts={charts}
      exported={exported}
      kept={kept}
      series={() => live.watch(rule.id)}
      newest={() => live.snapshot?.at ?? Date.now()}
    />
  )
}
