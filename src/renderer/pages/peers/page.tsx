import { KeyRound, QrCode } from 'lucide-react'
import { useState } from 'react'
import type { Peer } from '../../../contract/peers.ts'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { Page } from '../../components/page.tsx'
import { sentence } from '../../components/sentence.tsx'
import { startPairing } from '../../state/peer-actions.ts'
import { usePeers, useSlow } from '../../state/store.ts'
import { Found } from './found.tsx'
import { PeerCard } from './peer-card.tsx'
import { PeerDialog } from './peer-dialog.tsx'
import { RevokeDialog } from './revoke-dialog.tsx'
import { SelfCard } from './self-card.tsx'

type Asked = { what: 'edit' | 'revoke'; peer: Peer }

/** This device, those that are trusted, and those nearby. */
export function DevicesPage() {
  const peers = usePeers()
  const devices = useSlow(({ devices }) => devices)
  const loaded = useSlow(({ peers }) => peers !== undefined)
  const [asked, setAsked] = useState<Asked>()
  const close = () => setAsked(undefined)
  return (
    <Page
      title={t('Devices')}
      note={peers.length > 0 && `${t('{{count}} paired devices', { count: peers.length })}`}
      actions={
        <>
          <Button icon={KeyRound} onClick={() => startPairing('enter')}>
            {t('Enter a code')}
          </Button>
          <Button look="primary" icon={QrCode} onClick={() => startPairing('show')} aria-keyshortcuts="N">
            {t('Show a code')}
          </Button>
        </>
      }
    >
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_21rem]">
        <section aria-label={t('Paired devices')} className="min-w-0">
          <h2 className="mb-2.5 flex flex-wrap items-baseline gap-x-2.5 text-sm font-semibold">
            {t('Paired devices')}
            <span className="text-xs font-normal text-faint">
              {t('Each sees only the folders that are shared with it.')}
            </span>
          </h2>
          {loaded && peers.length === 0 ? (
            <NoPeers />
          ) : (
            <div className="grid grid-cols-[repeat(auto-fill,minmax(min(22rem,100%),1fr))] gap-4">
              {peers.map((peer) => (
                <PeerCard
                  key={peer.id}
                  peer={peer}
                  edit={() => setAsked({ what: 'edit', peer })}
                  revoke={() => setAsked({ what: 'revoke', peer })}
                />
              ))}
            </div>
          )}
        </section>
        <div className="grid items-start gap-4 sm:max-lg:grid-cols-2">
          {devices && <SelfCard self={devices.self} />}
          {devices && <Found found={devices.found} />}
        </div>
      </div>
      {asked?.what === 'edit' && <PeerDialog peer={asked.peer} close={close} />}
      {asked?.what === 'revoke' && <RevokeDialog peer={asked.peer} close={close} />}
    </Page>
  )
}

const NoPeers = () => (
  <div className="card px-5 py-8">
    <h3 className="text-lg font-semibold">{t('Pair the first device')}</h3>
    <ol className="mt-3 flex list-decimal flex-col gap-1.5 pl-5 text-muted">
      <li>{t('Start Hawser on the other machine.')}</li>
      <li>
        {sentence('Press {{strong}} on one of the two.', {
          strong: <strong className="font-semibold text-text">{t('Show a code')}</strong>,
        })}
      </li>
      <li>
        {sentence('Press {{strong}} on the other one and type it in, or scan it.', {
          strong: <strong className="font-semibold text-text">{t('Enter a code')}</strong>,
        })}
      </li>
    </ol>
    <p className="mt-3 max-w-136 text-muted">
      {t(
        "From then on they know each other's key and connect by themselves, encrypted, wherever they find each other. Nobody in between can pass for one of them, and nothing is shared before you choose a folder.",
      )}
    </p>
  </div>
)
