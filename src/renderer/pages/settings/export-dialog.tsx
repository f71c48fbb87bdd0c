import { useState } from 'react'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Field, Switch, TextInput } from '../../components/field.tsx'
import { downloadSettings } from '../../state/settings-actions.ts'
import { useProfiles } from '../../state/store.ts'
import { setUi } from '../../state/ui.ts'

const close = () => setUi({ settingsDialog: undefined })
const shortest = 8

/** A file with all settings, or those of one profile; passwords only on wish, and sealed. */
export function ExportDialog({ profileId }: { profileId: string | undefined }) {
  const profile = useProfiles().find(({ id }) => id === profileId)
  const [withSecrets, setWithSecrets] = useState(false)
  const [passphrase, setPassphrase] = useState('')
  const isShort = withSecrets && passphrase.length < shortest
  const run = async () => {
    if (await downloadSettings(profileId, withSecrets ? passphrase : '')) close()
  }
  return (
    <Dialog
      title={profile ? t('Export the profile "{{name}}"', { name: profile.name }) : t('Export all settings')}
      as="modal"
      close={close}
      footer={
        <>
          <Button look="primary" data-autofocus disabled={isShort} onClick={() => void run()}>
            {t('Export')}
          </Button>
          <Button onClick={close}>{t('Cancel')}</Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-4 px-5 py-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (!isShort) void run()
        }}
      >
        <p>
          {t(
            'One file with everything that is set: addresses, names and certificates of paired devices are in it. The key of this device, tokens of monitoring and the history are not.',
          )}
        </p>
        <div className="flex items-start justify-between gap-4">
          <span>
            <span aria-hidden className="block font-medium">
              {t('Passwords too')}
            </span>
            <span className="text-xs text-faint">
              {t(
                'Of tunnels and TURN servers. They are sealed with a passphrase; without, they are left out.',
              )}
            </span>
          </span>
          <Switch label={t('Passwords too')} on={withSecrets} change={setWithSecrets} />
        </div>
        {withSecrets && (
          <Field
            label={t('Passphrase')}
            hint={t('At least {{count}} characters. Nobody can open the passwords without it.', {
              count: shortest,
            })}
          >
            {(props) => (
              <TextInput
                {...props}
                type="password"
                autoComplete="new-password"
                value={passphrase}
                onChange={(event) => setPassphrase(event.target.value)}
              />
            )}
          </Field>
        )}
      </form>
    </Dialog>
  )
}
