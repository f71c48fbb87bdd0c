import { useMemo } from 'react'
import { LiveCharts } from '../../charts/live-charts.tsx'
import { live } from '../../state/live.ts'
import { tubeColumns } from '../../state/tube-series.ts'
import { tubeCharts } from './chart-configs.ts'

const exported = tubeColumns.map((column) => ({ column, title: column }))

/** What a tube did: three charts. */
export function TubeCharts({ id, name }: { id: string; name: string }) {
  const charts = useMemo(() => tubeCharts(id), [id])
  return (
    <LiveCharts
      name={name}
      charts={charts}
      exported={exported}
      series={() => live.tunnel.watch(id)}
      newest={() => live.tunnel.snapshot?.at ?? Date.now()}
    />
  )
}
