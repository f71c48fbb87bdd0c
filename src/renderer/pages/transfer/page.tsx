import { FileUp, SlidersHorizontal } from 'lucide-react'
import { useEffect } from 'react'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { LiveText } from '../../components/live-text.tsx'
import { Page } from '../../components/page.tsx'
import { formatRate } from '../../format.ts'
import { live } from '../../state/live.ts'
import { typing } from '../../state/shortcuts.ts'
import { useSessions, useSlow } from '../../state/store.ts'
import { choose, editTransfer, enterCode, takePaste } from '../../state/transfer-actions.ts'
import { useSpoken } from '../../state/transfer-notices.ts'
import { isStaged, useStage } from '../../state/transfer-stage.ts'
import { isJoined, isUnderWay } from '../../state/transfer-view.ts'
import { useKey } from '../../state/use-key.ts'
import { HowItWorks } from './empty.tsx'
import { History } from './history.tsx'
import { Offers } from './offers.tsx'
import { ReceiveCard } from './receive-card.tsx'
import { SendCard } from './send-card.tsx'
import { SessionCard } from './session-card.tsx'
import { TransferCharts } from './transfer-charts.tsx'

/** Files from person to person: what is asked, what is sent to whom, what is under way, what was. */
export function TransferPage() {
  const sessions = useSessions()
  const offers = useSlow(({ fileOffers }) => fileOffers)
  const isNew = useSlow(({ transferHistory }) => transferHistory?.length === 0) && sessions.length === 0
  const staged = useStage(isStaged)
  useKey('r', enterCode)
  usePaste()
  const joined = sessions.filter(isJoined).length
  const shown = sessions.toReversed()
  const busiest = shown.find(({ transfers }) => transfers.some(isUnderWay))
  return (
    <Page
      help="transfer"
      title={t('Transfer')}
      note={
        joined > 0 && (
          <span>
            {t('{{count}} sessions', { count: joined })},{' '}
            <LiveText read={() => formatRate(live.transfers.rate())} />
          </span>
        )
      }
      actions={
        <>
          <Button look="ghost" icon={SlidersHorizontal} onClick={editTransfer}>
            {t('Transfer settings')}
          </Button>
          <Button look="primary" icon={FileUp} onClick={() => void choose('files')} aria-keyshortcuts="S">
            {t('Send files')}
          </Button>
        </>
      }
    >
      <Spoken />
      <div className="flex flex-col gap-5">
        {offers.length > 0 && <Offers offers={offers} />}
        <div
          className={`grid gap-4 ${staged ? 'items-start sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]' : 'sm:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]'}`}
        >
          <SendCard small={sessions.length > 0} />
          <ReceiveCard small={sessions.length > 0} />
        </div>
        {sessions.length > 0 && (
          <section aria-label={t('Sessions')} className="flex flex-col gap-4">
            <h2 className="sr-only">{t('Sessions')}</h2>
            {shown.map((session) => (
              <SessionCard key={session.id} session={session} first={session === busiest} />
            ))}
          </section>
        )}
        {isNew && !staged && <HowItWorks />}
        {!isNew && <TransferCharts />}
        <History />
      </div>
    </Page>
  )
}

const Spoken = () => (
  <p role="status" className="sr-only">
    {useSpoken(({ text }) => text)}
  </p>
)

/** Files and text that are pasted anywhere but into a field are to be sent. */
function usePaste(): void {
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      if (event.clipboardData === null || typing(event as unknown as KeyboardEvent)) return
      event.preventDefault()
      void takePaste(event.clipboardData)
    }
    addEventListener('paste', paste)
    return () => removeEventListener('paste', paste)
  }, [])
}
