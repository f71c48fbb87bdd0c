import { CirclePlay, Plus, Stethoscope } from 'lucide-react'
import type { ReactNode } from 'react'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { EventsCard } from '../../components/events-card.tsx'
import { Page } from '../../components/page.tsx'
import { sentence } from '../../components/sentence.tsx'
import { addRule } from '../../state/actions.ts'
import { addBond } from '../../state/bond-actions.ts'
import { diagnoseNow } from '../../state/diagnose-actions.ts'
import { paths } from '../../state/router.ts'
import { startSession } from '../../state/session-actions.ts'
import { useBonds, useFolders, useReceivers, useRules, useSlow } from '../../state/store.ts'
import { useSubjects } from '../../state/subjects.ts'
import { addFolder } from '../../state/sync-actions.ts'
import { NoRules } from '../forwarding/empty.tsx'
import { useOthers } from '../loaded-others.ts'
import { Attention } from './attention.tsx'
import { BondSummary } from './bond-summary.tsx'
import { FolderSummary } from './folder-summary.tsx'
import { NetworkSummary } from './network-summary.tsx'
import { RunningSessions } from './running-sessions.tsx'
import { Totals } from './totals.tsx'
import { TransferSummary } from './transfer-summary.tsx'
import { TunnelSummary } from './tunnel-summary.tsx'

/** Home: how everything goes, what needs somebody, what happened. */
export function OverviewPage() {
  const rules = useRules()
  const bonds = useBonds()
  const receivers = useReceivers()
  const folders = useFolders()
  const loaded = useSlow(({ rules }) => rules !== undefined)
  const transferring = useSlow(({ sessions }) => sessions.length > 0)
  const tunnelling = useSlow(
    ({ tunnel, tubeViews }) => (tunnel?.ways.length ?? 0) + Object.keys(tubeViews).length > 0,
  )
  const bonding = bonds.length + receivers.length > 0
  const empty = rules.length === 0 && !bonding && folders.length === 0 && !transferring && !tunnelling
  if (loaded && empty)
    return (
      <Page title={t('Overview')}>
        <NoRules />
        <p className="-mt-10 pb-10 text-center text-muted">
          {sentence(
            "Or {{bond}} for one SRT stream, or {{sync}} between machines, or {{send}} to somebody, or {{reach}} behind somebody else's router, or {{diagnose}} with this network.",
            {
              bond: <Way to={paths.bonding}>{t('bond several uplinks')}</Way>,
              sync: <Way to={paths.sync}>{t('keep folders equal')}</Way>,
              send: <Way to={paths.transfer}>{t('send files')}</Way>,
              reach: <Way to={paths.tunnel}>{t('reach a device')}</Way>,
              diagnose: <Way to={paths.diagnose}>{t('find out what is wrong')}</Way>,
            },
          )}
        </p>
      </Page>
    )
  return (
    <Page
      title={t('Overview')}
      actions={
        <>
          <Button icon={Stethoscope} onClick={diagnoseNow} aria-keyshortcuts="C">
            {t('Diagnose')}
          </Button>
          <Button icon={CirclePlay} onClick={startSession}>
            {t('Start session')}
          </Button>
          <Button icon={Plus} onClick={() => addFolder()} aria-keyshortcuts="F">
            {t('Add folder')}
          </Button>
          <Button icon={Plus} onClick={addBond} aria-keyshortcuts="B">
            {t('Add bond')}
          </Button>
          <Button look="primary" icon={Plus} onClick={addRule} aria-keyshortcuts="N">
            {t('Add rule')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <RunningSessions />
        <Totals />
        <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_24rem] xl:grid-cols-[minmax(0,1fr)_30rem]">
          <div className="flex min-w-0 flex-col gap-4">
            {rules.length > 0 && <Throughput />}
            {bonding && <BondSummary bonds={bonds} receivers={receivers} />}
            {folders.length > 0 && <FolderSummary folders={folders} />}
            <TunnelSummary />
            <TransferSummary />
            <RecentEvents />
          </div>
          <div className="order-first flex min-w-0 flex-col gap-4 lg:order-none">
            <Attention />
            <NetworkSummary />
          </div>
        </div>
      </div>
    </Page>
  )
}

/** Comes behind the first paint, into the place that is kept for it. */
function Throughput() {
  const others = useOthers(({ others }) => others)
  return others ? <others.TotalChart /> : <div className="card h-101 2xl:h-92" />
}

const RecentEvents = () => (
  <EventsCard
    title={t('Recent events')}
    shown={8}
    names={useSubjects()}
    actions={
      <a href={paths.events} className="text-xs font-medium text-accent hover:underline">
        {t('All events')}
      </a>
    }
  />
)

const Way = ({ to, children }: { to: string; children: ReactNode }) => (
  <a className="text-accent underline underline-offset-2" href={to}>
    {children}
  </a>
)
