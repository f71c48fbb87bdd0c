import { t } from '../../../language/t.ts'
import { type BlockKind, blockKinds, blockText, stretches } from './blocks.ts'

/** Each kind differs in lightness too, and what arrives has a stripe of its own. */
const fills: Record<BlockKind, string> = {
  h: 'fill-(--series-kernel)',
  d: 'fill-(--accent)',
  a: 'fill-(--warn)',
  m: 'fill-(--line-strong)',
}
const kinds = Object.keys(blockKinds) as BlockKind[]

/** Where a file is whole and where not: from its beginning on the left to its end. */
export function BlockMap({ blocks, className = '' }: { blocks: string; className?: string }) {
  const found = stretches(blocks)
  return (
    <svg
      role="img"
      aria-label={blockText(blocks)}
      viewBox={`0 0 ${Math.max(1, blocks.length)} 10`}
      preserveAspectRatio="none"
      className={`h-2.5 w-full overflow-hidden rounded-sm ${className}`}
      shapeRendering="crispEdges"
    >
      {kinds.map((kind) => (
        <path
          key={kind}
          className={fills[kind]}
          d={found
            .filter((stretch) => stretch.kind === kind)
            .map(({ from, to }) => `M${from} ${kind === 'm' ? 3 : 0}H${to}V${kind === 'm' ? 7 : 10}H${from}Z`)
            .join('')}
        />
      ))}
    </svg>
  )
}

/** What the colours of a map mean. */
export const BlockLegend = () => (
  <ul aria-label={t('Colours of the maps')} className="flex flex-wrap gap-x-3.5 gap-y-1 text-xs text-muted">
    {kinds.map((kind) => (
      <li key={kind} className="flex items-center gap-1.5">
        <svg aria-hidden="true" viewBox="0 0 10 10" className={`size-2.5 ${fills[kind]}`}>
          <path d={kind === 'm' ? 'M0 3h10v4H0Z' : 'M0 0h10v10H0Z'} />
        </svg>
        {blockKinds[kind].charAt(0).toUpperCase() + blockKinds[kind].slice(1)}
      </li>
    ))}
  </ul>
)
