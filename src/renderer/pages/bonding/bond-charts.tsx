import { useMemo } from 'react'
import { type Bond, linkColumns, maxLinks } from '../../../contract/bond.ts'
import { LiveCharts } from '../../charts/live-charts.tsx'
import { type LinkView, linkName } from '../../state/bond-view.ts'
import { linkLook } from '../../state/link-colours.ts'
import { linkKey } from '../../state/link-series.ts'
import { live } from '../../state/live.ts'
import { useKeptParts } from '../../state/use-kept-parts.ts'
import { bondCharts } from './chart-configs.ts'

/** What each link did: five charts. */
export function BondCharts({ bond, links }: { bond: Bond; links: readonly LinkView[] }) {
  const kept = useMemo(() => ({ kind: 'bond' as const, ids: [bond.id] }), [bond.id])
  const remembered = useKeptParts(kept)
  const present = links.map((link) => [link.id, linkName(link)])
  // What is gone, such as a modem, has its lines in the past.
  const gone = remembered
    .filter((id) => !links.some((link) => link.id === id))
    .map((id) => [id, bond.links.find(({ uplink }) => uplink === id)?.label || id])
  const key = JSON.stringify([...present, ...gone].slice(0, maxLinks))
  // The links' numbers change all the time; charts are made anew only when their names do.
  const shown = useMemo(() => {
    const named = JSON.parse(key) as [string, string][]
    const present = named.map(([id]) => id)
    return named.map(([id, name]) => ({ id, name, look: linkLook(bond.id, id, present) }))
  }, [bond.id, key])
  const charts = useMemo(() => bondCharts(bond.id, shown), [bond.id, shown])
  return (
    <LiveCharts
      name={bond.name}
      charts={charts}
      exported={shown.flatMap(({ id, name }) =>
        linkColumns.map((column) => ({ column: linkKey(column, id), title: `${name} ${column}` })),
      )}
      kept={kept}
      series={() => live.bonds.watch(bond.id)}
      newest={() => live.bonds.snapshot?.at ?? Date.now()}
      version={key}
    />
  )
}
