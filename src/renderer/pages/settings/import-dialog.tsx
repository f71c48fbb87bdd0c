import { useState } from 'react'
import type { SettingsFileFacts, SettingsPart } from '../../../contract/exchange.ts'
import { t } from '../../../language/t.ts'
import { Fault } from '../../../wire/index.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Checkbox, Field, TextInput } from '../../components/field.tsx'
import { formatMoment } from '../../format.ts'
import { failureText } from '../../state/failure.ts'
import { host } from '../../state/session.ts'
import { doneWithUndo } from '../../state/settings-actions.ts'
import { setUi } from '../../state/ui.ts'
import { Failure } from './failure.tsx'
import { PreviewList } from './preview-list.tsx'
import { usePreview } from './use-preview.ts'

const partWords: Readonly<Record<SettingsPart, () => string>> = {
  preferences: () => t('Preferences'),
  rules: () => t('Rules'),
  bonds: () => t('Bonds and receivers'),
  tunnel: () => t('Tunnels'),
  folders: () => t('Folders'),
  devices: () => t('Paired devices and the name of this one'),
  sync: () => t('Sync settings'),
  transfer: () => t('Transfer settings'),
  diagnose: () => t('Settings of the doctor'),
  observe: () => t('Monitoring settings'),
  profiles: () => t('Profiles'),
}

const close = () => setUi({ settingsDialog: undefined })

/** What a file of settings would change, part by part, before it is imported. */
export function ImportDialog({ name, text }: { name: string; text: string }) {
  const [left, setLeft] = useState<ReadonlySet<SettingsPart>>(new Set())
  const [passphrase, setPassphrase] = useState('')
  const [failure, setFailure] = useState<{ text: string; code: string }>()
  const [facts, setFacts] = useState<SettingsFileFacts>()
  const [busy, setBusy] = useState(false)
  const chosen = facts?.parts.filter((part) => !left.has(part))
  const input = {
    text,
    ...(passphrase !== '' && { passphrase }),
    ...(chosen && left.size > 0 && chosen.length > 0 && { parts: chosen }),
  }
  const asked = usePreview(
    async (signal) => {
      const preview = await host().previewSettings(input, signal)
      setFacts(preview.file)
      return preview
    },
    JSON.stringify([passphrase, [...left]]),
  )
  const isEmpty = chosen?.length === 0
  const preview = asked && 'preview' in asked ? asked.preview : undefined
  const problem = failure ?? (asked && 'failure' in asked ? asked.failure : undefined)
  const canImport = preview !== undefined && problem === undefined && !isEmpty && preview.differencesTotal > 0
  const run = async () => {
    setBusy(true)
    try {
      const { undoId } = await host().importSettings(input)
      close()
      doneWithUndo(
        preview?.file.kind === 'profile'
          ? t('Imported the profile "{{name}}". Nothing was switched.', { name: preview.file.name })
          : t('Imported: {{count}} changes.', { count: preview?.differencesTotal ?? 0 }),
        undoId,
      )
    } catch (error) {
      setFailure({ text: failureText(error), code: error instanceof Fault ? error.code : 'internal' })
    }
    setBusy(false)
  }
  return (
    <Dialog
      title={facts?.kind === 'profile' ? t('Import a profile') : t('Import settings')}
      as="modal"
      close={close}
      footer={
        <>
          <Button look="primary" disabled={!canImport || busy} onClick={() => void run()}>
            {t('Import')}
          </Button>
          <Button data-autofocus onClick={close}>
            {t('Cancel')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4 px-5 py-4">
        <p className="break-words">
          <span className="font-medium break-all">{name}</span>
          {facts && <Origin facts={facts} />}
        </p>
        {facts && facts.kind === 'settings' && (
          <fieldset className="grid gap-x-4 gap-y-1.5 sm:grid-cols-2">
            <legend className="mb-1.5 text-xs font-semibold">{t('Which parts')}</legend>
            {facts.parts.map((part) => (
              <span key={part} className="flex items-center gap-2">
                <Checkbox
                  label={partWords[part]()}
                  checked={!left.has(part)}
                  change={(on) => {
                    const next = new Set(left)
                    if (on) next.delete(part)
                    else next.add(part)
                    setLeft(next)
                  }}
                />
                <span aria-hidden>{partWords[part]()}</span>
              </span>
            ))}
          </fieldset>
        )}
        {facts?.secrets === 'sealed' && (
          <Field
            label={t('Passphrase')}
            hint={t('Opens the passwords in the file. Without it they are left out.')}
          >
            {(props) => (
              <TextInput
                {...props}
                type="password"
                autoComplete="off"
                value={passphrase}
                onChange={(event) => {
                  setFailure(undefined)
                  setPassphrase(event.target.value)
                }}
              />
            )}
          </Field>
        )}
        {problem && <Failure {...problem} />}
        {isEmpty && <p className="text-muted">{t('Choose at least one part.')}</p>}
        {preview && !isEmpty && <PreviewList preview={preview} />}
        {asked === undefined && <p className="text-muted">{t('Reading …')}</p>}
      </div>
    </Dialog>
  )
}

function Origin({ facts: { kind, name, hawser, at } }: { facts: SettingsFileFacts }) {
  const when = formatMoment(at, Date.now())
  return (
    <span className="text-muted">
      {' '}
      {kind === 'profile'
        ? t('holds the profile "{{name}}", saved by Hawser {{hawser}}, {{when}}.', { name, hawser, when })
        : t('holds the settings of {{name}}, saved by Hawser {{hawser}}, {{when}}.', { name, hawser, when })}
    </span>
  )
}
