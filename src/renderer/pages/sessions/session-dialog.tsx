import { type FormEvent, useState } from 'react'
import { type Session, sessionCalls } from '../../../contract/sessions.ts'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Field, TextInput } from '../../components/field.tsx'
import { formatMoment } from '../../format.ts'
import { TextAreaField, TextField } from '../../forms/text-field.tsx'
import { failureText } from '../../state/failure.ts'
import { go, paths } from '../../state/router.ts'
import { host } from '../../state/session.ts'
import {
  closeSessionQuestion,
  type SessionQuestion,
  useSessionQuestion,
} from '../../state/session-actions.ts'
import { toast } from '../../state/ui.ts'

/** The dialog about a session, wherever one was asked for. */
export function SessionDialogHost() {
  const { question } = useSessionQuestion()
  return question && <SessionDialog question={question} />
}

const two = (n: number) => String(n).padStart(2, '0')
/** As the browser's field for a time has it, in local time with seconds. */
function toField(at: number): string {
  const date = new Date(at)
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

type Draft = { name: string; note: string; from: string; to: string }

function draftOf(question: SessionQuestion): Draft {
  if (question.ask === 'change') {
    const { name, note, startedAt, endedAt } = question.session
    return { name, note, from: toField(startedAt), to: endedAt === 0 ? '' : toField(endedAt) }
  }
  const at = question.ask === 'range' ? question.from : Date.now()
  const name = t('Session of {{when}}', { when: formatMoment(at, 0) })
  if (question.ask === 'start') return { name, note: '', from: '', to: '' }
  return { name, note: '', from: toField(question.from), to: toField(question.to) }
}

const titles = {
  start: () => t('Start a session'),
  range: () => t('Make a session of the past'),
  change: () => t('Change the session'),
}
const buttons = { start: () => t('Start'), range: () => t('Make it'), change: () => t('Save') }

function SessionDialog({ question }: { question: SessionQuestion }) {
  const [first] = useState(() => draftOf(question))
  const [draft, setDraft] = useState(first)
  const [problem, setProblem] = useState('')
  const [saving, setSaving] = useState(false)
  const change = (part: Partial<Draft>) => {
    setDraft({ ...draft, ...part })
    setProblem('')
  }
  const timed = question.ask !== 'start'
  const runs = question.ask === 'change' && question.session.endedAt === 0

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (saving) return
    setSaving(true)
    try {
      const session = await store(question, draft, first)
      closeSessionQuestion()
      if (question.ask !== 'change') go(paths.session(session.id))
      if (question.ask === 'start')
        toast({ kind: 'done', text: t('"{{name}}" begins.', { name: session.name }) })
    } catch (error) {
      setProblem(failureText(error))
      setSaving(false)
    }
  }

  return (
    <Dialog
      title={titles[question.ask]()}
      as="modal"
      close={closeSessionQuestion}
      footer={
        <>
          <Button look="primary" type="submit" form="session-form" disabled={saving}>
            {buttons[question.ask]()}
          </Button>
          <Button onClick={closeSessionQuestion}>{t('Cancel')}</Button>
        </>
      }
    >
      <form
        id="session-form"
        noValidate
        onSubmit={(event) => void submit(event)}
        className="flex flex-col gap-4 px-5 py-4"
      >
        <TextField
          label={t('Name')}
          value={draft.name}
          change={(name) => change({ name })}
          data-autofocus
          onFocus={(event) => event.target.select()}
          maxLength={120}
        />
        {timed && (
          <div className="grid gap-4 sm:grid-cols-2">
            <TimeField label={t('Begins')} value={draft.from} change={(from) => change({ from })} />
            {!runs && <TimeField label={t('Ends')} value={draft.to} change={(to) => change({ to })} />}
          </div>
        )}
        <TextAreaField
          label={t('Note')}
          hint={t('What else there is to say of it. It stands in its summary.')}
          value={draft.note}
          change={(note) => change({ note })}
          maxLength={4000}
          rows={3}
        />
        {problem !== '' && (
          <p role="alert" className="rounded-lg bg-error-soft px-3.5 py-2 text-error">
            {problem}
          </p>
        )}
      </form>
    </Dialog>
  )
}

const TimeField = (of: { label: string; value: string; change: (value: string) => void }) => (
  <Field label={of.label}>
    {(described) => (
      <TextInput
        {...described}
        type="datetime-local"
        step={1}
        value={of.value}
        onChange={(event) => of.change(event.target.value)}
      />
    )}
  </Field>
)

/** Checked here by the contract's own words, and by the host. Throws what is wrong. */
async function store(question: SessionQuestion, draft: Draft, first: Draft): Promise<Session> {
  const { name, note } = draft
  // A time that was not touched stays as it was, to the millisecond.
  const time = (field: 'from' | 'to') => {
    if (draft[field] === first[field] && question.ask === 'change') return {}
    const at = new Date(draft[field]).getTime()
    if (Number.isNaN(at)) throw new Error(t('Choose a date and a time.'))
    return field === 'from' ? { startedAt: at } : { endedAt: at }
  }
  if (question.ask === 'start') return host().addSession(checked({ name, note }))
  if (question.ask === 'range')
    return host().addSession(checked({ name, note, ...time('from'), ...time('to') }))
  const { id, endedAt } = question.session
  const times = { ...time('from'), ...(endedAt === 0 ? {} : time('to')) }
  return host().changeSession({ id, change: { ...checked({ name, note }), ...times } })
}

function checked<T extends { name: string }>(input: T): T {
  const { error } = sessionCalls.addSession.input.safeParse(input)
  const [issue] = error?.issues ?? []
  if (issue) throw new Error(t(issue.message))
  return input
}
