import { ArrowRight, Copy, Ellipsis, FlaskConical, Pencil, Trash2, TriangleAlert } from 'lucide-react'
import type { Bond } from '../../../contract/bond.ts'
import { t } from '../../../language/t.ts'
import { Sparkline } from '../../charts/sparkline.tsx'
import { Bar } from '../../components/bar.tsx'
import { bondLooks, linkLooks } from '../../components/bond-looks.ts'
import { LiveText } from '../../components/live-text.tsx'
import { Menu } from '../../components/menu.tsx'
import { Badge, Shape } from '../../components/state-badge.tsx'
import { formatEndpoint, formatPart, formatRate } from '../../format.ts'
import { duplicateBond, editBond, enableBond, removeBond } from '../../state/bond-actions.ts'
import { type BondView, type LinkView, linkName } from '../../state/bond-view.ts'
import { linkLook } from '../../state/link-colours.ts'
import { live } from '../../state/live.ts'
import { linkSpark } from '../../state/live-bonds.ts'
import { paths } from '../../state/router.ts'
import { useSlow } from '../../state/store.ts'
import { useBondVerdict } from './bond-verdict.tsx'
import { CardHead, CardSentence } from './card-parts.tsx'
import { PowerButton } from './power-button.tsx'

/** One bond in the list: its state, its sentence, and what each link carries. */
export function BondCard({ bond }: { bond: Bond }) {
  const { id, name, enabled } = bond
  const view = useSlow(({ bondViews }) => bondViews[id])
  const state = !enabled ? 'off' : (view?.state ?? 'starting')
  return (
    <article aria-label={name} data-state={state} className="card flex min-w-0 flex-col">
      <CardHead
        name={name}
        href={paths.bond(id)}
        badge={<Badge look={bondLooks[state]} pill />}
        actions={
          <>
            <PowerButton name={name} on={enabled} change={(on) => void enableBond(id, on)} />
            <Menu
              label={t('Actions for {{name}}', { name })}
              icon={Ellipsis}
              items={[
                { label: t('Edit'), icon: Pencil, run: () => editBond(id) },
                { label: t('Duplicate'), icon: Copy, run: () => duplicateBond(id) },
                { label: t('Delete'), icon: Trash2, danger: true, run: () => void removeBond(id) },
              ]}
            />
          </>
        }
      >
        {formatEndpoint(bond.listen)}
        <ArrowRight aria-label={t('to')} className="size-3 shrink-0 text-faint" />
        <span className="truncate">{formatEndpoint(bond.receiver)}</span>
      </CardHead>
      <BondSentence bond={bond} />
      {enabled && view && view.state !== 'failed' && <Flow id={id} view={view} />}
    </article>
  )
}

function BondSentence({ bond }: { bond: Bond }) {
  const { level, text } = useBondVerdict(bond)
  return <CardSentence level={level} text={text} />
}

function Flow({ id, view }: { id: string; view: BondView }) {
  const present = view.links.map((link) => link.id)
  return (
    <div className="px-4 pb-3.5">
      <div className="flex items-end justify-between gap-4">
        <LiveText
          className="text-xl font-semibold tracking-tight whitespace-nowrap"
          read={() => formatRate(live.bonds.sparks.mean(id))}
        />
        <Sparkline id={id} of={live.bonds.sparks} className="h-9 w-1/2 max-w-56" />
      </div>
      {view.links.length > 0 && (
        <ul aria-label={t('Links')} className="mt-2.5 flex flex-col gap-1.5">
          {view.links.map((link) => (
            <LinkBar key={link.id} bondId={id} link={link} colour={linkLook(id, link.id, present).colour} />
          ))}
        </ul>
      )}
    </div>
  )
}

function LinkBar({ bondId, link, colour }: { bondId: string; link: LinkView; colour: string }) {
  const look = linkLooks[link.state]
  return (
    <li className="grid grid-cols-[0.75rem_minmax(3.5rem,7rem)_minmax(1rem,1fr)_2.25rem_5rem] items-center gap-x-2 text-xs">
      <span title={look.word}>
        <Shape look={look} />
        <span className="sr-only">{look.word}</span>
      </span>
      <span className="flex min-w-0 items-center gap-1 truncate" title={linkName(link)}>
        <span className="truncate">{linkName(link)}</span>
        {link.routing === 'wrong' && (
          <TriangleAlert aria-label={t('Misrouted')} className="size-3 shrink-0 text-warn" />
        )}
        {link.impairment && (
          <FlaskConical aria-label={t('A test runs')} className="size-3 shrink-0 text-warn" />
        )}
      </span>
      <Bar colour={colour} read={() => live.bonds.link(bondId, link.id)?.share ?? 0} />
      <LiveText
        className="text-right text-muted"
        read={() => formatPart(live.bonds.link(bondId, link.id)?.share ?? 0)}
      />
      {link.state === 'live' || link.state === 'warming' || link.state === 'degraded' ? (
        <LiveText
          className="text-right font-medium whitespace-nowrap"
          read={() => formatRate(live.bonds.sparks.mean(linkSpark(bondId, link.id)))}
        />
      ) : (
        <span className={`truncate text-right font-medium ${look.colour}`}>{look.word}</span>
      )}
    </li>
  )
}
