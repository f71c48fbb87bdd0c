import { Term } from '../../components/tip.tsx'
import { formatBytes, formatCount, formatRate, plural } from '../../format.ts'
import { live } from '../../state/live.ts'
import { useRules } from '../../state/store.ts'
import { levelOf, ratio, thresholds } from '../../state/thresholds.ts'
import { words } from '../../words.ts'
import { Tile } from '../detail/stats.tsx'

/** Everything that flows, in five numbers. */
export function Totals() {
  const rules = useRules()
  const on = rules.filter(({ enabled }) => enabled).length
  const up = () => live.snapshot !== undefined
  return (
    <dl aria-label="Totals" className="card flex flex-wrap gap-px overflow-hidden bg-line">
      <Tile
        name="To viewers"
        read={() => (up() ? formatRate(live.sum('rateDown')) : '–')}
        note={() => (up() ? `${formatBytes(live.sum('bytesDown'))} in all` : '')}
      />
      <Tile
        name="Connections"
        read={() => (up() ? formatCount(live.sum('connections')) : '–')}
        note={() => (up() ? `from viewers ${formatRate(live.sum('rateUp'))}` : '')}
      />
      <Tile name="Rules on" read={() => formatCount(on)} note={() => `of ${plural(rules.length, 'rule')}`} />
      <Tile
        name={<Term word="Late frames" meaning={`${words.late} ${thresholds.lateRatio.explain}`} />}
        read={() => {
          const [late, frames] = [live.sum('lateFrames'), live.sum('frames')]
          if (frames === 0) return '–'
          return {
            text: formatCount(late),
            level: late > 0 ? levelOf('lateRatio', ratio(late, frames)) : 'ok',
          }
        }}
        note={() => (up() && live.sum('frames') > 0 ? `of ${formatCount(live.sum('frames'))} frames` : '')}
      />
      <Tile
        name={<Term word="Buffered" meaning={words.buffered} />}
        read={() => (up() ? formatBytes(live.sum('bufferedProcess') + live.sum('bufferedKernel')) : '–')}
        note={() => (up() ? `Hawser ${formatBytes(live.sum('bufferedProcess'))}` : '')}
      />
    </dl>
  )
}
