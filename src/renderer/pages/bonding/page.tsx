import { Plus, RadioTower } from 'lucide-react'
import type { ReactNode } from 'react'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { Page } from '../../components/page.tsx'
import { addBond, addReceiver } from '../../state/bond-actions.ts'
import { useBonds, useReceivers, useSlow } from '../../state/store.ts'
import { BondCard } from './bond-card.tsx'
import { NoBonds } from './empty.tsx'
import { ReceiverCard } from './receiver-card.tsx'

/** All bonds and receivers. */
export function BondingPage() {
  const bonds = useBonds()
  const receivers = useReceivers()
  const loaded = useSlow((state) => state.bonds !== undefined)
  const empty = bonds.length === 0 && receivers.length === 0
  return (
    <Page
      help="bonding"
      title={t('Bonding')}
      note={
        !empty &&
        `${t('{{count}} bonds', { count: bonds.length })}, ${t('{{count}} receivers', { count: receivers.length })}`
      }
      actions={
        !empty && (
          <>
            <Button icon={RadioTower} onClick={addReceiver}>
              {t('Add receiver')}
            </Button>
            <Button look="primary" icon={Plus} onClick={addBond} aria-keyshortcuts="B">
              {t('Add bond')}
            </Button>
          </>
        )
      }
    >
      {loaded && empty ? (
        <NoBonds />
      ) : (
        <div className="flex flex-col gap-6">
          {bonds.length > 0 && (
            <Cards title={t('Bonds')} note={t('From a camera here to a receiver, over every uplink.')}>
              {bonds.map((bond) => (
                <BondCard key={bond.id} bond={bond} />
              ))}
            </Cards>
          )}
          {receivers.length > 0 && (
            <Cards title={t('Receivers')} note={t('From bonding senders elsewhere to an SRT listener here.')}>
              {receivers.map((receiver) => (
                <ReceiverCard key={receiver.id} receiver={receiver} />
              ))}
            </Cards>
          )}
        </div>
      )}
    </Page>
  )
}

const Cards = ({ title, note, children }: { title: string; note: string; children: ReactNode }) => (
  <section aria-label={title}>
    <h2 className="mb-2.5 flex flex-wrap items-baseline gap-x-2.5 text-sm font-semibold">
      {title}
      <span className="text-xs font-normal text-faint">{note}</span>
    </h2>
    <div className="grid items-start grid-cols-[repeat(auto-fill,minmax(min(26rem,100%),1fr))] gap-4">
      {children}
    </div>
  </section>
)
