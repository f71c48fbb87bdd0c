import { useMemo } from 'react'
import { allOfThem } from '../../../contract/history.ts'
import { t } from '../../../language/t.ts'
import { bothWays } from '../../charts/both-ways.ts'
import { LiveCharts } from '../../charts/live-charts.tsx'
import { eventMarks } from '../../charts/marks.ts'
import { live } from '../../state/live.ts'
import type { TransferColumn } from '../../state/live-transfers.ts'
import { slow } from '../../state/store.ts'

const kept = { kind: 'transfer', ids: [allOfThem] } as const
const columns: readonly [TransferColumn, TransferColumn] = ['downRate', 'upRate']
const exported = columns.map((column) => ({ column, title: column }))

/** What all transfers of this device moved together, also those that are long over. */
export function TransferCharts() {
  const charts = useMemo(() => {
    const events = eventMarks(() => slow().events.filter(({ source }) => source === 'transfer'))
    return [bothWays({ sync: 'transfers', times: true, plugins: [events] }, columns)]
  }, [])
  return (
    <LiveCharts
      name={t('All transfers')}
      title={t('All transfers')}
      charts={charts}
      exported={exported}
      kept={kept}
      series={() => live.transfers.total}
      newest={Date.now}
    />
  )
}
