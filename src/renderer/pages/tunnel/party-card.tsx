import { ArrowDown, ArrowUp, Plus } from 'lucide-react'
import { t } from '../../../language/t.ts'
import { Sparkline } from '../../charts/sparkline.tsx'
import { Button } from '../../components/button.tsx'
import { CodeShown } from '../../components/code-shown.tsx'
import { Countdown } from '../../components/countdown.tsx'
import { LiveText } from '../../components/live-text.tsx'
import { sentence } from '../../components/sentence.tsx'
import { Badge } from '../../components/state-badge.tsx'
import { pathWords } from '../../components/transfer-looks.ts'
import { tubeLook } from '../../components/tunnel-looks.ts'
import { formatBytes, formatDuration, formatRate } from '../../format.ts'
import { live } from '../../state/live.ts'
import { outSpark } from '../../state/live-tunnel.ts'
import { paths } from '../../state/router.ts'
import { useSlow } from '../../state/store.ts'
import { addWay } from '../../state/tunnel-actions.ts'
import { isUp, type Party, type TubeView } from '../../state/tunnel-view.ts'
import { CardHead } from '../bonding/card-parts.tsx'
import { partyTitle, tubeSentence } from './sentences.ts'
import { TubeActions } from './tube-actions.tsx'
import { useEngineAway } from './use-parties.ts'
import { WayRow } from './way-row.tsx'

/** Somebody at the other end: the tube, what goes through it, and the ways. */
export function PartyCard({ party }: { party: Party }) {
  const { id, tube, ways } = party
  const title = partyTitle(party)
  const away = useEngineAway()
  return (
    <article
      aria-label={title}
      data-state={tube?.state ?? 'none'}
      className={`card @container flex min-w-0 flex-col pb-2.5 ${tube?.code ? 'col-span-full' : ''}`}
    >
      <CardHead
        name={title}
        href={paths.tube(id)}
        badge={<Badge look={tubeLook(tube, away)} pill />}
        actions={<TubeActions party={party} />}
      >
        {tube && <Facts tube={tube} />}
      </CardHead>
      <Sentence party={party} />
      {tube?.code && <TubeCode tube={tube} />}
      {tube && isUp(tube) && <Figures tube={tube} />}
      <Ways party={party} title={title} />
      <MayReach party={party} />
      {!tube?.code && (ways.length > 0 || tube?.by === 'device' || (tube && isUp(tube))) && (
        <div className="mt-auto px-4 pt-1.5">
          <Button small look="ghost" icon={Plus} className="-ml-2" onClick={() => addWay(id)}>
            {t('Add a way')}
            <span className="sr-only"> {t('to {{title}}', { title })}</span>
          </Button>
        </div>
      )}
    </article>
  )
}

/** The code of a tube, until somebody comes with it. */
export const TubeCode = ({ tube: { code, link } }: { tube: TubeView }) => (
  <div className="pb-2">
    <CodeShown
      code={code}
      link={link}
      how={sentence(
        'Read this code to the other side. There it is typed under <b>Tunnel, Reach a machine, By code</b>, or given to {{code}}.',
        { code: <code className="font-mono text-xs whitespace-nowrap">hawser tunnel --code</code> },
      )}
      waiting={t('Waiting for the other side')}
    />
  </div>
)

/** Path, round trip, lanes and resumptions in a line. */
function Facts({ tube }: { tube: TubeView }) {
  if (!isUp(tube)) return <span>{tube.by === 'code' ? t('By code') : t('Paired device')}</span>
  return (
    <>
      <span className={tube.path === 'relay' ? 'text-warn' : ''}>{pathWords[tube.path].word}</span>
      <LiveText
        className={separated}
        read={() => {
          const rtt = live.tunnel.tube(tube.id)?.rttMs ?? -1
          return rtt >= 0 ? t('{{rtt}} round trip', { rtt: formatDuration(Math.round(rtt * 10) / 10) }) : ''
        }}
      />
      <span className={separated}>{t('{{count}} lanes', { count: tube.lanes })}</span>
      {tube.resumes > 0 && (
        <span className={separated}>{t('resumed {{count}} times', { count: tube.resumes })}</span>
      )}
      {tube.by === 'code' && <span className={separated}>{t('by code')}</span>}
    </>
  )
}
/** From what stands before, unless there is nothing to say. */
const separated = "before:mr-1.5 before:content-['·'] empty:hidden"

function Sentence({ party }: { party: Party }) {
  const { level, text } = tubeSentence(party, useEngineAway())
  const { tube } = party
  if (text === '') return <div className="h-1" />
  const colour = { good: 'text-muted', quiet: 'text-muted', warning: 'text-warn', bad: 'text-error' }[level]
  return (
    <p className={`num px-4 py-2 break-words ${colour}`}>
      {text}
      {tube?.state === 'waiting' && tube.retryAt > 0 && (
        <> {sentence('Tried again {{countdown}}.', { countdown: <Countdown to={tube.retryAt} /> })}</>
      )}
      {level === 'bad' && tube && (
        <code className="ml-1.5 font-mono text-2xs text-muted">{tube.faultCode}</code>
      )}
    </p>
  )
}

function Figures({ tube: { id } }: { tube: TubeView }) {
  const rate = (spark: string, icon: typeof ArrowDown, label: string) => {
    const Icon = icon
    return (
      <span className="flex min-w-24 items-center gap-1.5 whitespace-nowrap">
        <Icon aria-label={label} role="img" className="size-3.5 text-faint" />
        <LiveText read={() => formatRate(live.tunnel.sparks.mean(spark))} />
      </span>
    )
  }
  return (
    <div className="flex items-center justify-between gap-x-4 px-4 pb-2">
      <div className="min-w-0">
        <div className="flex flex-wrap gap-x-4 text-sm font-semibold">
          {rate(id, ArrowDown, t('In'))}
          {rate(outSpark(id), ArrowUp, t('Out'))}
        </div>
        <p className="mt-0.5 text-xs text-muted">
          <LiveText
            read={() => t('{{count}} connections', { count: live.tunnel.tube(id)?.connections ?? 0 })}
          />
          ,{' '}
          <LiveText
            read={() =>
              t('{{queuedBytes}} queued', {
                queuedBytes: formatBytes(live.tunnel.tube(id)?.queuedBytes ?? 0),
              })
            }
          />
        </p>
      </div>
      <Sparkline id={id} of={live.tunnel.sparks} className="h-9 w-2/5 max-w-48 shrink-0" />
    </div>
  )
}

function Ways({ party: { ways, tube }, title }: { party: Party; title: string }) {
  if (ways.length === 0)
    return tube?.state === 'open' && tube.by === 'device' ? (
      <p className="border-t border-line px-4 pt-2 text-muted">{t('No way leads there yet.')}</p>
    ) : null
  return (
    <ul aria-label={t('Ways to {{title}}', { title })}>
      {ways.map((way) => (
        <WayRow key={way.id} way={way} />
      ))}
    </ul>
  )
}

/** What somebody may reach here, by the rules that name him. */
function MayReach({ party: { id, tube } }: { party: Party }) {
  const allow = useSlow(({ tunnel }) => tunnel?.allow)
  const own = allow?.filter(({ party, enabled }) => enabled && party === id) ?? []
  if (tube === undefined || own.length === 0) return null
  const shown = own
    .slice(0, 4)
    .map(({ what, target }) => (what === 'listen' ? t('listen at {{target}}', { target }) : target))
  return (
    <p className="num border-t border-line px-4 pt-2 text-xs break-words text-muted">
      {own.length > shown.length
        ? t('May reach here: {{shown}} and {{more}} more', {
            shown: shown.join(', '),
            more: own.length - shown.length,
          })
        : t('May reach here: {{shown}}', { shown: shown.join(', ') })}
    </p>
  )
}
