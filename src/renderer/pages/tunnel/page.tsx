import { Plus, SlidersHorizontal } from 'lucide-react'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { LiveText } from '../../components/live-text.tsx'
import { Page } from '../../components/page.tsx'
import { VerdictBox } from '../../components/verdict-box.tsx'
import { formatRate } from '../../format.ts'
import { live } from '../../state/live.ts'
import { useSlow } from '../../state/store.ts'
import { addWay, editTunnel, enterTunnelCode } from '../../state/tunnel-actions.ts'
import { useKey } from '../../state/use-key.ts'
import { Allowed } from './allowed.tsx'
import { LetInCard, ReachCard } from './connect-cards.tsx'
import { HowItWorks } from './empty.tsx'
import { PartyCard } from './party-card.tsx'
import { Requests } from './requests.tsx'
import { useParties } from './use-parties.ts'

/** Who is reached through a tube and by which ways, who asks for what, and what is allowed here. */
export function TunnelPage() {
  const tubeViews = useSlow(({ tubeViews }) => tubeViews)
  const requests = useSlow(({ tunnelRequests }) => tunnelRequests)
  const loaded = useSlow(({ tunnel }) => tunnel !== undefined)
  useKey('r', enterTunnelCode)
  const parties = useParties()
  const open = Object.values(tubeViews).filter(({ state }) => state === 'open').length
  const isNew = parties.length === 0
  return (
    <Page
      help="tunnel"
      title={t('Tunnel')}
      note={
        open > 0 && (
          <span>
            {t('{{count}} open tubes', { count: open })},{' '}
            <LiveText
              read={() => t('{{count}} connections', { count: live.tunnel.snapshot?.connectionsTotal ?? 0 })}
            />
            , <LiveText read={() => formatRate(live.tunnel.rate('rateIn') + live.tunnel.rate('rateOut'))} />
          </span>
        )
      }
      actions={
        <>
          <Button look="ghost" icon={SlidersHorizontal} onClick={editTunnel}>
            {t('Tunnel settings')}
          </Button>
          <Button look="primary" icon={Plus} onClick={() => addWay()} aria-keyshortcuts="N">
            {t('Add way')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5">
        {requests.length > 0 && <Requests requests={requests} />}
        <SlowStack />
        <div className="grid gap-4 md:grid-cols-2">
          <ReachCard />
          <LetInCard />
        </div>
        {loaded && isNew && <HowItWorks />}
        {!isNew && (
          <section aria-label={t('Tubes')}>
            <h2 className="sr-only">{t('Tubes')}</h2>
            <div className="grid grid-cols-[repeat(auto-fill,minmax(min(30rem,100%),1fr))] gap-4">
              {parties.map((party) => (
                <PartyCard key={party.id} party={party} />
              ))}
            </div>
          </section>
        )}
        <Allowed />
      </div>
    </Page>
  )
}

/** A machine on which the fast stack does not work is worth knowing of, once something goes through the slow one. */
function SlowStack() {
  const view = useSlow(({ tunnelView }) => tunnelView)
  const wanted = useSlow(({ tunnel }) => tunnel?.stack)
  if (view?.stack !== 'werift' || wanted === 'werift' || view.stackWhy === '') return null
  return <VerdictBox level="warning" lead={t('Slower than it could be')} text={view.stackWhy} evidence={[]} />
}
