import { Copy } from 'lucide-react'
import type { Bond } from '../../../contract/bond.ts'
import { t } from '../../../language/t.ts'
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
    <Card title={t('Path')}>
      <Facts
        facts={[
          {
            name: t('Camera sends to'),
            value: (
              <span className="inline-flex items-center gap-1">
                <code className="font-mono text-xs select-all">{url}</code>
                <IconButton
                  label={t('Copy')}
                  icon={Copy}
                  className="size-6!"
                  onClick={() => void copyText(url)}
                />
              </span>
            ),
          },
          { name: t('Camera'), value: view?.caller || t('none yet') },
          { name: t('Receiver'), value: formatEndpoint(bond.receiver) },
          { name: t('Its address'), value: view?.receiver || '–' },
          {
            name: t('Receiver is'),
            value: view ? (view.farIsHawser ? t('a Hawser') : t('not a Hawser, or not known yet')) : '–',
          },
          {
            name: t('Datagrams'),
            ...(view?.datagramsReason && { meaning: view.datagramsReason }),
            value: view ? datagramWords[view.datagrams] : '–',
          },
          {
            name: t('Copies held back'),
            meaning: t(
              'Each acknowledgement and report of loss comes by every link; the camera gets the first.',
            ),
            value: count('copies'),
          },
          {
            name: t('Repairs held back'),
            meaning: t(
              'Packets sent again by the camera while the copy before was still under way, or while every link was full.',
            ),
            value: count('spared'),
          },
          {
            name: t('Refused packets'),
            meaning: t('Packets of strangers, of a second camera on the same port, or malformed.'),
            value: count('refused'),
          },
        ]}
      />
    </Card>
  )
}
