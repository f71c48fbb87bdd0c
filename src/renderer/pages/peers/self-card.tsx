import { Check, Copy, Pencil, QrCode as QrIcon, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { Self } from '../../../contract/peers.ts'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { TextInput } from '../../components/field.tsx'
import { Card } from '../../components/page.tsx'
import { copyText } from '../../state/bond-actions.ts'
import { renameSelf } from '../../state/peer-actions.ts'
import { useSlow } from '../../state/store.ts'
import { writtenId } from './device-id.ts'
import { DeviceIdText } from './device-id-text.tsx'
import { QrCode } from './qr-code.tsx'

const storageWords: Record<Self['keyStorage'], string> = translated({
  protected: "The private key lies in this system's key store.",
  file: 'The private key lies in a file that only its owner can read; this system has no key store.',
})

/** Who this machine is to others. */
export function SelfCard({ self }: { self: Self }) {
  const [naming, setNaming] = useState(false)
  const [code, setCode] = useState(false)
  const view = useSlow(({ syncView }) => syncView)
  return (
    <Card title={t('This device')}>
      <div className="px-4 pb-4">
        {naming ? (
          <NameForm name={self.name} close={() => setNaming(false)} />
        ) : (
          <p className="flex min-h-8 items-center gap-1.5">
            <span className="truncate text-xl font-semibold tracking-tight">{self.name}</span>
            <IconButton label={t('Rename this device')} icon={Pencil} onClick={() => setNaming(true)} />
          </p>
        )}
        <p className="mt-2 mb-1 text-xs font-medium text-muted">{t('Device id')}</p>
        <DeviceIdText id={self.id} />
        <div className="mt-3 flex flex-wrap gap-2">
          <Button small icon={Copy} onClick={() => void copyText(writtenId(self.id))}>
            {t('Copy id')}
          </Button>
          <Button small icon={QrIcon} onClick={() => setCode(true)}>
            {t('Show as QR')}
          </Button>
        </div>
        <p className="mt-3 text-xs text-faint">
          {storageWords[self.keyStorage]}{' '}
          {view &&
            (view.listenProblem ||
              (view.listening
                ? t('Listening on {{listening}}.', { listening: view.listening })
                : t('Not listening: that begins with the first paired device.')))}
        </p>
      </div>
      {code && (
        <Dialog title={self.name} as="modal" close={() => setCode(false)}>
          <div className="flex flex-col items-center gap-4 px-5 py-5">
            <QrCode
              text={self.id}
              label={t('The id of {{name}} as a QR code', { name: self.name })}
              className="w-64"
            />
            <DeviceIdText id={self.id} className="w-full max-w-72" />
            <p className="text-center text-xs text-faint">
              {t(
                'The id proves who this device is; it is no secret. To pair by scanning, show a code instead.',
              )}
            </p>
          </div>
        </Dialog>
      )}
    </Card>
  )
}

function NameForm({ name, close }: { name: string; close: () => void }) {
  const [text, setText] = useState(name)
  const wanted = text.trim()
  const good = wanted !== '' && wanted.length <= 60
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (!good) return
    if (wanted === name || (await renameSelf(wanted))) close()
  }
  return (
    <form className="flex items-center gap-1.5" onSubmit={(event) => void submit(event)}>
      <TextInput
        autoFocus
        aria-label={t('Name of this device')}
        maxLength={60}
        aria-invalid={!good || undefined}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && close()}
      />
      <IconButton label={t('Save the name')} icon={Check} type="submit" disabled={!good} />
      <IconButton label={t('Leave the name as it was')} icon={X} onClick={close} />
    </form>
  )
}
