import { ArrowRight, Copy, Ellipsis, Pencil, Trash2 } from 'lucide-react'
import type { Receiver } from '../../../contract/bond.ts'
import { t } from '../../../language/t.ts'
import { Sparkline } from '../../charts/sparkline.tsx'
import { Bar } from '../../components/bar.tsx'
import { receiverLooks } from '../../components/bond-looks.ts'
import { LiveText } from '../../components/live-text.tsx'
import { Menu } from '../../components/menu.tsx'
import { sentence } from '../../components/sentence.tsx'
import { Badge } from '../../components/state-badge.tsx'
import { formatEndpoint, formatRate } from '../../format.ts'
import { duplicateReceiver, editReceiver, enableReceiver, removeReceiver } from '../../state/bond-actions.ts'
import type { ReceiverView } from '../../state/bond-view.ts'
import { live } from '../../state/live.ts'
import { paths } from '../../state/router.ts'
import { useSlow } from '../../state/store.ts'
import { CardHead, CardSentence } from './card-parts.tsx'
import { PowerButton } from './power-button.tsx'
import { useReceiverVerdict } from './use-receiver-verdict.ts'

const groupsShown = 6

/** One receiver in the list: its state, its sentence, and the senders that it hears. */
export function ReceiverCard({ receiver }: { receiver: Receiver }) {
  const { id, name, enabled } = receiver
  const view = useSlow(({ receiverViews }) => receiverViews[id])
  const state = !enabled ? 'off' : (view?.state ?? 'starting')
  return (
    <article aria-label={name} data-state={state} className="card flex min-w-0 flex-col">
      <CardHead
        name={name}
        href={paths.receiver(id)}
        badge={<Badge look={receiverLooks[state]} pill />}
        actions={
          <>
            <PowerButton name={name} on={enabled} change={(on) => void enableReceiver(id, on)} />
            <Menu
              label={t('Actions for {{name}}', { name })}
              icon={Ellipsis}
              items={[
                { label: t('Edit'), icon: Pencil, run: () => editReceiver(id) },
                { label: t('Duplicate'), icon: Copy, run: () => duplicateReceiver(id) },
                { label: t('Delete'), icon: Trash2, danger: true, run: () => void removeReceiver(id) },
              ]}
            />
          </>
        }
      >
        {formatEndpoint(receiver.listen)}
        <ArrowRight aria-label={t('to')} className="size-3 shrink-0 text-faint" />
        <span className="truncate">{formatEndpoint(receiver.target)}</span>
      </CardHead>
      <ReceiverSentence receiver={receiver} />
      {enabled && view && view.state !== 'failed' && <Flow id={id} view={view} />}
    </article>
  )
}

function ReceiverSentence({ receiver }: { receiver: Receiver }) {
  const { level, text } = useReceiverVerdict(receiver)
  return <CardSentence level={level} text={text} />
}

function Flow({ id, view: { groups } }: { id: string; view: ReceiverView }) {
  const group = (groupId: string) => live.bonds.receiver(id)?.groups.find((one) => one.id === groupId)
  const share = (groupId: string) => {
    const all = live.bonds.receiver(id)?.bitrate ?? 0
    return all > 0 ? (group(groupId)?.bitrate ?? 0) / all : 0
  }
  return (
    <div className="px-4 pb-3.5">
      <div className="flex items-end justify-between gap-4">
        <LiveText
          className="text-xl font-semibold tracking-tight whitespace-nowrap"
          read={() => formatRate(live.bonds.sparks.mean(id))}
        />
        <Sparkline id={id} of={live.bonds.sparks} className="h-9 w-1/2 max-w-56" />
      </div>
      {groups.length > 0 && (
        <ul aria-label={t('Senders')} className="mt-2.5 flex flex-col gap-1.5">
          {groups.slice(0, groupsShown).map(({ id: groupId, links }) => (
            <li
              key={groupId}
              className="grid grid-cols-[minmax(6.5rem,8rem)_minmax(1rem,1fr)_2.75rem_5rem] items-center gap-x-2 text-xs"
            >
              <span className="truncate">
                {sentence('Sender {{code}}', { code: <code className="font-mono text-2xs">{groupId}</code> })}
              </span>
              <Bar read={() => share(groupId)} />
              <span className="num text-right text-muted">
                {t('{{count}} links', { count: links.length })}
              </span>
              <LiveText
                className="text-right font-medium whitespace-nowrap"
                read={() => formatRate(group(groupId)?.bitrate ?? 0)}
              />
            </li>
          ))}
          {groups.length > groupsShown && (
            <li className="text-xs text-faint">
              {t('and {{count}} more senders', { count: groups.length - groupsShown })}
            </li>
          )}
        </ul>
      )}
    </div>
  )
}
