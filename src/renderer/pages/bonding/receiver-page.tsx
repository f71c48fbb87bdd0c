import { ArrowRight, Copy, Ellipsis, Pencil, Trash2 } from 'lucide-react'
import { useEffect } from 'react'
import type { Receiver, ReceiverSnapshot } from '../../../contract/bond.ts'
import { t } from '../../../language/t.ts'
import { receiverLooks } from '../../components/bond-looks.ts'
import { Button } from '../../components/button.tsx'
import { EventsCard } from '../../components/events-card.tsx'
import { LiveText, type Reading } from '../../components/live-text.tsx'
import { Menu } from '../../components/menu.tsx'
import { Card, Page } from '../../components/page.tsx'
import { Badge } from '../../components/state-badge.tsx'
import { ThingTitle } from '../../components/thing-page.tsx'
import { Term } from '../../components/tip.tsx'
import { formatBytes, formatCount, formatEndpoint, formatRate } from '../../format.ts'
import { duplicateReceiver, editReceiver, enableReceiver, removeReceiver } from '../../state/bond-actions.ts'
import { live } from '../../state/live.ts'
import { go, paths } from '../../state/router.ts'
import { watchReceiver } from '../../state/session.ts'
import { useSlow } from '../../state/store.ts'
import { useKey } from '../../state/use-key.ts'
import { words } from '../../words.ts'
import { Tile } from '../detail/stats.tsx'
import { Gone } from './bond-page.tsx'
import { ReceiverVerdictBox } from './bond-verdict.tsx'
import { datagramWords, Facts } from './facts.tsx'
import { GroupCard } from './group-card.tsx'
import { PowerButton } from './power-button.tsx'
import { ReceiverCharts } from './receiver-charts.tsx'

/** One receiver, live. */
export function ReceiverPage({ receiverId }: { receiverId: string }) {
  const receiver = useSlow(({ receivers }) => receivers?.find(({ id }) => id === receiverId))
  const loaded = useSlow(({ receivers }) => receivers !== undefined)
  useKey('e', () => editReceiver(receiverId))
  useEffect(() => watchReceiver(receiverId), [receiverId])
  if (receiver) return <Running receiver={receiver} />
  return loaded ? <Gone what={t('receiver')} /> : null
}

function Running({ receiver }: { receiver: Receiver }) {
  const { id, name, enabled } = receiver
  const view = useSlow(({ receiverViews }) => receiverViews[id])
  const state = !enabled ? 'off' : (view?.state ?? 'starting')
  const groups = view?.groups ?? []
  return (
    <Page
      title={
        <ThingTitle in={{ href: paths.bonding, title: t('Bonding') }} name={name}>
          <Badge look={receiverLooks[state]} pill />
        </ThingTitle>
      }
      note={
        <span className="num flex min-w-0 items-center gap-1.5">
          {formatEndpoint(receiver.listen)}
          <ArrowRight aria-label={t('to')} className="size-3.5 shrink-0 text-faint" />
          <span className="truncate">{formatEndpoint(receiver.target)}</span>
        </span>
      }
      actions={
        <>
          <PowerButton big name={name} on={enabled} change={(on) => void enableReceiver(id, on)} />
          <Button icon={Pencil} onClick={() => editReceiver(id)} aria-keyshortcuts="E">
            {t('Edit')}
          </Button>
          <Menu
            label={t('More actions')}
            icon={Ellipsis}
            items={[
              { label: t('Duplicate'), icon: Copy, run: () => duplicateReceiver(id) },
              {
                label: t('Delete'),
                icon: Trash2,
                danger: true,
                run: () => void removeReceiver(id).then((done) => done && go(paths.bonding)),
              },
            ]}
          />
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <ReceiverVerdictBox receiver={receiver} />
        <ReceiverStats receiver={receiver} />
        <div className="grid items-start gap-4 min-[1400px]:grid-cols-[minmax(0,1fr)_19.5rem]">
          <div className="flex min-w-0 flex-col gap-4">
            <ReceiverCharts receiver={receiver} view={view} />
            {groups.map((group) => (
              <GroupCard key={group.id} receiverId={id} group={group} />
            ))}
            {groups.length === 0 && (
              <Card title={t('Senders')}>
                <p className="px-4 pt-1 pb-4 text-muted">
                  {enabled
                    ? t(
                        'None yet. Let a bond, Moblin or another SRTLA sender send to port {{port}} of this machine.',
                        { port: receiver.listen.port },
                      )
                    : t('Start the receiver to let senders in.')}
                </p>
              </Card>
            )}
            <EventsCard title={t('Events of this receiver')} of={(event) => event.bondId === id} />
          </div>
          <div className="grid gap-4 sm:max-[1399px]:grid-cols-2">
            <Refusals receiver={receiver} />
            <Settings receiver={receiver} />
          </div>
        </div>
      </div>
    </Page>
  )
}

function ReceiverStats({ receiver: { id } }: { receiver: Receiver }) {
  const of =
    <T,>(read: (now: ReceiverSnapshot) => T, none: T) =>
    () => {
      const now = live.bonds.receiver(id)
      return now && now.state !== 'off' ? read(now) : none
    }
  const sum = (column: 'bytes' | 'missing' | 'duplicates' | 'packets') =>
    of(({ groups }) => groups.reduce((all, group) => all + group[column], 0), 0)
  return (
    <dl aria-label={t('Numbers')} className="card flex flex-wrap gap-px overflow-hidden bg-line">
      <Tile
        name={t('Received')}
        read={of((): string => formatRate(live.bonds.sparks.mean(id)), '–')}
        note={() =>
          sum('bytes')() > 0 ? t('{{bytes}} from those here', { bytes: formatBytes(sum('bytes')()) }) : ''
        }
      />
      <Tile
        name={t('Senders')}
        read={of(({ groupsTotal }) => formatCount(groupsTotal), '–')}
        note={of(({ groups }) => {
          const links = groups.reduce((all, group) => all + group.links.length, 0)
          return links > 0 ? t('{{links}} links', { links: formatCount(links) }) : ''
        }, '')}
      />
      <Tile
        name={<Term word={t('Missing')} meaning={words.missingPackets} />}
        read={of<string | Reading>(() => {
          const missing = sum('missing')()
          return { text: formatCount(missing), level: missing > 0 ? 'warn' : 'ok' }
        }, '–')}
        note={() =>
          sum('packets')() > 0 ? t('of {{number}} packets', { number: formatCount(sum('packets')()) }) : ''
        }
      />
      <Tile
        name={<Term word={t('Duplicates')} meaning={words.duplicates} />}
        read={of(() => formatCount(sum('duplicates')()), '–')}
        note={() => ''}
      />
      <Tile
        name={t('Not passed on')}
        read={of<string | Reading>(
          ({ drops }) => ({ text: formatCount(drops), level: drops > 0 ? 'warn' : 'ok' }),
          '–',
        )}
        note={of(({ drops }) => (drops > 0 ? t('the system took no more') : ''), '')}
      />
    </dl>
  )
}

const refusals = () =>
  [
    ['refusedLimit', t('Over a limit'), t('Registrations beyond the limits on senders and links.')],
    [
      'refusedFlood',
      t('Too many from one source'),
      t('Registrations that came faster from one address than any sender sends them.'),
    ],
    [
      'refusedSource',
      t('Source not allowed'),
      t('Registrations from addresses outside of the allowed sources.'),
    ],
    [
      'refusedPackets',
      t('Strangers and damage'),
      t('Packets of nobody who is registered, and packets that are not SRT or SRTLA.'),
    ],
  ] as const

function Refusals({ receiver: { id } }: { receiver: Receiver }) {
  return (
    <Card title={t('Refused')}>
      <Facts
        facts={refusals().map(([column, name, meaning]) => ({
          name,
          meaning,
          value: (
            <LiveText
              read={() => {
                const count = live.bonds.receiver(id)?.[column]
                if (count === undefined) return '–'
                return { text: formatCount(count), level: count === 0 ? 'quiet' : 'ok' }
              }}
            />
          ),
        }))}
      />
    </Card>
  )
}

function Settings({ receiver }: { receiver: Receiver }) {
  const view = useSlow(({ receiverViews }) => receiverViews[receiver.id])
  const { allowedSources } = receiver
  return (
    <Card title={t('Limits')}>
      <Facts
        facts={[
          { name: t('Senders at most'), value: formatCount(receiver.maxGroups) },
          { name: t('From one source'), value: formatCount(receiver.maxGroupsPerSource) },
          { name: t('Links of a sender'), value: formatCount(receiver.maxLinksPerGroup) },
          {
            name: t('Allowed sources'),
            value: allowedSources.length === 0 ? t('everybody') : allowedSources.join(', '),
          },
          { name: t('Datagrams'), value: view ? datagramWords[view.datagrams] : '–' },
        ]}
      />
    </Card>
  )
}
