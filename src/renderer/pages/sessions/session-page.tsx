import { Braces, CircleStop, Download, FileSpreadsheet, FileText, Pencil, Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { Session, SessionSummary } from '../../../contract/sessions.ts'
import { t } from '../../../language/t.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { Switch } from '../../components/field.tsx'
import { Menu } from '../../components/menu.tsx'
import { Page } from '../../components/page.tsx'
import { GonePage, ThingTitle } from '../../components/thing-page.tsx'
import { formatBytes, formatCount, formatSpan } from '../../format.ts'
import { paths } from '../../state/router.ts'
import { changeSession, endSession, exportSession, removeSession } from '../../state/session-actions.ts'
import { useKeptSessions, useSlow } from '../../state/store.ts'
import { useKey } from '../../state/use-key.ts'
import { spanOf } from './page.tsx'
import { SpanChart } from './span-chart.tsx'
import { SubjectTable } from './subject-table.tsx'
import { SummaryCards } from './summary-cards.tsx'
import { useSummary } from './use-summary.ts'

/** What one session was like, or is like so far. */
export function SessionPage({ id }: { id: string }) {
  const session = useKeptSessions().find((one) => one.id === id)
  const loaded = useSlow(({ keptSessions }) => keptSessions !== undefined)
  if (session) return <Summary session={session} />
  if (!loaded) return null
  return (
    <GonePage title={t('This session is gone')} back={{ href: paths.sessions, label: t('All sessions') }}>
      {t('It was deleted, here or in another window.')}
    </GonePage>
  )
}

function Summary({ session }: { session: Session }) {
  const { name, note, endedAt } = session
  const { summary, problem } = useSummary(session)
  useKey('e', () => changeSession(session))
  return (
    <Page
      title={
        <ThingTitle in={{ href: paths.sessions, title: t('Sessions') }} name={name}>
          {endedAt === 0 && (
            <span className="rounded-full bg-accent-soft px-2 py-0.5 text-xs font-medium">
              {t('Running')}
            </span>
          )}
        </ThingTitle>
      }
      note={<span className="num">{spanOf(session, Date.now())}</span>}
      actions={<Actions session={session} />}
    >
      <div className="flex flex-col gap-4">
        {problem !== '' && (
          <p role="alert" className="rounded-lg bg-error-soft px-3.5 py-2.5 text-error">
            {problem}
          </p>
        )}
        {note !== '' && <p className="card px-4 py-3 whitespace-pre-line break-words">{note}</p>}
        {summary && (
          <>
            {summary.missing !== '' && <p className="text-sm text-muted">{t(summary.missing)}</p>}
            <Facts summary={summary} />
            {summary.chart.lines.length > 0 && <SpanChart summary={summary} />}
            <SubjectTable subjects={summary.subjects} />
            <SummaryCards summary={summary} />
          </>
        )}
      </div>
    </Page>
  )
}

function Actions({ session }: { session: Session }) {
  const [addresses, setAddresses] = useState(true)
  const save = (form: 'html' | 'json' | 'csv') => () => void exportSession(session, form, addresses)
  return (
    <>
      <span className="flex items-center gap-2 text-xs text-muted">
        {t('With addresses')}
        <Switch
          label={t('Export with addresses and names of machines')}
          on={addresses}
          change={setAddresses}
        />
      </span>
      <Menu
        label={t('Export')}
        icon={Download}
        items={[
          { label: t('As a page, to read and print'), icon: FileText, run: save('html') },
          { label: t('Each minute as CSV, for a spreadsheet'), icon: FileSpreadsheet, run: save('csv') },
          { label: t('As JSON, for programs'), icon: Braces, run: save('json') },
        ]}
      />
      <IconButton
        label={t('Delete {{name}}', { name: session.name })}
        icon={Trash2}
        onClick={() => void removeSession(session)}
      />
      <Button icon={Pencil} onClick={() => changeSession(session)} aria-keyshortcuts="E">
        {t('Edit')}
      </Button>
      {session.endedAt === 0 && (
        <Button look="primary" icon={CircleStop} onClick={() => void endSession(session)}>
          {t('End')}
        </Button>
      )}
    </>
  )
}

function Facts({ summary: { session, until, bytes, subjects, events } }: { summary: SessionSummary }) {
  const things = subjects.filter(({ kind }) => kind !== 'link')
  const sum = (value: (one: (typeof things)[number]) => number) =>
    things.reduce((total, one) => total + Math.max(0, value(one)), 0)
  const interruptions = sum((one) => one.interruptions)
  const longest = Math.max(0, ...things.map(({ longestInterruptionMs }) => longestInterruptionMs))
  const gone = sum((one) => one.missingFrames + one.droppedFrames)
  return (
    <dl aria-label={t('Numbers')} className="card flex flex-wrap gap-px overflow-hidden bg-line">
      <Fact name={t('Lasted')} value={formatSpan(until - session.startedAt)} />
      <Fact name={t('Moved')} value={formatBytes(bytes)} />
      <Fact
        name={t('Interruptions')}
        value={formatCount(interruptions)}
        bad={interruptions > 0}
        note={interruptions > 0 ? t('the longest {{time}}', { time: formatSpan(longest) }) : ''}
      />
      <Fact
        name={t('Frames')}
        value={formatCount(sum((one) => one.frames))}
        note={t('{{late}} late, {{gone}} missing', {
          late: formatCount(sum((one) => one.lateFrames)),
          gone: formatCount(gone),
        })}
        badNote={gone > 0}
      />
      <Fact
        name={t('Events')}
        value={formatCount(events.info + events.warning + events.error)}
        note={t('{{errors}} errors, {{warnings}} warnings', {
          errors: formatCount(events.error),
          warnings: formatCount(events.warning),
        })}
        badNote={events.error > 0}
      />
    </dl>
  )
}

const Fact = (of: { name: ReactNode; value: string; note?: string; bad?: boolean; badNote?: boolean }) => (
  <div className="min-w-36 grow basis-0 bg-surface px-4 py-3">
    <dt className="text-xs text-muted">{of.name}</dt>
    <dd>
      <span className={`num text-lg font-semibold ${of.bad ? 'text-error' : ''}`}>{of.value}</span>
      {of.note && (
        <span className={`block text-xs ${of.badNote ? 'text-error' : 'text-muted'}`}>{of.note}</span>
      )}
    </dd>
  </div>
)
