import { useMemo } from 'react'
import { LiveCharts } from '../../charts/live-charts.tsx'
import { keptTube } from '../../state/fill.ts'
import { live } from '../../state/live.ts'
import { tubeColumns } from '../../state/tube-series.ts'
import { tubeCharts } from './chart-configs.ts'

const exported = tubeColumns.map((column) => ({ column, title: column }))

/** What a tube did: three charts. */
export function TubeCharts({ id, name }: { id: string; name: string }) {
  const charts = useMemo(() => tubeCharts(id), [id])
  const party = keptTube(id)
  const kept = useMemo(() => ({ kind: 'tube' as const, ids: [party] }), [party])
  return (
    <LiveCharts
      name={name}
      charts={charts}
      exported={exported}
      kept={kept}
      series={() => live.tunnel.watch(id)}
      newest={() => live.tunnel.snapshot?.at ?? Date.now()}
    />
  )
}
