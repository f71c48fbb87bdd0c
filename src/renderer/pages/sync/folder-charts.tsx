import { useMemo } from 'react'
import type { Folder } from '../../../contract/sync.ts'
import { LiveCharts } from '../../charts/live-charts.tsx'
import { folderColumns } from '../../state/folder-series.ts'
import { live } from '../../state/live.ts'
import { folderCharts } from './chart-configs.ts'

const exported = folderColumns.map((column) => ({ column, title: column }))

/** What a folder did: three charts. */
export function FolderCharts({ folder: { id, name } }: { folder: Folder }) {
  const charts = useMemo(() => folderCharts(id), [id])
  const kept = useMemo(() => ({ kind: 'folder' as const, ids: [id] }), [id])
  return (
    <LiveCharts
      name={name}
      charts={charts}
      exported={exported}
      kept={kept}
      series={() => live.sync.watch(id)}
      newest={() => live.sync.snapshot?.at ?? Date.now()}
    />
  )
}
