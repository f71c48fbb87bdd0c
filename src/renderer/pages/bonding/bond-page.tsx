import { ArrowRight, Copy, Ellipsis, Pencil, RotateCw, Trash2 } from 'lucide-react'
import { useEffect, useMemo, useRef } from 'react'
import type { Bond } from '../../../contract/bond.ts'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { bondLooks } from '../../components/bond-looks.ts'
import { Button } from '../../components/button.tsx'
import { EventsCard } from '../../components/events-card.tsx'
import { Menu } from '../../components/menu.tsx'
import { Card, Page } from '../../components/page.tsx'
import { Badge } from '../../components/state-badge.tsx'
import { GonePage, ThingTitle } from '../../components/thing-page.tsx'
import { formatEndpoint } from '../../format.ts'
import { probe } from '../../state/actions.ts'
import { duplicateBond, editBond, enableBond, removeBond } from '../../state/bond-actions.ts'
import type { LinkView } from '../../state/bond-view.ts'
import { go, paths } from '../../state/router.ts'
import { watchBond } from '../../state/session.ts'
import { useSlow } from '../../state/store.ts'
import { useKey } from '../../state/use-key.ts'
import { BondCharts } from './bond-charts.tsx'
import { BondPath } from './bond-path.tsx'
import { BondSettings } from './bond-settings.tsx'
import { BondStats } from './bond-stats.tsx'
import { BondVerdictBox } from './bond-verdict.tsx'
import { BothEnds } from './both-ends.tsx'
import { Lane } from './lane.tsx'
import { PowerButton } from './power-button.tsx'
import { RoutingWarning } from './routing.tsx'

const noLinks: readonly LinkView[] = []

/** One bond, live. */
export function BondPage({ bondId }: { bondId: string }) {
  const bond = useSlow(({ bonds }) => bonds?.find(({ id }) => id === bondId))
  const loaded = useSlow(({ bonds }) => bonds !== undefined)
  useEffect(() => watchBond(bondId), [bondId])
  useKey('e', () => editBond(bondId))
  if (bond) return <Running bond={bond} />
  return loaded ? <Gone what={t('bond')} /> : null
}

export const Gone = ({ what }: { what: string }) => (
  <GonePage
    title={t('This {{what}} is gone', { what })}
    back={{ href: paths.bonding, label: t('All bonds and receivers') }}
  >
    {t('It was deleted, here or in another window.')}
  </GonePage>
)

function Running({ bond }: { bond: Bond }) {
  const { id, name, enabled } = bond
  const view = useSlow(({ bondViews }) => bondViews[id])
  const links = view?.links ?? noLinks
  // What a stopped bond did can still be looked at.
  const lastLinks = useRef(links)
  if (links.length > 0) lastLinks.current = links
  const state = !enabled ? 'off' : (view?.state ?? 'starting')
  return (
    <Page
      title={
        <ThingTitle in={{ href: paths.bonding, title: t('Bonding') }} name={name}>
          <Badge look={bondLooks[state]} pill />
        </ThingTitle>
      }
      note={
        <span className="num flex min-w-0 items-center gap-1.5">
          {formatEndpoint(bond.listen)}
          <ArrowRight aria-label={t('to')} className="size-3.5 shrink-0 text-faint" />
          <span className="truncate">{formatEndpoint(bond.receiver)}</span>
        </span>
      }
      actions={
        <>
          <PowerButton big name={name} on={enabled} change={(on) => void enableBond(id, on)} />
          <Button icon={Pencil} onClick={() => editBond(id)} aria-keyshortcuts="E">
            {t('Edit')}
          </Button>
          <Menu
            label={t('More actions')}
            icon={Ellipsis}
            items={[
              { label: t('Duplicate'), icon: Copy, run: () => duplicateBond(id) },
              { label: t('Try all links again now'), icon: RotateCw, run: () => void probe() },
              {
                label: t('Delete'),
                icon: Trash2,
                danger: true,
                run: () => void removeBond(id).then((done) => done && go(paths.bonding)),
              },
            ]}
          />
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <BondVerdictBox bond={bond} />
        <BondStats bond={bond} />
        {enabled && <RoutingWarning bond={bond} links={links} />}
        <Lanes bond={bond} links={links} known={view !== undefined} />
        <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_19.5rem]">
          <BondCharts bond={bond} links={lastLinks.current} />
          <div className="grid gap-4 sm:max-lg:grid-cols-2">
            <BondSettings bond={bond} />
            <BondPath bond={bond} />
          </div>
        </div>
        {view?.farIsHawser && <BothEnds bond={bond} links={links} />}
        <EventsCard title={t('Events of this bond')} of={(event) => event.bondId === id} />
      </div>
    </Page>
  )
}

function Lanes({ bond, links, known }: { bond: Bond; links: readonly LinkView[]; known: boolean }) {
  const key = links.map(({ id }) => id).join('\n')
  const present = useMemo(() => (key === '' ? [] : key.split('\n')), [key])
  return (
    <Card
      title={t('Uplinks')}
      actions={
        <a href={paths.helpOn('bonding-words')} className="text-xs font-medium text-accent hover:underline">
          {t('What the figures mean')}
        </a>
      }
    >
      {links.length > 0 ? (
        <ul aria-label={t('Uplinks')} className="@container mt-1">
          {links.map((link) => (
            <Lane key={link.id} bondId={bond.id} link={link} present={present} />
          ))}
        </ul>
      ) : (
        <p className="px-4 pt-1 pb-4 text-muted">
          {!bond.enabled
            ? t('Start the bond to see its uplinks.')
            : known
              ? noUplinks[bond.uplinks]
              : t('Not known while the bonding engine is away.')}
        </p>
      )}
    </Card>
  )
}

const noUplinks: Record<Bond['uplinks'], string> = translated({
  automatic: 'No interface of this machine can carry traffic. A modem that is plugged in joins by itself.',
  listed: 'None of the listed uplinks is there.',
  file: 'The file of uplinks names no address of this machine.',
})
