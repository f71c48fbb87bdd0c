import { ArrowUpToLine } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { HawserEvent } from '../../../contract/events.ts'
import { Button } from '../../components/button.tsx'
import { EventRow } from '../../components/event-list.tsx'
import { Segmented, Select, Switch } from '../../components/field.tsx'
import { Page } from '../../components/page.tsx'
import { formatDay, plural } from '../../format.ts'
import { useSlow, useThings } from '../../state/store.ts'
import { subjectIds, subjectOf, useSubjects } from '../../state/subjects.ts'

type Level = 'all' | 'warning' | 'error'
const levels = [
  { value: 'all', label: 'All' },
  { value: 'warning', label: 'Warnings and errors' },
  { value: 'error', label: 'Errors' },
] as const
const shownAtOnce = 300

export function filterEvents(
  events: readonly HawserEvent[],
  { level, subject, query }: { level: Level; subject: string; query: string },
): HawserEvent[] {
  const text = query.trim().toLowerCase()
  return events.filter(
    (event) =>
      (level === 'all' || event.level === 'error' || event.level === level) &&
      (subject === '' || subjectIds(event).includes(subject)) &&
      (text === '' || event.text.toLowerCase().includes(text) || event.code.includes(text)),
  )
}

/** What happened, newest first. Following shows each new one as it comes; otherwise the list stands still. */
export function EventsPage() {
  const all = useSlow(({ events }) => events)
  const { rules, bonds, receivers, folders, peers, ways } = useThings()
  const names = useSubjects()
  const [level, setLevel] = useState<Level>('all')
  const [subject, setSubject] = useState('')
  const [query, setQuery] = useState('')
  const [following, setFollowing] = useState(true)
  const [limit, setLimit] = useState(shownAtOnce)
  const top = useRef<HTMLDivElement>(null)
  const frozenAt = useRef(0)
  if (following) frozenAt.current = all.at(-1)?.seq ?? 0
  const known = following ? all : all.filter(({ seq }) => seq <= frozenAt.current)
  const found = useMemo(
    () => filterEvents(known, { level, subject, query }).reverse(),
    [known, level, subject, query],
  )
  const waiting = all.length - known.length
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new event scrolls
  useEffect(() => {
    if (following) top.current?.scrollIntoView({ block: 'end' })
  }, [following, found[0]?.seq])
  const now = Date.now()
  return (
    <Page
      title="Events"
      note={plural(found.length, 'event')}
      actions={
        <>
          {waiting > 0 && (
            <Button small icon={ArrowUpToLine} onClick={() => setFollowing(true)}>
              Show {plural(waiting, 'new event')}
            </Button>
          )}
          <span className="flex items-center gap-2 text-xs text-muted">
            Follow
            <Switch label="Follow new events" on={following} change={setFollowing} />
          </span>
        </>
      }
    >
      <div ref={top} className="mb-3 flex flex-wrap items-center gap-2">
        <Segmented label="Level" value={level} options={levels} change={setLevel} />
        <Select
          aria-label="About"
          className="h-7.5! w-48!"
          value={subject}
          onChange={(event) => setSubject(event.target.value)}
        >
          <option value="">Everything</option>
          <Options label="Rules" of={rules} />
          <Options label="Bonds" of={bonds} />
          <Options label="Receivers" of={receivers} />
          <Options label="Folders" of={folders} />
          <Options label="Ways" of={ways} />
          <Options label="Devices" of={peers} />
        </Select>
        <input
          type="search"
          aria-label="Search events"
          placeholder="Text or code"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          className="h-7.5 w-52 rounded-md border border-outline bg-canvas px-2.5 text-sm placeholder:text-faint focus:outline-2 focus:outline-offset-0 focus:outline-accent"
        />
      </div>
      {found.length === 0 ? (
        <p className="card px-4 py-10 text-center text-muted">
          {all.length === 0
            ? 'Nothing happened yet. Restarts, lost targets, slow viewers, failing links, lost tubes and conflicts will be told here.'
            : 'No event matches.'}
        </p>
      ) : (
        <ol aria-label="Events" className="card py-2">
          {found.slice(0, limit).map((event, n) => {
            const day = formatDay(event.at, now)
            const heading = n === 0 || formatDay(found[n - 1]!.at, now) !== day
            return [
              heading && (
                <li key={day} className="px-4 pt-2 pb-1 text-xs font-semibold text-muted">
                  {day}
                </li>
              ),
              <EventRow key={event.seq} event={event} subject={subjectOf(event, names)} />,
            ]
          })}
        </ol>
      )}
      {found.length > limit && (
        <div className="mt-3 flex justify-center">
          <Button onClick={() => setLimit(limit + shownAtOnce)}>Show older</Button>
        </div>
      )}
    </Page>
  )
}

function Options({ label, of }: { label: string; of: readonly { id: string; name: string }[] }) {
  if (of.length === 0) return null
  return (
    <optgroup label={label}>
      {of.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </optgroup>
  )
}
