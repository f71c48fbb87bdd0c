import { useState } from 'react'
import { logFileLevels } from '../../../contract/observe.ts'
import { t } from '../../../language/t.ts'
import { Field, Segmented, Switch, TextArea, TextInput, UnitInput } from '../../components/field.tsx'
import { DraftDialog, type FieldsProps, Part } from '../../forms/draft-dialog.tsx'
import { EndpointFields } from '../../forms/endpoint-fields.tsx'
import { host } from '../../state/session.ts'
import { slow } from '../../state/store.ts'
import { closeEditor, type EditorOf, toast } from '../../state/ui.ts'
import {
  levelWords,
  type ObserveDraft,
  type ObserveInput,
  parseObserveDraft,
  toObserveDraft,
} from './observe-draft.ts'
import { useObserveState } from './use-observe-state.ts'

const noCheck = async () => []
const levels = () => logFileLevels.map((value) => ({ value, label: levelWords[value] }))

/** The side panel for how this host may be watched, and what is written to the log. */
export function ObserveEditor({ editor }: { editor: EditorOf<'observe', ObserveDraft> }) {
  const [before] = useState<ObserveDraft | undefined>(() => {
    const { observe } = slow()
    return observe && toObserveDraft(observe)
  })
  if (before === undefined) return null
  return (
    <DraftDialog
      title={t('Monitoring settings')}
      save={t('Save')}
      failed={t('Not saved.')}
      editing
      before={before}
      first={editor.draft ?? before}
      parse={parseObserveDraft}
      check={noCheck}
      store={async ({ change, secrets }: ObserveInput) => {
        // First: what is switched on must not be open, or refused, for want of them.
        if (Object.keys(secrets).length > 0) await host().setObserveSecrets(secrets)
        await host().setObserve(change)
        toast({ kind: 'done', text: t('Monitoring settings saved.') })
      }}
      close={(draft) =>
        closeEditor(draft && { ...editor, draft }, t('The monitoring settings were not saved.'))
      }
    >
      {(fields) => <Fields {...fields} />}
    </DraftDialog>
  )
}

type Props = FieldsProps<ObserveDraft>

function Fields(props: Props) {
  return (
    <>
      <Reading {...props} />
      <Pushing {...props} />
      <Part title={t('Both')}>
        <Choice
          label={t('Names beside ids')}
          note={t('What you called rules, bonds, folders and devices; without, only their ids are told.')}
          on={props.draft.names}
          change={(names) => props.change({ names })}
        />
      </Part>
      <Logging {...props} />
    </>
  )
}

function Reading({ draft, change, problems }: Props) {
  const hasToken = useObserveState()?.hasToken ?? false
  return (
    <>
      <Part title={t('Prometheus')}>
        <Choice
          label={t('Let Prometheus read figures')}
          note={t('At /metrics, in plain HTTP; /health tells whether every engine runs.')}
          on={draft.isRead}
          change={(isRead) => change({ isRead })}
        />
      </Part>
      <EndpointFields
        legend={t('Where it listens')}
        name={t('Listening')}
        local
        host={{ value: draft.listenHost, problem: problems.listenHost, placeholder: '127.0.0.1' }}
        port={{ value: draft.listenPort, problem: problems.listenPort, placeholder: '9464' }}
        change={({ host: listenHost, port: listenPort }) =>
          change({
            ...(listenHost !== undefined && { listenHost }),
            ...(listenPort !== undefined && { listenPort }),
          })
        }
      />
      <Field
        label={t('Token')}
        hint={
          hasToken
            ? t('There is one, which is not shown. A new one takes its place.')
            : t(
                'Whoever reads must send it as "Authorization: Bearer". Without one, everybody who reaches the address reads.',
              )
        }
        problem={problems.token}
      >
        {(props) => (
          <TextInput
            {...props}
            type="password"
            autoComplete="new-password"
            placeholder={hasToken ? t('Unchanged') : t('None')}
            value={draft.token}
            onChange={(event) => change({ token: event.target.value })}
          />
        )}
      </Field>
      {hasToken && (
        <Choice
          label={t('Ask for no token any more')}
          note={t('Everybody who reaches the address reads.')}
          on={draft.tokenRemoved}
          change={(tokenRemoved) => change({ tokenRemoved })}
        />
      )}
    </>
  )
}

function Pushing({ draft, change, problems }: Props) {
  const names = useObserveState()?.headerNames ?? []
  return (
    <Part title={t('OpenTelemetry collector')}>
      <Choice
        label={t('Push figures to a collector')}
        note={t('By OTLP over HTTP.')}
        on={draft.isPushed}
        change={(isPushed) => change({ isPushed })}
      />
      <Field label={t('Collector')} problem={problems.endpoint} className="col-span-2">
        {(props) => (
          <TextInput
            {...props}
            placeholder="https://collector.example.net:4318"
            value={draft.endpoint}
            onChange={(event) => change({ endpoint: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('Every')} problem={problems.intervalSeconds}>
        {(props) => (
          <UnitInput
            {...props}
            unit="s"
            value={draft.intervalSeconds}
            onChange={(event) => change({ intervalSeconds: event.target.value })}
          />
        )}
      </Field>
      <Field
        label={t('Headers')}
        hint={
          names.length > 0
            ? t('There are: {{names}}. Their values are not shown; new ones take the place of all.', {
                names: names.join(', '),
              })
            : t('One a line, each as "Name: value". Kept beside the settings and never shown again.')
        }
        problem={problems.headers}
        className="col-span-2"
      >
        {(props) => (
          <TextArea
            {...props}
            rows={2}
            placeholder={names.length > 0 ? t('Unchanged') : t('Authorization: Bearer …')}
            value={draft.headers}
            onChange={(event) => change({ headers: event.target.value })}
          />
        )}
      </Field>
      {names.length > 0 && (
        <Choice
          label={t('Send no headers any more')}
          note=""
          on={draft.headersRemoved}
          change={(headersRemoved) => change({ headersRemoved })}
        />
      )}
    </Part>
  )
}

function Logging({ draft, change, problems }: Props) {
  return (
    <Part title={t('Log files')}>
      <div className="col-span-2 flex flex-col items-start gap-1.5">
        <span className="text-xs font-medium text-muted">{t('What is written')}</span>
        <Segmented
          label={t('What is written to the log files')}
          value={draft.level}
          options={levels()}
          change={(level) => change({ level })}
        />
        <p className="text-xs text-faint">
          {t('Holds at once. Passwords, tokens, keys and codes are never written.')}
        </p>
      </div>
      <Field label={t('Size of a file')} hint={t('From the next start on.')} problem={problems.fileMB}>
        {(props) => (
          <UnitInput
            {...props}
            unit="MB"
            value={draft.fileMB}
            onChange={(event) => change({ fileMB: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('Files at most')} hint={t('The oldest goes first.')} problem={problems.files}>
        {(props) => (
          <TextInput
            {...props}
            inputMode="numeric"
            value={draft.files}
            onChange={(event) => change({ files: event.target.value })}
          />
        )}
      </Field>
    </Part>
  )
}

function Choice({
  label,
  note,
  on,
  change,
}: {
  label: string
  note: string
  on: boolean
  change: (on: boolean) => void
}) {
  return (
    <div className="col-span-2 flex items-start justify-between gap-4">
      <span>
        <span aria-hidden className="block font-medium">
          {label}
        </span>
        {note !== '' && <span className="text-xs text-faint">{note}</span>}
      </span>
      <Switch label={label} on={on} change={change} />
    </div>
  )
}
