import { FolderInput } from 'lucide-react'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { formatBytes, visibleName } from '../../format.ts'
import type { FolderOffer } from '../../state/folder-view.ts'
import { findPeer, useSlow } from '../../state/store.ts'
import { takePart } from '../../state/sync-actions.ts'

/** Folders that paired devices share with this one. Nothing comes before somebody says where to. */
export function Offers() {
  const offers = useSlow(({ offers }) => offers)
  // Names of devices may come after the offers.
  useSlow(({ peers }) => peers)
  if (offers.length === 0) return null
  return (
    <section aria-label={t('Offered folders')}>
      <h2 className="mb-2.5 flex flex-wrap items-baseline gap-x-2.5 text-sm font-semibold">
        {t('Offered to this device')}
        <span className="text-xs font-normal text-faint">
          {t('Nothing comes here before you take part.')}
        </span>
      </h2>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(26rem,100%),1fr))] gap-4">
        {offers.map((offer) => (
          <Offer key={`${offer.id} ${offer.peer}`} offer={offer} />
        ))}
      </div>
    </section>
  )
}

function Offer({ offer }: { offer: FolderOffer }) {
  const { name, peer, bytes, files } = offer
  return (
    <article
      aria-label={t('Offer: {{name}}', { name: visibleName(name) })}
      className="card flex items-center gap-3.5 border-dashed border-line-strong px-4 py-3"
    >
      <FolderInput aria-hidden className="size-5 shrink-0 text-accent" strokeWidth={1.8} />
      <div className="min-w-0 grow">
        <h3 className="truncate font-semibold">{visibleName(name)}</h3>
        <p className="num text-xs text-muted">
          {t('from {{name}} · {{bytes}} in {{count}} files', {
            name: findPeer(peer)?.name ?? t('a paired device'),
            bytes: formatBytes(bytes),
            count: files,
          })}
        </p>
      </div>
      <Button
        aria-label={t('Take part in {{name}}', { name: visibleName(name) })}
        onClick={() => takePart(offer)}
      >
        {t('Take part…')}
      </Button>
    </article>
  )
}
