import { useState } from 'react'
import { t } from '../../../language/t.ts'
import { Field, Switch, TextArea, TextInput } from '../../components/field.tsx'
import { sentence } from '../../components/sentence.tsx'
import { DraftDialog, type FieldsProps, Part } from '../../forms/draft-dialog.tsx'
import { host } from '../../state/session.ts'
import { slow } from '../../state/store.ts'
import { editTransfer } from '../../state/transfer-actions.ts'
import { closeEditor, type EditorOf, toast } from '../../state/ui.ts'
import { type DiagnoseDraft, parseDiagnoseDraft, toDiagnoseDraft } from './settings-draft.ts'

const noCheck = async () => []

/** The side panel for whom the doctor may ask, and what else it looks at. */
export function DiagnoseSettingsEditor({ editor }: { editor: EditorOf<'diagnose', DiagnoseDraft> }) {
  const [before] = useState<DiagnoseDraft | undefined>(() => {
    const { diagnose } = slow()
    return diagnose && toDiagnoseDraft(diagnose)
  })
  if (before === undefined) return null
  return (
    <DraftDialog
      title={t('Settings of the doctor')}
      save={t('Save')}
      failed={t('Not saved.')}
      editing
      before={before}
      first={editor.draft ?? before}
      parse={parseDiagnoseDraft}
      check={noCheck}
      store={async (change) => {
        await host().setDiagnose(change)
        toast({ kind: 'done', text: t('Settings of the doctor saved.') })
      }}
      close={(draft) =>
        closeEditor(draft && { ...editor, draft }, t('The settings of the doctor were not saved.'))
      }
    >
      {(fields) => <Fields {...fields} />}
    </DraftDialog>
  )
}

function Fields({ draft, change, problems }: FieldsProps<DiagnoseDraft>) {
  return (
    <>
      <p className="text-xs text-muted">
        {t(
          'Nobody on the internet is asked unless you name the server here. Whoever runs such a server sees the address of your network.',
        )}
      </p>
      <Part title={t('Servers')}>
        <Field
          label={t('STUN servers')}
          hint={t('One a line, such as stun.example.net:3478. Two of them tell what kind of NAT it is.')}
          problem={problems.stunServers}
          className="col-span-2"
        >
          {(props) => (
            <TextArea
              {...props}
              rows={2}
              placeholder="stun.example.net:3478"
              value={draft.stunServers}
              onChange={(event) => change({ stunServers: event.target.value })}
            />
          )}
        </Field>
        <p className="col-span-2 -mt-2 text-xs text-faint">
          {sentence('Those of {{button}} are asked, too; TURN servers are set there alone.', {
            button: (
              <button
                type="button"
                className="rounded-sm font-medium text-accent underline underline-offset-2"
                onClick={editTransfer}
              >
                {t('the transfer settings')}
              </button>
            ),
          })}
        </p>
        <Field
          label={t('Time servers')}
          hint={t('One a line. Without any, those that this system uses, where it tells.')}
          problem={problems.timeServers}
          className="col-span-2"
        >
          {(props) => (
            <TextArea
              {...props}
              rows={2}
              placeholder="time.example.net"
              value={draft.timeServers}
              onChange={(event) => change({ timeServers: event.target.value })}
            />
          )}
        </Field>
      </Part>
      <Part title={t('Captive portals')}>
        <Field
          label={t('A page without encryption')}
          hint={t('Its content must be known; a portal puts its own in its place.')}
          problem={problems.portalUrl}
          className="col-span-2"
        >
          {(props) => (
            <TextInput
              {...props}
              placeholder="http://portal-check.example.net/"
              value={draft.portalUrl}
              onChange={(event) => change({ portalUrl: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('What it says')} problem={problems.portalText} className="col-span-2">
          {(props) => (
            <TextInput
              {...props}
              placeholder={t('Success')}
              value={draft.portalText}
              onChange={(event) => change({ portalText: event.target.value })}
            />
          )}
        </Field>
      </Part>
      <Part title="WireGuard">
        <Field
          label={t('Configurations to look at')}
          hint={t('One file a line, such as /etc/wireguard/wg0.conf. Keys in them are not kept or shown.')}
          problem={problems.wireguardFiles}
          className="col-span-2"
        >
          {(props) => (
            <TextArea
              {...props}
              rows={2}
              value={draft.wireguardFiles}
              onChange={(event) => change({ wireguardFiles: event.target.value })}
            />
          )}
        </Field>
      </Part>
      <Part title={t('Paired devices')}>
        <div className="col-span-2 flex items-start justify-between gap-4">
          <span>
            <span aria-hidden className="block font-medium">
              {t('Paired devices may measure against this one')}
            </span>
            <span className="text-xs text-faint">
              {t('When one asks, a port is open for it alone, until it is done or a minute has passed.')}
            </span>
          </span>
          <Switch
            label={t('Paired devices may measure against this one')}
            on={draft.answerPeers}
            change={(answerPeers) => change({ answerPeers })}
          />
        </div>
      </Part>
    </>
  )
}
