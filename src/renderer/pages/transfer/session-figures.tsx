import { useMemo, useRef } from 'react'
import { inFullMs } from '../../../contract/history.ts'
import { t } from '../../../language/t.ts'
import type { LaneSnapshot, SessionSnapshot } from '../../../transfer/snapshot.ts'
import { type ExportedColumn, LiveCharts } from '../../charts/live-charts.tsx'
import { Term } from '../../components/tip.tsx'
import { formatBytes, formatCount, formatPart, formatRate, formatTenths } from '../../format.ts'
import { type LaneKey, laneColumns, laneKey, lanesShown } from '../../state/lane-series.ts'
import { useLanguage } from '../../state/language.ts'
import { live } from '../../state/live.ts'
import type { SessionView } from '../../state/transfer-view.ts'
import { words } from '../../words.ts'
import { Tile } from '../detail/stats.tsx'
import { BottleneckStrip } from './bottleneck-strip.tsx'
import { laneCharts, laneName } from './chart-configs.ts'
import { LaneTable } from './lane-table.tsx'
import { sessionTitle } from './sentences.ts'

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

function Numbers({ id }: { id: string }) {
  const of = (read: (now: SessionSnapshot) => string) => () => {
    const now = live.transfers.session(id)
    return now ? read(now) : '–'
  }
  return (
    <dl
      aria-label={t('Numbers')}
      className="flex flex-wrap gap-px overflow-hidden rounded-lg border border-line bg-line"
    >
      <Tile
        name={<Term word={t('Quality')} meaning={words.transferQuality} />}
        read={() => {
          const now = live.transfers.session(id)
          if (!now?.transfers.some(({ state }) => state === 'moving')) return '–'
          const { score } = now.quality
          return { text: `${Math.round(score)}`, level: score >= 70 ? 'ok' : score >= 40 ? 'warn' : 'error' }
        }}
        note={() => t('of 100')}
      />
      <Tile
        name={t('Throughput')}
        read={() => formatRate(live.transfers.sparks.mean(id))}
        note={of((now) => {
          const peak = Math.max(0, ...now.transfers.map(({ peakRate }) => peakRate))
          return peak > 0 ? t('{{peak}} at most', { peak: formatRate(peak) }) : ''
        })}
      />
      <Tile
        name={t('Round trip')}
        read={of((now) => {
          const values = known(openLanes(now), 'rttMs')
          return values.length > 0 ? formatTenths(mean(values)) : '–'
        })}
        note={of((now) => {
          const values = known(openLanes(now), 'jitterMs')
          return values.length > 0 ? t('± {{values}} jitter', { values: formatTenths(mean(values)) }) : ''
        })}
      />
      <Tile
        name={<Term word={t('Loss')} meaning={words.laneLoss} />}
        read={of((now) => {
          const values = known(openLanes(now), 'loss')
          return values.length > 0 ? formatPart(mean(values)) : '–'
        })}
        note={of((now) => t('{{lanes}} sent again', { lanes: formatCount(sum(now.lanes, 'retransmits')) }))}
      />
      <Tile
        name={<Term word={t('Lanes')} meaning={words.lane} />}
        read={of((now) => `${openLanes(now).length}`)}
        note={of(({ lanesWanted, mode }) => t('{{lanesWanted}} wanted, {{mode}}', { lanesWanted, mode }))}
      />
      <Tile
        name={<Term word={t('Memory')} meaning={words.transferMemory} />}
        read={of(({ memory }) => formatBytes(memory))}
        note={of((now) => t('{{lanes}} buffered', { lanes: formatBytes(sum(now.lanes, 'buffered')) }))}
      />
      <Tile
        name={<Term word={t('Chunk')} meaning={words.transferChunk} />}
        read={of(
          ({ chunkBytes }) =>
            `${chunkBytes >= 1 << 20 ? t('{{chunkBytes}} MiB', { chunkBytes: chunkBytes >> 20 }) : t('{{chunkBytes}} KiB', { chunkBytes: chunkBytes >> 10 })}`,
        )}
        note={of((now) => t('{{lanes}} discarded', { lanes: formatCount(sum(now.lanes, 'discards')) }))}
      />
    </dl>
  )
}

const exportedOf = (lanes: readonly number[]): ExportedColumn<LaneKey>[] => [
  ...lanes.flatMap((lane) =>
    laneColumns.map((column) => ({ column: laneKey(column, lane), title: `${laneName(lane)} ${column}` })),
  ),
  { column: 'bottleneck', title: 'bottleneck' },
  { column: 'score', title: 'score' },
]

const alsoRead = ['bottleneck'] as const
/** A session is kept no longer than it may last in a window. */
const ranges = ['live', 'minutes', 'half-hour'] as const

/** What each lane did: three charts, and the bottleneck beneath. */
function Charts({ session }: { session: SessionView }) {
  const { id } = session
  // A lane that is lost keeps its line as long as the window of time may show it.
  const seen = useRef<readonly number[]>([])
  seen.current = lanesShown(session.lanes, seen.current)
  const key = seen.current.join()
  const lanes = useMemo(() => (key === '' ? [] : key.split(',').map(Number)), [key])
  const language = useLanguage()
  // biome-ignore lint/correctness/useExhaustiveDependencies: its labels are in the language that is spoken
  const charts = useMemo(() => laneCharts(id, lanes), [id, lanes, language])
  const kept = useMemo(() => ({ kind: 'transfer' as const, ids: [id] }), [id])
  return (
    <LiveCharts
      name={sessionTitle(session)}
      charts={charts}
      exported={exportedOf(lanes)}
      kept={kept}
      alsoRead={alsoRead}
      keptSeconds={inFullMs / 1000}
      ranges={ranges}
      series={() => live.transfers.series(id)}
      newest={Date.now}
      version={key}
    >
      {(shared) => <BottleneckStrip sessionId={id} shared={shared} />}
    </LiveCharts>
  )
}
