import { type FormEvent, useState } from 'react'
import type { Peer } from '../../../contract/peers.ts'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { formatEndpoint } from '../../format.ts'
import { TextAreaField, TextField } from '../../forms/text-field.tsx'
import { changePeer } from '../../state/peer-actions.ts'
import { parseAddresses } from './addresses.ts'
import { DeviceIdText } from './device-id-text.tsx'

const formId = 'peer-form'

/** What a paired device is called here, and where it may be found. */
export function PeerDialog({ peer, close }: { peer: Peer; close: () => void }) {
  const [name, setName] = useState(peer.name)
  const [text, setText] = useState(peer.addresses.map((address) => formatEndpoint(address)).join('\n'))
  const { addresses, problem } = parseAddresses(text)
  const nameProblem = name.trim() === '' ? t('Give the device a name.') : undefined
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (nameProblem || problem) return
    if (await changePeer(peer.id, { name: name.trim(), addresses })) close()
  }
  return (
    <Dialog
      title={t('Edit {{name}}', { name: peer.name })}
      as="modal"
      close={close}
      footer={
        <>
          <Button look="primary" type="submit" form={formId}>
            {t('Save')}
          </Button>
          <Button onClick={close}>{t('Cancel')}</Button>
        </>
      }
    >
      <form
        id={formId}
        noValidate
        onSubmit={(event) => void submit(event)}
        className="flex flex-col gap-4 px-5 py-4"
      >
        <TextField
          label={t('Name, as it is called here')}
          problem={nameProblem ? { level: 'error', message: nameProblem } : undefined}
          data-autofocus
          maxLength={60}
          value={name}
          change={setName}
        />
        <TextAreaField
          label={t('Addresses')}
          hint={t(
            'Host and port, one a line, for when it is not on this network. What is found by itself need not be listed.',
          )}
          problem={problem ? { level: 'error', message: problem } : undefined}
          rows={3}
          placeholder="grading.example.net:8741"
          value={text}
          change={setText}
        />
        <div>
          <p className="mb-1 text-xs font-medium text-muted">{t('Device id')}</p>
          <DeviceIdText id={peer.id} />
        </div>
      </form>
    </Dialog>
  )
}
