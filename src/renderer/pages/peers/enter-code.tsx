import { CircleAlert, KeyRound } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { Pairing } from '../../../contract/peers.ts'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { TextField } from '../../forms/text-field.tsx'
import { useFilled } from '../../state/filled.ts'
import { pair } from '../../state/peer-actions.ts'
import { parseAddress } from './addresses.ts'

/** What was typed outlives an attempt that failed. */
let typed = { code: '', address: '' }

/** When the dialog opens, and when this comes into one that is open. */
const focus = { 'data-autofocus': true, autoFocus: true }

/** The code that the other machine shows, and its address where it cannot be found by itself. */
export function EnterCode({ failed }: { failed?: Pairing }) {
  const first = useFilled(({ pair }) => pair.link)
  const [{ code, address }, setFields] = useState(failed ? typed : { code: first, address: '' })
  const [tried, setTried] = useState(false)
  const [wrong, setWrong] = useState<string>()
  const far = failed?.faultCode === 'peer-unreachable'
  const at = address.trim() === '' ? undefined : parseAddress(address)
  const codeProblem = tried && code.trim() === '' ? t('Type the code that the other device shows.') : wrong
  const addressProblem =
    typeof at === 'string'
      ? at
      : far && at === undefined
        ? t('It was not found by itself: write its address.')
        : undefined
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    setTried(true)
    if (code.trim() === '' || typeof at === 'string') return
    typed = { code, address }
    setWrong(await pair(code.trim(), at))
  }
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex grow flex-col gap-4">
      {failed && (
        <p role="alert" className="flex items-start gap-2.5 rounded-lg bg-error-soft px-3.5 py-2.5">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-error" />
          <span>
            {failed.problem} <code className="font-mono text-2xs text-muted">{failed.faultCode}</code>
          </span>
        </p>
      )}
      <TextField
        label={t('Code')}
        hint={t('As the other device shows it, such as 7-otter-lamp-4217; or the whole hawser://pair… link.')}
        problem={codeProblem ? { level: 'error', message: codeProblem } : undefined}
        {...(!far && focus)}
        autoCapitalize="none"
        inputClassName="h-11! text-lg! font-semibold tracking-wide"
        maxLength={400}
        value={code}
        change={(text) => {
          setFields({ code: text, address })
          setWrong(undefined)
        }}
      />
      <TextField
        label={t('Its address, when it is not on this network')}
        hint={t('Host and port that it shows beneath the code. Leave it empty on the same network.')}
        problem={addressProblem ? { level: far ? 'warning' : 'error', message: addressProblem } : undefined}
        {...(far && focus)}
        placeholder="203.0.113.9:8742"
        value={address}
        change={(text) => setFields({ code, address: text })}
      />
      <div className="mt-auto">
        <Button look="primary" icon={KeyRound} type="submit">
          {t('Pair')}
        </Button>
      </div>
    </form>
  )
}
