import { CalendarClock, CircleStop } from 'lucide-react'
import type { Session } from '../../../contract/sessions.ts'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { formatSpan } from '../../format.ts'
import { paths } from '../../state/router.ts'
import { endSession } from '../../state/session-actions.ts'
import { useKeptSessions } from '../../state/store.ts'
import { useNow } from '../sessions/use-now.ts'

/** The sessions that run: how long already, and the way to end them. */
export function RunningSessions() {
  const running = useKeptSessions().filter(({ endedAt }) => endedAt === 0)
  if (running.length === 0) return null
  return (
    <ul aria-label={t('Running sessions')} className="flex flex-col gap-2">
      {running.map((session) => (
        <Running key={session.id} session={session} />
      ))}
    </ul>
  )
}

function Running({ session }: { session: Session }) {
  const now = useNow()
  const { id, name, startedAt } = session
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1.5 rounded-lg bg-accent-soft px-3.5 py-1.5">
      <CalendarClock aria-hidden className="size-4 shrink-0 text-accent" />
      <a href={paths.session(id)} className="min-w-0 truncate font-medium hover:underline">
        {name}
      </a>
      <span className="num text-xs text-muted">
        {t('for {{time}}', { time: formatSpan(now - startedAt) })}
      </span>
      <Button
        small
        icon={CircleStop}
        className="ml-auto"
        aria-label={t('End {{name}}', { name })}
        onClick={() => void endSession(session)}
      >
        {t('End')}
      </Button>
    </li>
  )
}
