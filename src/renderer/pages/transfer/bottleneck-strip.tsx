import { useMemo } from 'react'
import type uPlot from 'uplot'
import { t } from '../../../language/t.ts'
import { bottlenecks } from '../../../transfer/snapshot.ts'
import type { SharedTime } from '../../charts/chart-time.ts'
import type { ChartConfig } from '../../charts/options.ts'
import { translucent } from '../../charts/options.ts'
import { TimeChart } from '../../charts/time-chart.tsx'
import { LiveText } from '../../components/live-text.tsx'
import { Term } from '../../components/tip.tsx'
import { bottleneckLooks } from '../../components/transfer-looks.ts'
import { useBottleneck } from '../../state/bottlenecks.ts'
import { useLanguage } from '../../state/language.ts'
import { live } from '../../state/live.ts'
import { sessionFacts } from '../../state/stream-facts.ts'
import { useCalm } from '../../state/use-calm.ts'
import { words } from '../../words.ts'
import { stretchesOf } from './bottleneck-stretches.ts'
import { syncKey } from './chart-configs.ts'

/** Each kind as a block of its colour, with its name in it where there is room; what is free is a thin line. */
const blocks =
  () =>
  (colour: (token: string) => string, rem: number): uPlot.Plugin => ({
    hooks: {
      draw: (plot) => {
        const { ctx, bbox, data } = plot
        const unit = devicePixelRatio
        ctx.save()
        ctx.beginPath()
        ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
        ctx.clip()
        ctx.font = `600 ${0.6875 * rem * unit}px "Inter Variable", sans-serif`
        ctx.textBaseline = 'middle'
        ctx.textAlign = 'left'
        for (const { from, to, which } of stretchesOf(data[0], data[1] ?? [])) {
          const kind = bottlenecks[which] ?? 'none'
          const { word, token } = bottleneckLooks[kind]
          const left = plot.valToPos(from, 'x', true)
          const width = Math.max(unit, plot.valToPos(to, 'x', true) - left)
          const height = kind === 'none' ? 3 * unit : bbox.height
          const top = bbox.top + (bbox.height - height) / 2
          const line = colour(token)
          ctx.fillStyle = kind === 'none' ? line : translucent(line, 0.28)
          ctx.fillRect(left, top, width, height)
          if (kind === 'none') continue
          ctx.fillStyle = line
          ctx.fillRect(left, top, unit, height)
          const start = Math.max(left, bbox.left) + 0.4 * rem * unit
          if (ctx.measureText(word).width > left + width - start - 0.2 * rem * unit) continue
          ctx.fillStyle = colour('text')
          ctx.fillText(word, start, bbox.top + bbox.height / 2)
        }
        ctx.restore()
      },
    },
  })

/** What held the session up, over the same time as the charts above, and the sentence of this moment. */
export function BottleneckStrip({ sessionId, shared }: { sessionId: string; shared: SharedTime }) {
  const language = useLanguage()
  // biome-ignore lint/correctness/useExhaustiveDependencies: its labels are in the language that is spoken
  const config = useMemo(
    (): ChartConfig => ({
      sync: syncKey(sessionId),
      times: true,
      format: () => '',
      atLeast: 1,
      series: [{ label: t('Bottleneck'), colour: 'faint', look: 'marks' }],
      plugins: [blocks()],
    }),
    [sessionId, language],
  )
  const { read: readShared, ...time } = shared
  const read = () => readShared(['bottleneck']) as uPlot.AlignedData
  const quality = () => live.transfers.session(sessionId)?.quality
  // Where the transfer itself names the network, it has measured it more closely.
  const isNetwork = useCalm(() => quality()?.bottleneck.startsWith('network') ?? false)
  const found = useBottleneck(sessionId, sessionFacts)
  const cause = isNetwork ? undefined : found
  return (
    <figure aria-label={t('Bottleneck')} className="min-w-0">
      <figcaption className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 px-4 pt-3 pb-1 text-xs">
        <h4 className="font-semibold">
          <Term word={t('Bottleneck')} meaning={words.bottleneck} />
        </h4>
        <LiveText
          className="font-medium"
          read={() => bottleneckLooks[quality()?.bottleneck ?? 'none'].word}
        />
      </figcaption>
      <TimeChart config={config} read={read} className="h-15" {...time} />
      <p role="status" aria-live="off" className="px-4 pt-0.5 pb-2.5" data-quality>
        <LiveText read={() => quality()?.text ?? ''} />
        {cause && <span className="mt-0.5 block text-warn">{[cause.text, cause.fix].join(' ')}</span>}
      </p>
    </figure>
  )
}
