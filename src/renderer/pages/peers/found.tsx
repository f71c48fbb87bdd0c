import { Link2, Radar } from 'lucide-react'
import type { FoundDevice } from '../../../contract/peers.ts'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { Card } from '../../components/page.tsx'
import { formatEndpoint, visibleName } from '../../format.ts'
import { pairFound } from '../../state/peer-actions.ts'
import { shortId } from './device-id.ts'

/** Devices that announce themselves on this network; paired ones are listed elsewhere. */
export function Found({ found }: { found: readonly FoundDevice[] }) {
  const strangers = found.filter(({ paired }) => !paired)
  return (
    <Card title={t('Found on this network')}>
      {strangers.length === 0 ? (
        <p className="flex items-start gap-2.5 px-4 pt-1 pb-4 text-muted">
          <Radar aria-hidden className="mt-0.5 size-4 shrink-0 text-faint" />
          {t('No other device announces itself. Start Hawser there, and show a code on one of the two.')}
        </p>
      ) : (
        <ul aria-label={t('Found on this network')} className="pb-2">
          {strangers.map((device) => (
            <Stranger key={device.id} device={device} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function Stranger({ device: { id, name, addresses, pairingPort } }: { device: FoundDevice }) {
  const shown = visibleName(name)
  const open = pairingPort > 0
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1.5 border-t border-line px-4 py-2 first:border-0">
      <span className="min-w-0 grow">
        <span className="block truncate font-medium">{shown}</span>
        <span className="num block truncate text-xs text-muted">
          <code className="font-mono">{shortId(id)}</code>{' '}
          {addresses.map((address) => formatEndpoint(address)).join(', ')}
        </span>
      </span>
      {open ? (
        <Button
          small
          icon={Link2}
          aria-label={t('Pair with {{shown}}', { shown })}
          onClick={() => void pairFound(id)}
        >
          {t('Pair…')}
        </Button>
      ) : (
        <span className="text-xs text-faint">{t('Not open for pairing: show a code there')}</span>
      )}
    </li>
  )
}
