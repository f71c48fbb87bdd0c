import type { Bond, Receiver } from '../../../contract/bond.ts'
import { Sparkline } from '../../charts/sparkline.tsx'
import { bondLooks, receiverLooks } from '../../components/bond-looks.ts'
import { LiveText } from '../../components/live-text.tsx'
import { Card } from '../../components/page.tsx'
import { Badge, type Look } from '../../components/state-badge.tsx'
import { formatRate, plural } from '../../format.ts'
import { inTrouble } from '../../state/bond-view.ts'
import { live } from '../../state/live.ts'
import { paths } from '../../state/router.ts'
import { useSlow } from '../../state/store.ts'

/** Every bond and receiver in a line: state, rate, links in trouble. */
export function BondSummary({
  bonds,
  receivers,
}: {
  bonds: readonly Bond[]
  receivers: readonly Receiver[]
}) {
  return (
    <Card
      title="Bonding"
      actions={
        <a href={paths.bonding} className="text-xs font-medium text-accent hover:underline">
          All bonds and receivers
        </a>
      }
    >
      <ul className="pb-2">
        {bonds.map((bond) => (
          <BondLine key={bond.id} bond={bond} />
        ))}
        {receivers.map((receiver) => (
          <ReceiverLine key={receiver.id} receiver={receiver} />
        ))}
      </ul>
    </Card>
  )
}

function BondLine({ bond: { id, name, enabled } }: { bond: Bond }) {
  const view = useSlow(({ bondViews }) => bondViews[id])
  const bad = inTrouble(view?.links ?? []).length
  return (
    <Line
      id={id}
      name={name}
      href={paths.bond(id)}
      look={bondLooks[!enabled ? 'off' : (view?.state ?? 'starting')]}
      note={
        bad > 0
          ? `${bad} of ${plural(view!.links.length, 'link')} in trouble`
          : view && view.links.length > 0
            ? plural(view.links.length, 'link')
            : ''
      }
      warn={bad > 0}
    />
  )
}

function ReceiverLine({ receiver: { id, name, enabled } }: { receiver: Receiver }) {
  const view = useSlow(({ receiverViews }) => receiverViews[id])
  const senders = view?.groups.length ?? 0
  return (
    <Line
      id={id}
      name={name}
      href={paths.receiver(id)}
      look={receiverLooks[!enabled ? 'off' : (view?.state ?? 'starting')]}
      note={view ? plural(senders, 'sender') : ''}
      warn={false}
    />
  )
}

type LineProps = { id: string; name: string; href: string; look: Look; note: string; warn: boolean }

const Line = ({ id, name, href, look, note, warn }: LineProps) => (
  <li>
    <a
      href={href}
      className="grid grid-cols-[6rem_minmax(0,1fr)_5.5rem] items-center gap-x-3 px-4 py-1.5 hover:bg-hover focus-visible:-outline-offset-2 sm:grid-cols-[6rem_minmax(0,1fr)_minmax(0,10rem)_7rem_5.5rem]"
    >
      <Badge look={look} />
      <span className="truncate font-medium">{name}</span>
      <span className={`hidden truncate text-xs sm:block ${warn ? 'text-warn' : 'text-muted'}`}>{note}</span>
      <Sparkline id={id} of={live.bonds.sparks} className="hidden h-6 w-full sm:block" />
      <LiveText
        className="text-right font-medium whitespace-nowrap"
        read={() => (live.bonds.snapshot ? formatRate(live.bonds.sparks.mean(id)) : '–')}
      />
    </a>
  </li>
)
