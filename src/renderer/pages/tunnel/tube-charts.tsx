import { useMemo } from 'react'
import type { TubeColumn } from '../../../contract/tunnel.ts'
import { LiveCharts } from '../../charts/live-charts.tsx'
import { live } from '../../state/live.ts'
import { LiveSeries } from '../../state/series.ts'
import { tubeColumnKind, tubeColumns } from '../../state/tube-series.ts'
import { useKeptParts } from '../../state/use-kept-parts.ts'
import { tubeCharts } from './chart-configs.ts'

const exported = tubeColumns.map((column) => ({ column, title: column }))
const nothing = new LiveSeries<TubeColumn>(tubeColumnKind)

type Props = {
  /** The other end: a device, or the tube that a code has made. */
  party: string
  /** While bytes can go through it. */
  tubeId?: string
  name: string
}

/** What a tube did: three charts. */
export function TubeCharts({ party, tubeId, name }: Props) {
  const charts = useMemo(() => tubeCharts(party, tubeId), [party, tubeId])
  const kept = useMemo(() => ({ kind: 'tube' as const, ids: [party] }), [party])
  return (
    <LiveCharts
      name={name}
      charts={charts}
      exported={exported}
      kept={kept}
      series={() => (tubeId ? live.tunnel.watch(tubeId) : nothing)}
      newest={() => live.tunnel.snapshot?.at ?? Date.now()}
    />
  )
}

/** What tubes to a device did that are over; nothing where there were none. */
export function PastTubeCharts({ party, name }: Omit<Props, 'tubeId'>) {
  const kept = useMemo(() => ({ kind: 'tube' as const, ids: [party] }), [party])
  return useKeptParts(kept).length > 0 && <TubeCharts party={party} name={name} />
}
