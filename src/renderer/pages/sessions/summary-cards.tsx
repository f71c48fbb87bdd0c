import { useState } from 'react'
import type { HawserEvent } from '../../../contract/events.ts'
import type { SessionSummary } from '../../../contract/sessions.ts'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { EventList } from '../../components/event-list.tsx'
import { Segmented } from '../../components/field.tsx'
import { Card } from '../../components/page.tsx'
import { formatBytes, formatMoment, formatTime, visibleName } from '../../format.ts'
import { openKeptDiagnosis } from '../../state/diagnose-actions.ts'
import { useSubjects } from '../../state/subjects.ts'

/** What went wrong in a session and what was done about it: minutes, diagnoses, transfers, events. */
export function SummaryCards({ summary }: { summary: SessionSummary }) {
  const { worst, diagnoses, transfers, events, until } = summary
  return (
    <>
      {worst.length > 0 && (
        <Card title={t('The worst minutes')}>
          <ol className="pb-2">
            {worst.map(({ at, reasons }) => (
              <li key={at} className="flex gap-3 border-t border-line px-4 py-1.5 first:border-0">
                <time dateTime={new Date(at).toISOString()} className="num shrink-0 text-muted">
                  {formatMoment(at, until)}
                </time>
                <span className="min-w-0 break-words">{reasons.join('; ')}</span>
              </li>
            ))}
          </ol>
        </Card>
      )}
      {diagnoses.length > 0 && (
        <Card title={t('Diagnoses')}>
          <ul className="pb-2">
            {diagnoses.map(({ startedAt, verdict }) => (
              <li
                key={startedAt}
                className="flex items-center gap-3 border-t border-line px-4 py-1.5 first:border-0"
              >
                <time dateTime={new Date(startedAt).toISOString()} className="num shrink-0 text-muted">
                  {formatTime(startedAt)}
                </time>
                <span className="min-w-0 grow break-words">{verdict}</span>
                <Button small onClick={() => void openKeptDiagnosis(startedAt)}>
                  {t('Open')}
                </Button>
              </li>
            ))}
          </ul>
        </Card>
      )}
      {transfers.length > 0 && (
        <Card title={t('Transfers')}>
          <ul className="pb-2">
            {transfers.map(({ at, name, direction, bytes, result }) => (
              <li
                key={`${at} ${name}`}
                className="flex gap-3 border-t border-line px-4 py-1.5 first:border-0"
              >
                <time dateTime={new Date(at).toISOString()} className="num shrink-0 text-muted">
                  {formatTime(at)}
                </time>
                <span className="min-w-0 grow truncate">{visibleName(name)}</span>
                <span className="shrink-0 text-xs text-muted">
                  {direction === 'sent' ? t('Sent') : t('Received')}, {formatBytes(bytes)}
                  {result !== 'done' && `, ${results[result]()}`}
                </span>
              </li>
            ))}
          </ul>
        </Card>
      )}
      <Events events={events} />
    </>
  )
}

const results = {
  cancelled: () => t('cancelled'),
  declined: () => t('declined'),
  failed: () => t('failed'),
}

type Level = HawserEvent['level']
const ranks: Record<Level, number> = { info: 0, warning: 1, error: 2 }

function Events({ events }: { events: SessionSummary['events'] }) {
  const [level, setLevel] = useState<Level>('info')
  const names = useSubjects()
  const shown = events.list.filter((event) => ranks[event.level] >= ranks[level]).reverse()
  const left = events.info + events.warning + events.error - events.list.length
  return (
    <Card
      title={t('Events')}
      actions={
        <Segmented
          label={t('Level')}
          value={level}
          options={[
            { value: 'info', label: t('All') },
            { value: 'warning', label: t('Warnings and errors') },
            { value: 'error', label: t('Errors') },
          ]}
          change={setLevel}
        />
      }
    >
      {shown.length === 0 ? (
        <p className="px-4 pt-1 pb-4 text-muted">{t('Nothing of that kind happened.')}</p>
      ) : (
        <EventList events={shown} names={names} />
      )}
      {left > 0 && (
        <p className="px-4 pb-3 text-xs text-muted">
          {t('{{count}} less telling ones are left out here; the log has them.', { count: left })}
        </p>
      )}
    </Card>
  )
}
