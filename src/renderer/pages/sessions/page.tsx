import { CirclePlay, CircleStop, History, Trash2 } from 'lucide-react'
import type { Session } from '../../../contract/sessions.ts'
import { t } from '../../../language/t.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { Card, Page } from '../../components/page.tsx'
import { formatMoment, formatSpan } from '../../format.ts'
import { paths } from '../../state/router.ts'
import { endSession, removeSession, sessionOfRange, startSession } from '../../state/session-actions.ts'
import { useKeptSessions, useSlow } from '../../state/store.ts'
import { useNow } from './use-now.ts'

/** Stretches of time with a name: those that run, and those that are over. */
export function SessionsPage() {
  const sessions = useKeptSessions()
  const loaded = useSlow(({ keptSessions }) => keptSessions !== undefined)
  const now = useNow()
  const [running, over] = [
    sessions.filter(({ endedAt }) => endedAt === 0),
    sessions.filter(({ endedAt }) => endedAt !== 0),
  ]
  return (
    <Page
      title={t('Sessions')}
      actions={
        <>
          <Button icon={History} onClick={() => sessionOfRange()}>
            {t('From the past')}
          </Button>
          <Button look="primary" icon={CirclePlay} onClick={startSession}>
            {t('Start a session')}
          </Button>
        </>
      }
    >
      <div className="mx-auto flex max-w-[64rem] flex-col gap-4">
        {loaded && sessions.length === 0 && <Empty />}
        {running.length > 0 && (
          <Card title={t('Running')}>
            <List label={t('Running')} sessions={running} now={now} />
          </Card>
        )}
        {over.length > 0 && (
          <Card title={t('Over')}>
            <List label={t('Over')} sessions={over} now={now} />
          </Card>
        )}
      </div>
    </Page>
  )
}

const List = ({ label, sessions, now }: { label: string; sessions: readonly Session[]; now: number }) => (
  <ul aria-label={label} className="pb-2">
    {sessions.map((session) => (
      <Row key={session.id} session={session} now={now} />
    ))}
  </ul>
)

function Row({ session, now }: { session: Session; now: number }) {
  const { id, name, note, startedAt, endedAt } = session
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line px-4 py-2 first:border-0">
      <div className="min-w-0 grow basis-64">
        <a href={paths.session(id)} className="block truncate font-medium hover:underline" title={name}>
          {name}
        </a>
        {note !== '' && <p className="truncate text-xs text-muted">{note}</p>}
      </div>
      <span className="num text-xs text-muted">{spanOf(session, now)}</span>
      <span className="num w-20 text-right text-xs">{formatSpan((endedAt || now) - startedAt)}</span>
      {endedAt === 0 ? (
        <Button
          small
          icon={CircleStop}
          onClick={() => void endSession(session)}
          aria-label={t('End {{name}}', { name })}
        >
          {t('End')}
        </Button>
      ) : (
        <IconButton
          label={t('Delete {{name}}', { name })}
          icon={Trash2}
          onClick={() => void removeSession(session)}
        />
      )}
    </li>
  )
}

/** `Today 14:03 – 16:10` */
export function spanOf({ startedAt, endedAt }: Session, now: number): string {
  const from = formatMoment(startedAt, now)
  if (endedAt === 0) return t('since {{time}}', { time: from })
  const to = formatMoment(endedAt, now)
  const [day, clock] = [from.slice(0, -5), to.slice(-5)]
  return to.startsWith(day) ? `${from} – ${clock}` : `${from} – ${to}`
}

const Empty = () => (
  <div className="card px-6 py-10 text-center">
    <p className="mx-auto max-w-xl text-muted">
      {t(
        'A session gives a name to a stretch of time, such as "Saturday\'s match". It tells what moved, what was late or lost and what went wrong when, as a page for whoever asks afterwards.',
      )}
    </p>
    <div className="mt-4 flex flex-wrap justify-center gap-2">
      <Button look="primary" icon={CirclePlay} onClick={startSession}>
        {t('Start a session')}
      </Button>
      <Button icon={History} onClick={() => sessionOfRange()}>
        {t('From the past')}
      </Button>
    </div>
  </div>
)
