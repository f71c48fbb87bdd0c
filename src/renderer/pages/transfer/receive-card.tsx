import { ArrowDownToLine, ClipboardPaste } from 'lucide-react'
import { type FormEvent, useEffect, useState } from 'react'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { Button } from '../../components/button.tsx'
import { Segmented } from '../../components/field.tsx'
import { formatBytes } from '../../format.ts'
import { TextAreaField } from '../../forms/text-field.tsx'
import { useFilled } from '../../state/filled.ts'
import { join, takeOffer } from '../../state/transfer-actions.ts'
import { CodeForm } from './code-form.tsx'
import { useReceivingFolder } from './use-receiving-folder.ts'

const ways = translated(
  [
    { value: 'code', label: 'By code' },
    { value: 'offer', label: 'By a text' },
  ] as const,
  'label',
)

/** What the other side shows is typed or pasted here. `small` while something else is looked at. */
export function ReceiveCard({ small }: { small: boolean }) {
  const [way, setWay] = useState<(typeof ways)[number]['value']>('code')
  const { link, count } = useFilled(({ receive }) => receive)
  useEffect(() => {
    if (count > 0) setWay('code')
  }, [count])
  return (
    <section aria-label={t('Receive')} className="card flex min-w-0 flex-col gap-3 p-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-sm font-semibold">{t('Receive')}</h2>
        <Segmented label={t('How to receive')} value={way} options={ways} change={setWay} />
      </div>
      {way === 'code' ? (
        <CodeForm key={count} first={link} small={small} join={join} icon={ArrowDownToLine}>
          {t('Receive')}
        </CodeForm>
      ) : (
        <OfferForm />
      )}
      <Where />
    </section>
  )
}

function OfferForm() {
  const [text, setText] = useState('')
  const [wrong, setWrong] = useState<string>()
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (busy) return
    if (text.trim() === '') return setWrong(t('Paste the whole text that the other side sent.'))
    setBusy(true)
    const problem = await takeOffer(text)
    setBusy(false)
    setWrong(problem)
    if (problem === undefined) setText('')
  }
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex grow flex-col gap-3">
      <TextAreaField
        label={t('Offer')}
        hint={t('You then get an answer to send back the same way.')}
        problem={wrong ? { level: 'error', message: wrong } : undefined}
        rows={4}
        maxLength={10_000}
        placeholder="hawser-offer:…"
        inputClassName="font-mono text-xs! break-all"
        value={text}
        change={(text) => {
          setText(text)
          setWrong(undefined)
        }}
      />
      <Button
        type="submit"
        look="primary"
        icon={ClipboardPaste}
        disabled={busy}
        className="mt-auto self-start"
      >
        {busy ? t('Making an answer…') : t('Make an answer')}
      </Button>
    </form>
  )
}

/** Where files go, and how much room is left there. */
function Where() {
  const { folder, freeBytes, problem } = useReceivingFolder('')
  if (problem)
    return (
      <p role="alert" className="text-xs text-error">
        {problem}
      </p>
    )
  if (folder === '') return null
  return (
    <p className="num flex min-w-0 flex-wrap gap-x-1.5 text-xs text-faint">
      <span className="truncate">{t('Goes to {{folder}}', { folder })}</span>
      {freeBytes >= 0 && <span>{t('({{freeBytes}} free)', { freeBytes: formatBytes(freeBytes) })}</span>}
    </p>
  )
}
