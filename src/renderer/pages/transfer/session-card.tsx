import { ChartLine, CircleStop, Ellipsis, Gauge, RotateCw, Type, Waypoints, X } from 'lucide-react'
import { useState } from 'react'
import { t } from '../../../language/t.ts'
import type { Bottleneck } from '../../../transfer/snapshot.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { LiveText } from '../../components/live-text.tsx'
import { Menu } from '../../components/menu.tsx'
import { sentence } from '../../components/sentence.tsx'
import { Badge } from '../../components/state-badge.tsx'
import { Tip } from '../../components/tip.tsx'
import { bottleneckLooks, pathWords, sessionLook } from '../../components/transfer-looks.ts'
import { formatDuration, formatRate } from '../../format.ts'
import { live } from '../../state/live.ts'
import { useSlow } from '../../state/store.ts'
import { testSpeed } from '../../state/transfer-actions.ts'
import { transfers } from '../../state/transfer-client.ts'
import { canSend, isJoined, type SessionView } from '../../state/transfer-view.ts'
import { sessionSentence, sessionTitle, sizeText } from './sentences.ts'
import { SessionFigures } from './session-figures.tsx'
import { AnswerBack, OfferShown, SessionCode } from './session-stages.tsx'
import { Snippets } from './snippets.tsx'
import { TransferRow } from './transfer-row.tsx'
import { CompareWords, WordsLine } from './words.tsx'

/** One session, from the code that is shown to the last file. The figures of the `first` are open from the start. */
export function SessionCard({ session, first }: { session: SessionView; first: boolean }) {
  const { id, state } = session
  const title = sessionTitle(session)
  const hasTexts = useSlow(({ snippets }) => snippets.some(({ sessionId }) => sessionId === id))
  const [writing, setWriting] = useState(false)
  const [figures, setFigures] = useState<boolean>()
  const showFigures = isJoined(session) && (figures ?? (first && canSend(session)))
  return (
    <article aria-label={title} data-state={state} className="card @container min-w-0 pb-3.5">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 pt-3">
        <h3 className="flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-1">
          <span className="max-w-full truncate text-base font-semibold">{title}</span>
          <Badge look={sessionLook(session)} pill />
        </h3>
        {state === 'open' && <PathBadge session={session} />}
        {state === 'open' && <Facts id={id} />}
        <div className="ml-auto flex shrink-0 items-center gap-1">
          {canSend(session) && (
            <>
              <Button small look="ghost" icon={Type} onClick={() => setWriting(true)}>
                {t('Text')}
              </Button>
              <Button
                small
                look="ghost"
                icon={ChartLine}
                aria-expanded={showFigures}
                onClick={() => setFigures(!showFigures)}
              >
                {t('Figures')}
              </Button>
              <Menu
                label={t('Actions for {{title}}', { title })}
                icon={Ellipsis}
                items={[
                  {
                    label: t('Test the speed'),
                    icon: Gauge,
                    run: () => {
                      setFigures(true)
                      void testSpeed(id)
                    },
                  },
                  {
                    label: t('Look for a faster way now'),
                    icon: RotateCw,
                    run: () => transfers().networkChanged(),
                  },
                  {
                    label: t('End the session'),
                    icon: CircleStop,
                    danger: true,
                    run: () => transfers().end(id),
                  },
                ]}
              />
            </>
          )}
          {!canSend(session) && state !== 'ended' && (
            <Button small look="danger" icon={X} onClick={() => transfers().end(id)}>
              {t('Give up')}
            </Button>
          )}
          {state === 'ended' && (
            <IconButton
              label={t('Dismiss {{title}}', { title })}
              icon={X}
              onClick={() => transfers().dismiss(id)}
            />
          )}
        </div>
      </header>
      <Sentence session={session} />
      {canSend(session) && (
        <div className="px-4 pt-2">
          <WordsLine session={session} />
        </div>
      )}
      <CompareWords session={session} />
      {state === 'waiting' && session.code !== '' && <SessionCode session={session} />}
      {state === 'waiting' && session.paste !== '' && !session.joinedThem && <OfferShown session={session} />}
      {session.paste !== '' && session.joinedThem && !canSend(session) && state !== 'ended' && (
        <AnswerBack session={session} />
      )}
      {session.transfers.length === 0 && <StagedLine session={session} />}
      {session.transfers.length > 0 && (
        <ul aria-label={t('Transfers with {{title}}', { title })} className="mt-2">
          {session.transfers.toReversed().map((transfer) => (
            <TransferRow key={transfer.id} session={session} transfer={transfer} />
          ))}
        </ul>
      )}
      {showFigures && <SessionFigures session={session} />}
      {(writing || hasTexts) && (
        <Snippets session={session} writing={writing} close={() => setWriting(false)} />
      )}
    </article>
  )
}

function Sentence({ session }: { session: SessionView }) {
  const text = sessionSentence(session)
  if (text === '') return null
  const bad = session.state === 'ended' && session.faultCode !== ''
  const colour = bad ? 'text-error' : session.state === 'lost' ? 'text-warn' : 'text-muted'
  return (
    <p role={bad ? 'alert' : 'status'} className={`num px-4 pt-1.5 ${colour}`}>
      {text}
      {bad && <code className="ml-1.5 font-mono text-2xs text-muted">{session.faultCode}</code>}
    </p>
  )
}

export function PathBadge({ session: { path } }: { session: Pick<SessionView, 'path'> }) {
  const { word, meaning } = pathWords[path]
  return (
    <Tip text={meaning}>
      <button
        type="button"
        data-path={path}
        className={`inline-flex h-6 cursor-help items-center gap-1.5 rounded-full border px-2.5 text-xs font-medium ${path === 'relay' ? 'border-warn text-warn' : 'border-line text-muted'}`}
      >
        <Waypoints aria-hidden className="size-3" />
        {word}
      </button>
    </Tip>
  )
}

/** Lanes, round trip and what holds it up, in a line. */
function Facts({ id }: { id: string }) {
  const of = (read: (now: NonNullable<ReturnType<typeof live.transfers.session>>) => string) => () => {
    const now = live.transfers.session(id)
    return now ? read(now) : '–'
  }
  return (
    <p className="flex flex-wrap gap-x-3 text-xs text-muted">
      <LiveText
        read={of(({ lanes }) =>
          t('{{count}} lanes', { count: lanes.filter(({ state }) => state === 'open').length }),
        )}
      />
      <LiveText
        read={of(({ lanes }) => {
          const known = lanes.filter(({ state, rttMs }) => state === 'open' && rttMs > 0)
          if (known.length === 0) return ''
          return t('{{rtt}} round trip', {
            rtt: formatDuration(Math.round(Math.min(...known.map(({ rttMs }) => rttMs)) * 10) / 10),
          })
        })}
      />
      <LiveText
        className="font-medium"
        read={of(({ quality, transfers }) =>
          transfers.some(({ state }) => state === 'moving')
            ? formatRate(live.transfers.sparks.mean(id)) + limitText(quality.bottleneck)
            : '',
        )}
      />
    </p>
  )
}

const limitText = (bottleneck: Bottleneck) =>
  bottleneck === 'none' ? '' : t(', limit: {{word}}', { word: bottleneckLooks[bottleneck].word })

/** What is sent as soon as somebody is there. */
function StagedLine({ session: { staged, state } }: { session: SessionView }) {
  if (staged.length === 0 || state === 'ended') return null
  const files = staged.reduce((sum, one) => sum + one.files, 0)
  const bytes = staged.reduce((sum, one) => sum + one.bytes, 0)
  return (
    <p className="num px-4 pt-2.5 text-muted">
      {sentence(
        'Sent as soon as somebody is there: {{strong}} ({{files}})',
        {
          strong: (
            <strong className="font-semibold text-text">{staged.map(({ name }) => name).join(', ')}</strong>
          ),
        },
        { files: sizeText(files, bytes) },
      )}
    </p>
  )
}
