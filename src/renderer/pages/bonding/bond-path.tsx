import { Copy } from 'lucide-react'
import type { Bond } from '../../../contract/bond.ts'
import { IconButton } from '../../components/button.tsx'
import { LiveText } from '../../components/live-text.tsx'
import { Card } from '../../components/page.tsx'
import { formatCount, formatEndpoint } from '../../format.ts'
import { copyText } from '../../state/bond-actions.ts'
import { live } from '../../state/live.ts'
import { useSlow } from '../../state/store.ts'
import { datagramWords, Facts } from './facts.tsx'
import { callerUrl } from './sentences.ts'

/** From the camera through Hawser to the receiver, and how. */
export function BondPath({ bond }: { bond: Bond }) {
  const view = useSlow(({ bondViews }) => bondViews[bond.id])
  const url = callerUrl(bond.listen)
  const count = (column: 'copies' | 'spared' | 'refused') => (
    <LiveText
      read={() => {
        const now = live.bonds.bond(bond.id)
        return now ? formatCount(now[column]) : '–'
      }}
    />
  )
  return (
    <Card title="Path">
      <Facts
        facts={[
          {
            name: 'Camera sends to',
            value: (
              <span className="inline-flex items-center gap-1">
                <code className="font-mono text-xs select-all">{url}</code>
                <IconButton label="Copy" icon={Copy} className="size-6!" onClick={() => void copyText(url)} />
              </span>
            ),
          },
          { name: 'Camera', value: view?.caller || 'none yet' },
          { name: 'Receiver', value: formatEndpoint(bond.receiver) },
          { name: 'Its address', value: view?.receiver || '–' },
          {
            name: 'Receiver is',
            value: view ? (view.farIsHawser ? 'a Hawser' : 'not a Hawser, or not known yet') : '–',
          },
          {
            name: 'Datagrams',
            ...(view?.datagramsReason && { meaning: view.datagramsReason }),
            value: view ? datagramWords[view.datagrams] : '–',
          },
          {
            name: 'Copies held back',
            meaning:
              'Each acknowledgement and report of loss comes by every link; the camera gets the first.',
            value: count('copies'),
          },
          {
            name: 'Repairs held back',
            meaning:
              'Packets sent again by the camera while the copy before was still under way, or while every link was full.',
            value: count('spared'),
          },
          {
            name: 'Refused packets',
            meaning: 'Packets of strangers, of a second camera on the same port, or malformed.',
            value: count('refused'),
          },
        ]}
      />
    </Card>
  )
}
