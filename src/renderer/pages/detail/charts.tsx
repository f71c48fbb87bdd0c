import { useMemo, useRef, useState } from 'react'
import type uPlot from 'uplot'
import { ruleColumns } from '../../../contract/forward.ts'
import type { Rule } from '../../../contract/rule.ts'
import { ChartCard } from '../../charts/chart-card.tsx'
import { saveCsv, savePng } from '../../charts/export.ts'
import { eventMarks, frameMarks } from '../../charts/marks.ts'
import type { ChartConfig } from '../../charts/options.ts'
import { ChartPanel } from '../../charts/panel.tsx'
import { formatBytes, formatDuration, formatRate } from '../../format.ts'
import { slow } from '../../state/store.ts'
import { FrameLegend } from './frame-legend.tsx'
import { useSource, type WindowChoice, windows } from './source.ts'
import { VerdictStrip } from './verdict.tsx'
import { t } from '../../../language/t.ts'

const throughputColumns = ['rateDown', 'rateUp'] as const
const bufferColumns = ['bufferedProcess', 'bufferedKernel'] as const
const frameColumns = [
  'frameIntervalMs',
  'lateFrames',
  'veryLateFrames',
  'missingFrames',
  'droppedFrames',
] as const

function configs(ruleId: string): { throughput: ChartConfig; frames: ChartConfig; buffers: ChartConfig } {
  const sync = `rule-${ruleId}`
  const events = eventMarks(() => slow().events.filter((event) => event.ruleId === ruleId))
  return {
    throughput: {
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
    frames: {
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
    buffers: {
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
  }
}

/** The three charts of a rule: one window, one zoom, one cursor. */
export function RuleCharts({ rule }: { rule: Rule }) {
  const [choice, setChoice] = useState<WindowChoice>('60')
  const source = useSource(rule.id, choice)
  const config = useMemo(() => configs(rule.id), [rule.id])
  const plots = {
    throughput: useRef<uPlot>(null),
    frames: useRef<uPlot>(null),
    buffers: useRef<uPlot>(null),
  }
  const read = (names: Parameters<typeof source.read>[0]) => () => source.read(names) as uPlot.AlignedData
  const buffers = () => {
    const [times, inProcess, inKernel] = source.read(bufferColumns)
    return [times, inKernel, inProcess] as uPlot.AlignedData
  }

  return (
    <ChartCard
      windows={windows}
      choice={choice}
      choose={setChoice}
      source={source}
      saveCsv={() => saveCsv(rule.name, ruleColumns, source.read(ruleColumns))}
      savePng={() =>
        void savePng(rule.name, [
          { title: t('Throughput'), plot: plots.throughput.current },
          { title: t('Gaps between frames'), plot: plots.frames.current },
          { title: t('Waiting for viewers'), plot: plots.buffers.current },
        ])
      }
    >
      {(shared) => (
        <>
          <ChartPanel
            title={t('Throughput')}
            config={config.throughput}
            handle={plots.throughput}
            read={read(throughputColumns)}
            className="h-40"
            {...shared}
          />
          <VerdictStrip rule={rule} />
          {rule.monitor && (
            <ChartPanel
              title={t('Gaps between frames')}
              config={config.frames}
              handle={plots.frames}
              read={read(frameColumns)}
              className="h-32"
              extra={<FrameLegend />}
              {...shared}
            />
          )}
          <ChartPanel
            title={t('Waiting for viewers')}
            config={config.buffers}
            handle={plots.buffers}
            read={buffers}
            className="mb-1 h-36"
            {...shared}
          />
        </>
      )}
    </ChartCard>
  )
}
