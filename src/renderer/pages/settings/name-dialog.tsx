import { useState } from 'react'
import { profileSchema } from '../../../contract/settings.ts'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Field, TextInput } from '../../components/field.tsx'
import { failureText } from '../../state/failure.ts'
import { host } from '../../state/session.ts'
import { useProfiles } from '../../state/store.ts'
import { setUi, toast } from '../../state/ui.ts'

const close = () => setUi({ settingsDialog: undefined })

/** What is wrong with a name, while it is typed. */
function problemWith(name: string, others: readonly string[]): string {
  const checked = profileSchema.shape.name.safeParse(name)
  if (!checked.success) return t(checked.error.issues[0]?.message ?? '')
  const twin = others.find((other) => other.toLowerCase() === checked.data.toLowerCase())
  return twin === undefined ? '' : t('Another profile is called "{{name}}" already.', { name: twin })
}

/** Asks for the name of a new profile, or for another one. */
export function NameDialog({ profileId }: { profileId: string | undefined }) {
  const profiles = useProfiles()
  const known = profiles.find(({ id }) => id === profileId)
  const [name, setName] = useState(known?.name ?? '')
  const [isTouched, setTouched] = useState(false)
  const [failure, setFailure] = useState('')
  const others = profiles.filter(({ id }) => id !== profileId).map((each) => each.name)
  const wrong = problemWith(name, others)
  const problem = failure || (isTouched ? wrong : '')
  const run = async () => {
    setTouched(true)
    if (wrong !== '') return
    try {
      if (profileId !== undefined) await host().renameProfile({ id: profileId, name })
      else {
        await host().saveProfile({ name })
        toast({ kind: 'done', text: t('"{{name}}" holds the present state.', { name: name.trim() }) })
      }
      close()
    } catch (error) {
      setFailure(failureText(error))
    }
  }
  return (
    <Dialog
      title={known ? t('Rename "{{name}}"', { name: known.name }) : t('Save as a profile')}
      as="modal"
      close={close}
      footer={
        <>
          <Button look="primary" onClick={() => void run()}>
            {t('Save')}
          </Button>
          <Button onClick={close}>{t('Cancel')}</Button>
        </>
      }
    >
      <form
        className="px-5 py-4"
        onSubmit={(event) => {
          event.preventDefault()
          void run()
        }}
      >
        <Field
          label={t('Name of the profile')}
          hint={known ? undefined : t('It takes rules, bonds, tunnels and preferences as they are now.')}
          problem={problem === '' ? undefined : { level: 'error', message: problem }}
        >
          {(props) => (
            <TextInput
              {...props}
              data-autofocus
              placeholder={t('Venue A')}
              value={name}
              onChange={(event) => {
                setTouched(true)
                setFailure('')
                setName(event.target.value)
              }}
            />
          )}
        </Field>
      </form>
    </Dialog>
  )
}
