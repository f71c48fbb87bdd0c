import { useMemo, useRef } from 'react'
import type { Receiver } from '../../../contract/bond.ts'
import type { ReceiverColumn } from '../../../contract/history.ts'
import { t } from '../../../language/t.ts'
import { type LiveChart, LiveCharts } from '../../charts/live-charts.tsx'
import { eventMarks } from '../../charts/marks.ts'
import type { SeriesConfig } from '../../charts/options.ts'
import { formatCount, formatDuration, formatRate } from '../../format.ts'
import type { ReceiverView } from '../../state/bond-view.ts'
import { slotLook } from '../../state/link-colours.ts'
import { live } from '../../state/live.ts'
import { type ReceiverKey, receiverKey } from '../../state/receiver-series.ts'
import { slow } from '../../state/store.ts'

/** As many lines as one can tell apart. */
const linesAtMost = 16

/** One chart for each figure of a receiver, all on the same time. */
function receiverCharts(id: string, links: readonly string[]): LiveChart<ReceiverKey>[] {
  const events = eventMarks(() => slow().events.filter((event) => event.bondId === id))
  const shared = { sync: `receiver-${id}`, times: false, plugins: [events] }
  const each = (look?: 'area'): SeriesConfig[] =>
    links.map((label, n) => {
      const { colour, dashed } = slotLook(n)
      return { label, colour, look: look ?? (dashed ? 'dashed' : 'line') }
    })
  const of = (column: ReceiverColumn) => links.map((link) => receiverKey(column, link))
  return [
    {
      title: t('Received'),
      className: 'h-44',
      columns: ['bitrate'],
      config: {
        ...shared,
        format: formatRate,
        atLeast: 125_000,
        series: [{ label: t('All senders'), colour: 'series-down', look: 'area' }],
      },
    },
    {
      title: t('By link, of the last half hour'),
      className: 'h-36',
      columns: of('bitrate'),
      config: { ...shared, format: formatRate, atLeast: 125_000, stacked: true, series: each('area') },
    },
    {
      title: t('Jitter by link, of the last half hour'),
      className: 'h-24',
      columns: of('jitterMs'),
      config: {
        ...shared,
        format: (ms) => formatDuration(Math.round(ms)),
        atLeast: 20,
        series: each(),
      },
    },
    {
      title: t('Packets a second that are missing, and that came twice'),
      className: 'mb-1 h-28',
      columns: ['missing', 'duplicates'],
      perSecond: true,
      config: {
        ...shared,
        times: true,
        format: (count) => formatCount(count),
        atLeast: 10,
        series: [
          { label: t('Missing'), colour: 'error', look: 'line' },
          { label: t('Came twice'), colour: 'series-kernel', look: 'dashed' },
        ],
      },
    },
  ]
}

const figures = ['bitrate', 'senders', 'packets', 'bytes', 'missing', 'duplicates', 'drops'] as const
const linkFigures = ['bitrate', 'jitterMs'] as const

/** What a receiver got, and by which links. */
export function ReceiverCharts({ receiver, view }: { receiver: Receiver; view: ReceiverView | undefined }) {
  const { id, name } = receiver
  const present = view?.groups.flatMap(({ links }) => links) ?? []
  // A link that is gone keeps its line as long as there is room for it.
  const seen = useRef<readonly string[]>([])
  const gone = seen.current.filter((link) => !present.includes(link))
  const shown = [...gone, ...present].slice(-linesAtMost)
  seen.current = shown
  const key = shown.join('\n')
  const links = useMemo(() => (key === '' ? [] : key.split('\n')), [key])
  const charts = useMemo(() => receiverCharts(id, links), [id, links])
  const kept = useMemo(() => ({ kind: 'receiver' as const, ids: [id] }), [id])
  const exported = [
    ...figures.map((column) => ({ column: column as ReceiverKey, title: column as string })),
    ...links.flatMap((link) =>
      linkFigures.map((column) => ({ column: receiverKey(column, link), title: `${link} ${column}` })),
    ),
  ]
  return (
    <LiveCharts
      name={name}
      charts={charts}
      exported={exported}
      kept={kept}
      series={() => live.bonds.watchReceiver(id)}
      newest={() => live.bonds.snapshot?.at ?? Date.now()}
      version={key}
    />
  )
}
