import type { LucideIcon } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { Endpoint } from '../../../contract/rule.ts'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { TextField } from '../../forms/text-field.tsx'
import { parseAddress } from '../peers/addresses.ts'
import { rendezvousPort } from './settings-draft.ts'

type Props = {
  /** What a link has filled in; with a key that changes with it. */
  first?: string
  /** Comes with the code; gives what is wrong with it, where that can be told at once. */
  join: (code: string, at: Endpoint | undefined) => Promise<string | undefined>
  /** In a line, while something else is looked at. */
  small: boolean
  icon: LucideIcon
  /** The word on the button. */
  children: string
}

/** What the other side shows is typed here. */
export function CodeForm({ first = '', join, small, icon, children }: Props) {
  const [code, setCode] = useState(first)
  const [address, setAddress] = useState('')
  const [wrong, setWrong] = useState<string>()
  const [busy, setBusy] = useState(false)
  const at = address.trim() === '' ? undefined : parseAddress(address, rendezvousPort)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (busy || typeof at === 'string') return
    if (code.trim() === '') return setWrong(t('Type the code that the other side shows.'))
    setBusy(true)
    const problem = await join(code.trim(), at)
    setBusy(false)
    setWrong(problem)
    if (problem === undefined) {
      setCode('')
      setAddress('')
    }
  }
  return (
    <form
      noValidate
      onSubmit={(event) => void submit(event)}
      className={`flex grow gap-3 ${small ? 'flex-wrap items-end' : 'flex-col'}`}
    >
      <TextField
        label={t('Code')}
        hint={small ? undefined : t('As the other side reads it out. Capitals and gaps do not matter.')}
        className={small ? 'grow' : ''}
        problem={wrong ? { level: 'error', message: wrong } : undefined}
        data-field="code"
        aria-keyshortcuts="R"
        autoCapitalize="none"
        maxLength={400}
        placeholder="4821-otter-lamp-magnet-…"
        inputClassName="h-10! text-base! font-semibold"
        value={code}
        change={(text) => {
          setCode(text)
          setWrong(undefined)
        }}
      />
      <details className={small ? 'order-last w-full' : ''}>
        <summary className="w-fit rounded-sm text-xs text-muted hover:text-text">
          {t('Another rendezvous…')}
        </summary>
        <TextField
          label={t('Its address')}
          className="mt-2"
          hint={t('Only when the other side names one that is not in the transfer settings.')}
          problem={typeof at === 'string' ? { level: 'error', message: at } : undefined}
          placeholder="203.0.113.9:8743"
          value={address}
          change={setAddress}
        />
      </details>
      <Button
        type="submit"
        look="primary"
        icon={icon}
        disabled={busy}
        className={small ? (wrong ? 'self-center' : 'mb-1') : 'mt-auto self-start'}
      >
        {busy ? t('Looking for it…') : children}
      </Button>
    </form>
  )
}
