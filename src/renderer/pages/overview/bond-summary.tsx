import type { Bond, Receiver } from '../../../contract/bond.ts'
import { t } from '../../../language/t.ts'
import { bondLooks, receiverLooks } from '../../components/bond-looks.ts'
import { Card } from '../../components/page.tsx'
import { formatRate } from '../../format.ts'
import { inTrouble } from '../../state/bond-view.ts'
import { live } from '../../state/live.ts'
import { paths } from '../../state/router.ts'
import { useSlow } from '../../state/store.ts'
import { Line } from './line.tsx'

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
      title={t('Bonding')}
      actions={
        <a href={paths.bonding} className="text-xs font-medium text-accent hover:underline">
          {t('All bonds and receivers')}
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
      spark={{ id, of: live.bonds.sparks }}
      read={() => (live.bonds.snapshot ? formatRate(live.bonds.sparks.mean(id)) : '–')}
      name={name}
      href={paths.bond(id)}
      look={bondLooks[!enabled ? 'off' : (view?.state ?? 'starting')]}
      note={
        bad > 0
          ? t('{{bad}} of {{count}} links in trouble', { bad, count: view!.links.length })
          : view && view.links.length > 0
            ? t('{{count}} links', { count: view.links.length })
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
      spark={{ id, of: live.bonds.sparks }}
      read={() => (live.bonds.snapshot ? formatRate(live.bonds.sparks.mean(id)) : '–')}
      name={name}
      href={paths.receiver(id)}
      look={receiverLooks[!enabled ? 'off' : (view?.state ?? 'starting')]}
      note={view ? t('{{count}} senders', { count: senders }) : ''}
      warn={false}
    />
  )
}
