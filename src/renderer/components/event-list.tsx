import { ChartSpline, CircleX, Info, TriangleAlert } from 'lucide-react'
import { memo } from 'react'
import type { HawserEvent } from '../../contract/events.ts'
import { t } from '../../language/t.ts'
import { translated } from '../../language/table.ts'
import { formatInstant, formatTime } from '../format.ts'
import { useLanguage } from '../state/language.ts'
import { atInstant } from '../state/marked.ts'
import { type Subject, subjectOf } from '../state/subjects.ts'

const levels = translated(
  {
    info: { icon: Info, colour: 'text-faint', word: 'Information' },
    warning: { icon: TriangleAlert, colour: 'text-warn', word: 'Warning' },
    error: { icon: CircleX, colour: 'text-error', word: 'Error' },
  } as const,
  'word',
)

/** One thing that happened: how bad, when, what, and the way to the charts of that instant. `marked`: it was looked for. */
export const EventRow = memo(function EventRow({
  event,
  subject,
  marked = false,
}: {
  event: HawserEvent
  subject?: Subject | undefined
  marked?: boolean
}) {
  useLanguage()
  const { icon: Icon, colour, word } = levels[event.level]
  const href = subject?.charts ? atInstant(subject.href, event) : subject?.href
  return (
    <li
      data-seq={event.seq}
      aria-current={marked ? 'true' : undefined}
      tabIndex={marked ? -1 : undefined}
      className="flex items-start gap-2.5 px-4 py-1.5 aria-[current]:bg-accent-soft aria-[current]:outline aria-[current]:-outline-offset-1 aria-[current]:outline-accent"
    >
      <Icon aria-label={word} className={`mt-0.5 size-3.5 shrink-0 ${colour}`} />
      <time
        dateTime={new Date(event.at).toISOString()}
        title={formatInstant(event.at)}
        className="num shrink-0 text-faint"
      >
        {formatTime(event.at)}
      </time>
      {/* What happened is told in English, whatever the page speaks. */}
      <span lang="en" className="min-w-0 grow break-words">
        {event.text}
      </span>
      {subject && (
        <a
          href={href}
          className="hidden max-w-40 shrink-0 truncate text-xs text-muted hover:text-text hover:underline sm:block"
        >
          {subject.name}
        </a>
      )}
      {subject?.charts && (
        <a
          href={href}
          aria-label={t('Show {{time}} in the charts of {{name}}', {
            time: formatTime(event.at),
            name: subject.name,
          })}
          title={t('Show this instant in the charts')}
          className="-my-0.5 shrink-0 rounded-sm p-0.5 text-faint hover:bg-raised hover:text-text"
        >
          <ChartSpline aria-hidden className="size-3.5" />
        </a>
      )}
      <code className="hidden shrink-0 font-mono text-2xs leading-5 text-faint lg:block">{event.code}</code>
    </li>
  )
})

/** Events in a card, newest first. */
export const EventList = ({
  events,
  names,
}: {
  events: readonly HawserEvent[]
  names?: ReadonlyMap<string, Subject>
}) => (
  <ol className="pb-2.5">
    {events.map((event) => (
      <EventRow key={event.seq} event={event} subject={names && subjectOf(event, names)} />
    ))}
  </ol>
)
