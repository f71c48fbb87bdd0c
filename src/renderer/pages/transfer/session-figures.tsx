import { useMemo, useRef, useState } from 'react'
import type uPlot from 'uplot'
import type { LaneSnapshot, SessionSnapshot } from '../../../transfer/snapshot.ts'
import { ChartCard } from '../../charts/chart-card.tsx'
import { exportName, toCsv, toPng } from '../../charts/export.ts'
import { ChartPanel } from '../../charts/panel.tsx'
import { Term } from '../../components/tip.tsx'
import { formatBytes, formatCount, formatDuration, formatPart, formatRate } from '../../format.ts'
import { download } from '../../state/files.ts'
import { laneColumns, laneKey, lanesShown } from '../../state/lane-series.ts'
import { live } from '../../state/live.ts'
import type { SessionView } from '../../state/transfer-view.ts'
import { words } from '../../words.ts'
import { Tile } from '../detail/stats.tsx'
import { BottleneckStrip } from './bottleneck-strip.tsx'
import {
  type ChartName,
  chartHeights,
  chartKeys,
  chartNames,
  chartTitles,
  laneChartConfigs,
  laneName,
} from './chart-configs.ts'
import { LaneTable } from './lane-table.tsx'
import { sessionTitle } from './sentences.ts'

const windows = [
  { value: '60', label: '60 s' },
  { value: '300', label: '5 min' },
  { value: '1800', label: '30 min' },
] as const

/** What the path does: numbers, charts by lane, what holds it up, and every lane. */
export const SessionFigures = ({ session }: { session: SessionView }) => (
  <div className="mt-3 flex flex-col gap-3 px-4">
    <Numbers id={session.id} />
    <Charts session={session} />
    <LaneTable id={session.id} />
  </div>
)

const openLanes = ({ lanes }: SessionSnapshot) => lanes.filter(({ state }) => state === 'open')
const known = (lanes: readonly LaneSnapshot[], of: 'rttMs' | 'jitterMs' | 'loss') =>
  lanes.map((lane) => lane[of]).filter((value) => value >= 0)
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const sum = (lanes: readonly LaneSnapshot[], of: 'retransmits' | 'discards' | 'buffered') =>
  lanes.reduce((total, lane) => total + Math.max(0, lane[of]), 0)
const formatMs = (ms: number) => formatDuration(Math.round(ms * 10) / 10)

function Numbers({ id }: { id: string }) {
  const of = (read: (now: SessionSnapshot) => string) => () => {
    const now = live.transfers.session(id)
    return now ? read(now) : '–'
  }
  return (
    <dl
      aria-label="Numbers"
      className="flex flex-wrap gap-px overflow-hidden rounded-lg border border-line bg-line"
    >
      <Tile
        name={<Term word="Quality" meaning={words.transferQuality} />}
        read={() => {
          const now = live.transfers.session(id)
          if (!now?.transfers.some(({ state }) => state === 'moving')) return '–'
          const { score } = now.quality
          return { text: `${Math.round(score)}`, level: score >= 70 ? 'ok' : score >= 40 ? 'warn' : 'error' }
        }}
        note={() => 'of 100'}
      />
      <Tile
        name="Throughput"
        read={() => formatRate(live.transfers.sparks.mean(id))}
        note={of((now) => {
          const peak = Math.max(0, ...now.transfers.map(({ peakRate }) => peakRate))
          return peak > 0 ? `${formatRate(peak)} at most` : ''
        })}
      />
      <Tile
        name="Round trip"
        read={of((now) => {
          const values = known(openLanes(now), 'rttMs')
          return values.length > 0 ? formatMs(mean(values)) : '–'
        })}
        note={of((now) => {
          const values = known(openLanes(now), 'jitterMs')
          return values.length > 0 ? `± ${formatMs(mean(values))} jitter` : ''
        })}
      />
      <Tile
        name={<Term word="Loss" meaning={words.laneLoss} />}
        read={of((now) => {
          const values = known(openLanes(now), 'loss')
          return values.length > 0 ? formatPart(mean(values)) : '–'
        })}
        note={of((now) => `${formatCount(sum(now.lanes, 'retransmits'))} sent again`)}
      />
      <Tile
        name={<Term word="Lanes" meaning={words.lane} />}
        read={of((now) => `${openLanes(now).length}`)}
        note={of(({ lanesWanted, mode }) => `${lanesWanted} wanted, ${mode}`)}
      />
      <Tile
        name={<Term word="Memory" meaning={words.transferMemory} />}
        read={of(({ memory }) => formatBytes(memory))}
        note={of((now) => `${formatBytes(sum(now.lanes, 'buffered'))} buffered`)}
      />
      <Tile
        name={<Term word="Chunk" meaning={words.transferChunk} />}
        read={of(
          ({ chunkBytes }) =>
            `${chunkBytes >= 1 << 20 ? `${chunkBytes >> 20} MiB` : `${chunkBytes >> 10} KiB`}`,
        )}
        note={of((now) => `${formatCount(sum(now.lanes, 'discards'))} discarded`)}
      />
    </dl>
  )
}

/** What each lane did: three charts and the bottleneck beneath, one window, one zoom, one cursor. */
function Charts({ session }: { session: SessionView }) {
  const { id } = session
  const [choice, setChoice] = useState<(typeof windows)[number]['value']>('60')
  // A lane that is lost keeps its line as long as the window of time may show it.
  const seen = useRef<readonly number[]>([])
  seen.current = lanesShown(session.lanes, seen.current)
  const key = seen.current.join()
  const lanes = useMemo(() => (key === '' ? [] : key.split(',').map(Number)), [key])
  const configs = useMemo(() => laneChartConfigs(id, lanes), [id, lanes])
  const plots: Record<ChartName, React.RefObject<uPlot | null>> = {
    rate: useRef<uPlot>(null),
    rtt: useRef<uPlot>(null),
    windows: useRef<uPlot>(null),
  }
  const seconds = Number(choice)
  const now = () => Date.now() / 1000
  const from = () => (now() - seconds) * 1000
  const ring = () => {
    const series = live.transfers.series(id)
    return seconds <= 60 ? series.fine : series.coarse
  }
  const read = (name: ChartName) => () => ring().read(from(), chartKeys(name, lanes)) as uPlot.AlignedData
  const title = sessionTitle(session)
  const saveCsv = () => {
    const columns = lanes.flatMap((lane) =>
      laneColumns.map((column) => ({ key: laneKey(column, lane), title: `${laneName(lane)} ${column}` })),
    )
    const data = ring().read(from(), [...columns.map((column) => column.key), 'bottleneck', 'score'])
    const text = toCsv([...columns.map((column) => column.title), 'bottleneck', 'score'], data)
    download(exportName(title, Date.now(), 'csv'), new Blob([text], { type: 'text/csv' }))
  }
  const savePng = async () => {
    const picture = await toPng(
      `${title} – ${new Date().toLocaleString()}`,
      chartNames.map((name) => ({ title: chartTitles[name], plot: plots[name].current })),
    )
    if (picture) download(exportName(title, Date.now(), 'png'), picture)
  }
  return (
    <ChartCard
      windows={windows}
      choice={choice}
      choose={setChoice}
      source={{ live: true, seconds, now, version: `${choice} ${key}` }}
      saveCsv={saveCsv}
      savePng={() => void savePng()}
    >
      {(shared) => (
        <>
          {chartNames.map((name) => (
            <ChartPanel
              key={name}
              title={chartTitles[name]}
              config={configs[name]}
              handle={plots[name]}
              read={read(name)}
              className={chartHeights[name]}
              {...shared}
            />
          ))}
          <BottleneckStrip sessionId={id} shared={shared} />
        </>
      )}
    </ChartCard>
  )
}
