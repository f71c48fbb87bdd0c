import { FileSpreadsheet, Image, Pause, Play, ZoomOut } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import type uPlot from 'uplot'
import type { Rule } from '../../../contract/rule.ts'
import { exportName, toCsv, toPng } from '../../charts/export.ts'
import { eventMarks, frameMarks } from '../../charts/marks.ts'
import type { ChartConfig } from '../../charts/options.ts'
import { ChartPanel } from '../../charts/panel.tsx'
import type { Span } from '../../charts/time-chart.tsx'
import { Button, IconButton } from '../../components/button.tsx'
import { Segmented } from '../../components/field.tsx'
import { formatBytes, formatDuration, formatRate } from '../../format.ts'
import { download } from '../../state/files.ts'
import { typing } from '../../state/shortcuts.ts'
import { slow } from '../../state/store.ts'
import { FrameLegend } from './frame-legend.tsx'
import { allColumns, useSource, type WindowChoice, windows } from './source.ts'
import { VerdictStrip } from './verdict.tsx'

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
        { label: 'To viewers', colour: 'series-down', look: 'area' },
        { label: 'From viewers', colour: 'series-up', look: 'line' },
      ],
    },
    frames: {
      sync,
      times: false,
      format: formatDuration,
      atLeast: 50,
      plugins: [events, frameMarks({ value: 1, late: 2, veryLate: 3, missing: 4, dropped: 5 })],
      series: [
        { label: 'Longest gap', colour: 'series-frame', look: 'line' },
        { label: 'Late', colour: 'warn', look: 'marks' },
        { label: 'Very late', colour: 'error', look: 'marks' },
        { label: 'Missing', colour: 'error', look: 'marks' },
        { label: 'Dropped', colour: 'series-up', look: 'marks' },
      ],
    },
    buffers: {
      sync,
      times: true,
      format: formatBytes,
      atLeast: 100_000,
      plugins: [events],
      series: [
        { label: 'In the system', colour: 'series-kernel', look: 'area' },
        { label: 'In Hawser', colour: 'series-process', look: 'dashed' },
      ],
    },
  }
}

/** The three charts of a rule: one window, one zoom, one cursor. */
export function RuleCharts({ rule }: { rule: Rule }) {
  const [choice, setChoice] = useState<WindowChoice>('60')
  const [paused, setPaused] = useState(false)
  const [zoom, setZoom] = useState<Span>()
  const source = useSource(rule.id, choice)
  const config = useMemo(() => configs(rule.id), [rule.id])
  const plots = {
    throughput: useRef<uPlot>(null),
    frames: useRef<uPlot>(null),
    buffers: useRef<uPlot>(null),
  }
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'p' || event.ctrlKey || event.metaKey || typing(event)) return
      setPaused((was) => !was)
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])

  const running = source.live && !paused && zoom === undefined
  const span = () => ({ min: source.now() - source.seconds, max: source.now() })
  const shared = { span, zoom, setZoom, running, version: source.version }
  const read = (names: Parameters<typeof source.read>[0]) => () => source.read(names) as uPlot.AlignedData
  const buffers = () => {
    const [times, inProcess, inKernel] = source.read(bufferColumns)
    return [times, inKernel, inProcess] as uPlot.AlignedData
  }
  const choose = (next: WindowChoice) => {
    setChoice(next)
    setZoom(undefined)
    setPaused(false)
  }
  const toCsvFile = () =>
    download(
      exportName(rule.name, Date.now(), 'csv'),
      new Blob([toCsv(allColumns(source))], { type: 'text/csv' }),
    )
  const toPngFile = async () => {
    const picture = await toPng(`${rule.name} – ${new Date().toLocaleString()}`, [
      { title: 'Throughput', plot: plots.throughput.current },
      { title: 'Gaps between frames', plot: plots.frames.current },
      { title: 'Waiting for viewers', plot: plots.buffers.current },
    ])
    if (picture) download(exportName(rule.name, Date.now(), 'png'), picture)
  }

  return (
    <section aria-label="Charts" className="card min-w-0">
      <h2 className="sr-only">Charts</h2>
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2">
        <Segmented label="Time window" value={choice} options={windows} change={choose} />
        {source.live && (
          <Button
            small
            look="ghost"
            icon={paused || zoom ? Play : Pause}
            aria-keyshortcuts="P"
            onClick={() => {
              setZoom(undefined)
              setPaused(zoom ? false : !paused)
            }}
          >
            {paused || zoom ? 'Resume' : 'Pause'}
          </Button>
        )}
        {zoom && (
          <Button small look="ghost" icon={ZoomOut} onClick={() => setZoom(undefined)}>
            Reset zoom
          </Button>
        )}
        <span className="ml-auto flex items-center gap-1">
          <span className="mr-2 hidden text-xs text-faint lg:inline">
            Drag to zoom, double click to go back
          </span>
          <IconButton label="Export as CSV" icon={FileSpreadsheet} onClick={toCsvFile} />
          <IconButton label="Export as PNG" icon={Image} onClick={() => void toPngFile()} />
        </span>
      </div>
      <ChartPanel
        title="Throughput"
        config={config.throughput}
        handle={plots.throughput}
        read={read(throughputColumns)}
        className="h-40"
        {...shared}
      />
      <VerdictStrip rule={rule} />
      {rule.monitor && (
        <ChartPanel
          title="Gaps between frames"
          config={config.frames}
          handle={plots.frames}
          read={read(frameColumns)}
          className="h-32"
          extra={<FrameLegend />}
          {...shared}
        />
      )}
      <ChartPanel
        title="Waiting for viewers"
        config={config.buffers}
        handle={plots.buffers}
        read={buffers}
        className="mb-1 h-36"
        {...shared}
      />
    </section>
  )
}
