import { ArrowUpToLine, Braces, Download, FileSpreadsheet } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { HawserEvent } from '../../../contract/events.ts'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { EventRow } from '../../components/event-list.tsx'
import { Switch } from '../../components/field.tsx'
import { Menu } from '../../components/menu.tsx'
import { Page } from '../../components/page.tsx'
import { formatDay } from '../../format.ts'
import { exportEvents } from '../../state/event-actions.ts'
import { go, paths } from '../../state/router.ts'
import { subjectOf, useSubjects } from '../../state/subjects.ts'
import { type Filter, fromQuery, isFiltered, isReversed, noFilter, toQuery, toQuestion } from './filter.ts'
import { Filters } from './filters.tsx'
import { type Found, useFound } from './use-found.ts'

type Props = {
  /** The event that was asked for, shown among those around it; 0 for none. */
  seq: number
  /** What is looked for, as the address tells it. */
  query: string
}

/** What happened, newest first. Following shows each new one as it comes; otherwise the list stands still. */
export function EventsPage({ seq, query }: Props) {
  const [filter, setFilter] = useState(() => fromQuery(query))
  const [following, setFollowing] = useState(true)
  const top = useRef<HTMLDivElement>(null)
  const isFollowing = following && seq === 0
  const found = useFound(seq > 0 ? noFilter : filter, seq, isFollowing)
  // Links lead here with another filter, and back.
  useEffect(() => setFilter(fromQuery(query)), [query])
  const newest = found.events[0]?.seq
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new event scrolls
  useEffect(() => {
    if (isFollowing) top.current?.scrollIntoView({ block: 'end' })
  }, [isFollowing, newest])

  function change(next: Filter): void {
    setFilter(next)
    const text = toQuery(next)
    const path = text === '' ? paths.events : `${paths.events}?${text}`
    if (seq > 0) return go(path)
    // Each letter typed is no step to go back.
    history.replaceState(null, '', path)
  }

  return (
    <Page
      title={t('Events')}
      note={found.isThere && seq === 0 ? t('{{count}} events', { count: found.total }) : undefined}
      actions={
        <>
          {found.waiting > 0 && (
            <Button small icon={ArrowUpToLine} onClick={() => setFollowing(true)}>
              {t('Show {{count}} new events', { count: found.waiting })}
            </Button>
          )}
          {seq > 0 ? (
            <Button small icon={ArrowUpToLine} onClick={() => go(paths.events)}>
              {t('Show the newest')}
            </Button>
          ) : (
            <span className="flex items-center gap-2 text-xs text-muted">
              {t('Follow')}
              <Switch label={t('Follow new events')} on={following} change={setFollowing} />
            </span>
          )}
          <Menu
            label={t('Export what is found')}
            icon={Download}
            items={[
              {
                label: t('As CSV, for a spreadsheet'),
                icon: FileSpreadsheet,
                run: () => void exportEvents(toQuestion(filter), 'csv'),
              },
              {
                label: t('As JSON, for programs'),
                icon: Braces,
                run: () => void exportEvents(toQuestion(filter), 'json'),
              },
            ]}
          />
        </>
      }
    >
      <div ref={top}>
        <Filters filter={filter} change={change} />
      </div>
      {found.problem !== '' && (
        <p role="alert" className="mb-3 rounded-lg bg-error-soft px-3.5 py-2 text-error">
          {t('Older events cannot be looked through: {{problem}}', { problem: found.problem })}
        </p>
      )}
      <Listed found={found} seq={seq} filter={filter} />
      {!found.isLast && (
        <div className="mt-3 flex justify-center">
          <Button onClick={() => void found.showOlder()}>{t('Show older')}</Button>
        </div>
      )}
    </Page>
  )
}

function Listed({ found: { events, isThere }, seq, filter }: { found: Found; seq: number; filter: Filter }) {
  const names = useSubjects()
  const list = useRef<HTMLOListElement>(null)
  const isHere = events.some((event) => event.seq === seq)
  useEffect(() => {
    if (!isHere) return
    const row = list.current?.querySelector<HTMLElement>('[aria-current]')
    row?.scrollIntoView({ block: 'center' })
    row?.focus({ preventScroll: true })
  }, [isHere])
  if (seq > 0 && isThere && !isHere)
    return (
      <p className="card px-4 py-10 text-center text-muted">
        {t('That event is not kept any more: the last 10,000 are.')}
      </p>
    )
  if (events.length === 0)
    return (
      <p className="card px-4 py-10 text-center text-muted">
        {isFiltered(filter) || isReversed(filter)
          ? t('No event matches.')
          : t(
              'Nothing happened yet. Restarts, lost targets, slow viewers, failing links, lost tubes and conflicts will be told here.',
            )}
      </p>
    )
  const now = Date.now()
  const day = (event: HawserEvent) => formatDay(event.at, now)
  return (
    <ol ref={list} aria-label={t('Events')} className="card py-2">
      {events.map((event, n) => [
        (n === 0 || day(events[n - 1]!) !== day(event)) && (
          <li key={`day ${event.seq}`} className="px-4 pt-2 pb-1 text-xs font-semibold text-muted">
            {day(event)}
          </li>
        ),
        <EventRow
          key={event.seq}
          event={event}
          subject={subjectOf(event, names)}
          marked={event.seq === seq}
        />,
      ])}
    </ol>
  )
}
