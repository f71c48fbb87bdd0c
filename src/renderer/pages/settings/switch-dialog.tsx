import { useState } from 'react'
import { t } from '../../../language/t.ts'
import { Fault } from '../../../wire/index.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Switch } from '../../components/field.tsx'
import { failureText } from '../../state/failure.ts'
import { host } from '../../state/session.ts'
import { doneWithUndo } from '../../state/settings-actions.ts'
import { useProfiles, useSlow } from '../../state/store.ts'
import { setUi } from '../../state/ui.ts'
import { Failure } from './failure.tsx'
import { PreviewList } from './preview-list.tsx'
import { usePreview } from './use-preview.ts'

const close = () => setUi({ settingsDialog: undefined })

/** What a switch to a profile would stop and start, before it is done. */
export function SwitchDialog({ profileId }: { profileId: string }) {
  const profiles = useProfiles()
  const settings = useSlow(({ settings }) => settings)
  const [savesFirst, setSavesFirst] = useState(true)
  const [failure, setFailure] = useState<{ text: string; code: string }>()
  const [busy, setBusy] = useState(false)
  const asked = usePreview((signal) => host().previewProfile({ id: profileId }, signal), profileId)
  const profile = profiles.find(({ id }) => id === profileId)
  const active = profiles.find(({ id }) => id === settings?.activeProfile)
  const name = profile?.name ?? ''
  const preview = asked && 'preview' in asked ? asked.preview : undefined
  const problem = failure ?? (asked && 'failure' in asked ? asked.failure : undefined)
  // Saving first into the one that is gone back to would leave nothing to go back to.
  const offersSaving =
    preview !== undefined && preview.unsaved > 0 && active !== undefined && active.id !== profileId
  const disturbs = preview?.effects.some((effect) => effect.busy !== '') ?? false
  const run = async () => {
    setBusy(true)
    try {
      const { undoId } = await host().switchProfile({ id: profileId, saveFirst: offersSaving && savesFirst })
      close()
      doneWithUndo(t('"{{name}}" is in use.', { name }), undoId)
    } catch (error) {
      setFailure({ text: failureText(error), code: error instanceof Fault ? error.code : 'internal' })
    }
    setBusy(false)
  }
  return (
    <Dialog
      title={t('Switch to "{{name}}"', { name })}
      as="modal"
      close={close}
      footer={
        <>
          <Button
            look={disturbs ? 'danger' : 'primary'}
            disabled={preview === undefined || busy}
            onClick={() => void run()}
          >
            {disturbs ? t('Switch, and interrupt what runs') : t('Switch')}
          </Button>
          <Button data-autofocus onClick={close}>
            {t('Cancel')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4 px-5 py-4">
        {problem && <Failure {...problem} />}
        {asked === undefined && <p className="text-muted">{t('Reading …')}</p>}
        {offersSaving && (
          <div className="flex items-start justify-between gap-4">
            <span>
              <span aria-hidden className="block font-medium">
                {t('Save the present state into "{{name}}" first', { name: active.name })}
              </span>
              <span className="text-xs text-faint">
                {t('{{count}} changes since it was saved are in no profile.', { count: preview.unsaved })}
              </span>
            </span>
            <Switch
              label={t('Save the present state into "{{name}}" first', { name: active.name })}
              on={savesFirst}
              change={setSavesFirst}
            />
          </div>
        )}
        {preview && <PreviewList preview={preview} />}
      </div>
    </Dialog>
  )
}
