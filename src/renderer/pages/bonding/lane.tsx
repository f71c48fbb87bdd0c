import { CircleStop, FlaskConical } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import type { LinkSnapshot } from '../../../contract/bond.ts'
import { t } from '../../../language/t.ts'
import { shortTick } from '../../charts/options.ts'
import { Sparkline } from '../../charts/sparkline.tsx'
import { Bar } from '../../components/bar.tsx'
import { linkLooks } from '../../components/bond-looks.ts'
import { Button } from '../../components/button.tsx'
import { kindWord, LinkIcon } from '../../components/link-icon.tsx'
import { LiveText, type Reading } from '../../components/live-text.tsx'
import { Badge } from '../../components/state-badge.tsx'
import { Tip } from '../../components/tip.tsx'
import {
  formatBytes,
  formatCount,
  formatDecimal,
  formatDuration,
  formatPart,
  formatRate,
  formatSpan,
} from '../../format.ts'
import { impair } from '../../state/bond-actions.ts'
import { type LinkView, linkName } from '../../state/bond-view.ts'
import { useLanguage } from '../../state/language.ts'
import { linkLook } from '../../state/link-colours.ts'
import { live } from '../../state/live.ts'
import { linkSpark } from '../../state/live-bonds.ts'
import { cssColour } from '../../state/theme.ts'
import { levelOf, thresholds } from '../../state/thresholds.ts'
import { words } from '../../words.ts'
import { LaneMenu } from './lane-menu.tsx'
import { tightestCap } from './links.ts'
import { Priority } from './priority.tsx'
import { countdown, impairmentText } from './sentences.ts'

type Props = { bondId: string; link: LinkView; present: readonly string[] }

/** One uplink of a bond: who it is, what it carries, how well, and what may be changed while it runs. */
export const Lane = memo(function Lane({ bondId, link, present }: Props) {
  useLanguage()
  const name = linkName(link)
  const { colour } = linkLook(bondId, link.id, present)
  return (
    <li
      aria-label={name}
      data-state={link.state}
      className="lane border-t border-line data-[state=down]:bg-error-soft/40 data-[state=stalled]:bg-error-soft/40"
    >
      <div className="[grid-area:head] flex min-w-0 items-start gap-2.5">
        <span
          className="mt-0.5 w-1 shrink-0 self-stretch rounded-full"
          style={{ background: cssColour(colour) }}
        />
        <LinkIcon kind={link.kind} className="mt-0.75 size-4 text-muted" />
        <div className="min-w-0 grow">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
            <span className="max-w-full truncate font-semibold">{name}</span>
            {link.metered && <Chip>{t('Metered')}</Chip>}
            {link.routing === 'wrong' && <Chip warn>{t('Misrouted')}</Chip>}
          </p>
          <StateOf bondId={bondId} link={link} />
          <p
            className="num truncate text-xs text-faint"
            title={
              link.gateway
                ? t('{{link}} via {{gateway}}', { link: pathOf(link), gateway: link.gateway })
                : pathOf(link)
            }
          >
            {pathOf(link)}
          </p>
        </div>
      </div>
      <Traffic bondId={bondId} link={link} colour={colour} />
      <Figures bondId={bondId} link={link} />
      <div className="[grid-area:priority] min-w-0">
        <Priority bondId={bondId} link={link.id} name={name} weight={link.weight} />
      </div>
      <div className="[grid-area:menu] justify-self-end">
        <LaneMenu bondId={bondId} link={link} name={name} />
      </div>
      {link.impairment && <Test bondId={bondId} link={link} name={name} />}
    </li>
  )
})

const Chip = ({ warn, children }: { warn?: boolean; children: ReactNode }) => (
  <span
    className={`rounded-sm px-1.5 text-2xs font-medium ${warn ? 'bg-warn-soft text-warn' : 'bg-raised text-muted'}`}
  >
    {children}
  </span>
)

/** `wwan0 · 10.64.3.9`, without what is said already. */
function pathOf(link: LinkView): string {
  const named = linkName(link) === link.interface ? kindWord(link.kind) : link.interface
  return [named, link.address].filter(Boolean).join(' · ')
}

function StateOf({ bondId, link: { id, state } }: { bondId: string; link: LinkView }) {
  return (
    <p className="flex min-w-0 items-center gap-2">
      <Tip text={linkLooks[state].meaning}>
        <span className="inline-flex">
          <Badge look={linkLooks[state]} />
        </span>
      </Tip>
      <LiveText
        className="min-w-0 truncate text-2xs text-faint"
        read={() => {
          const { since = 0 } = live.bonds.link(bondId, id) ?? {}
          return since > 0 ? t('for {{time}}', { time: formatSpan(Date.now() - since) }) : ''
        }}
      />
    </p>
  )
}

function Traffic({ bondId, link: { id }, colour }: { bondId: string; link: LinkView; colour: string }) {
  const now = () => live.bonds.link(bondId, id)
  return (
    <div className="[grid-area:traffic] flex min-w-0 items-center gap-3">
      <div className="min-w-32 grow basis-32">
        <p className="flex items-baseline justify-between gap-2">
          <LiveText
            className="font-semibold whitespace-nowrap"
            read={() => formatRate(live.bonds.sparks.mean(linkSpark(bondId, id)))}
          />
          <Tip text={words.share}>
            <span className="text-xs text-muted">
              <span className="sr-only">{t('Share')} </span>
              <LiveText read={() => formatPart(now()?.share ?? 0)} />
            </span>
          </Tip>
        </p>
        <Bar className="mt-1.5" colour={colour} read={() => now()?.share ?? 0} />
      </div>
      <Sparkline
        id={linkSpark(bondId, id)}
        of={live.bonds.sparks}
        colour={colour}
        className="h-9 min-w-12 shrink basis-24 grow max-w-44"
      />
    </div>
  )
}

type FigureProps = { name: string; meaning: string; read: () => string | Reading; note: () => string }

const Figure = ({ name, meaning, read, note, children }: FigureProps & { children?: ReactNode }) => (
  <div className="min-w-0">
    <Tip text={meaning}>
      <dt className="inline-block text-2xs text-faint">{name}</dt>
    </Tip>
    <dd>
      <LiveText read={read} className="block leading-4 font-medium whitespace-nowrap" />
      <LiveText read={note} className="block min-h-4 truncate text-2xs text-faint" />
      {children}
    </dd>
  </div>
)

const none = { text: '–', level: 'quiet' } as const

function Figures({ bondId, link: { id } }: { bondId: string; link: LinkView }) {
  const now = () => live.bonds.link(bondId, id)
  const figure = (read: (link: LinkSnapshot) => string | Reading) => () => {
    const link = now()
    return link ? read(link) : none
  }
  const note = (read: (link: LinkSnapshot) => string) => () => {
    const link = now()
    return link ? read(link) : ''
  }
  const cap = () => tightestCap(now() ?? { dayBytes: 0, monthBytes: 0, dailyCap: 0, monthlyCap: 0 })
  return (
    <dl className="lane-figures [grid-area:figures]">
      <Figure
        name="RTT"
        meaning={`${words.rtt} ${thresholds.linkRttMs.explain}`}
        read={figure(({ rttMs }) =>
          rttMs > 0 ? { text: formatDuration(Math.round(rttMs)), level: levelOf('linkRttMs', rttMs) } : none,
        )}
        note={note(({ rttMinMs }) =>
          rttMinMs > 0 ? t('min {{rttMinMs}}', { rttMinMs: formatDuration(Math.round(rttMinMs)) }) : '',
        )}
      />
      <Figure
        name={t('Loss')}
        meaning={`${words.loss} ${thresholds.linkLoss.explain}`}
        read={figure(({ loss, packets }) =>
          packets > 0 ? { text: formatPart(loss), level: levelOf('linkLoss', loss) } : none,
        )}
        note={note(({ drops }) => (drops > 0 ? t('{{drops}} not sent', { drops: formatCount(drops) }) : ''))}
      />
      <Figure
        name={t('Window')}
        meaning={`${words.window} ${words.inFlight}`}
        read={figure(({ window }) => formatCount(window))}
        note={note(({ inFlight }) => t('{{inFlight}} in flight', { inFlight: formatCount(inFlight) }))}
      />
      <Figure
        name="NAKs"
        meaning={`${words.nak} ${words.retransmit}`}
        read={figure(({ naks }) => formatCount(naks))}
        note={note(({ retransmits }) =>
          retransmits > 0 ? t('{{retransmits}} resent', { retransmits: formatCount(retransmits) }) : '',
        )}
      />
      <Figure
        name={t('Quality')}
        meaning={`${words.quality} ${thresholds.qualityShortfall.explain}`}
        read={figure(({ quality, packets }) =>
          packets > 0 && quality > 0
            ? { text: formatDecimal(quality, 2), level: levelOf('qualityShortfall', 1 - quality) }
            : none,
        )}
        note={note(({ probes }) =>
          probes > 0 ? t('{{probes}} probes', { probes: formatCount(probes) }) : '',
        )}
      />
      <Figure
        name={t('Data used')}
        meaning={`${words.dataUsed} ${thresholds.capUsed.explain}`}
        read={figure(({ dayBytes }) => {
          const tight = cap()
          return tight
            ? { text: formatBytes(tight.used), level: levelOf('capUsed', tight.part) }
            : formatBytes(dayBytes)
        })}
        note={() => {
          const tight = cap()
          if (tight === undefined) return t('today, no cap')
          const most = { cap: shortTick(formatBytes(tight.cap)) }
          return tight.per === 'day' ? t('of {{cap}}/day', most) : t('of {{cap}}/month', most)
        }}
      >
        <CapBar cap={cap} />
      </Figure>
    </dl>
  )
}

/** How much of the tightest cap is used, with a mark where the warning comes. */
function CapBar({ cap }: { cap: () => ReturnType<typeof tightestCap> }) {
  if (cap() === undefined) return null
  return <Bar className="mt-0.5 h-1!" colour="warn" mark={0.8} read={() => cap()?.part ?? 0} />
}

/** A test that runs, so that nobody takes it for real trouble. */
function Test({ bondId, link: { id, impairment }, name }: { bondId: string; link: LinkView; name: string }) {
  if (impairment === null) return null
  return (
    <div
      role="note"
      className="striped col-span-full flex flex-wrap items-center gap-x-2.5 gap-y-1 rounded-md border border-warn px-2.5 py-1"
    >
      <FlaskConical aria-hidden className="size-3.5 shrink-0 text-warn" />
      <strong className="font-semibold">{t('Test')}</strong>
      <span className="num grow">
        {impairmentText(impairment)},{' '}
        <LiveText read={() => t('{{until}} left', { until: countdown(impairment.until - Date.now()) })} />
      </span>
      <Button
        small
        icon={CircleStop}
        aria-label={t('Stop the test on {{name}}', { name })}
        onClick={() => void impair(bondId, id, null)}
      >
        {t('Stop the test')}
      </Button>
    </div>
  )
}
