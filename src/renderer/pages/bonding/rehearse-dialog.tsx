import { FlaskConical } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { Impairment } from '../../../contract/bond.ts'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Segmented } from '../../components/field.tsx'
import { Choice } from '../../forms/choice.tsx'
import { parseNumber } from '../../forms/text.ts'
import { UnitField } from '../../forms/text-field.tsx'
import { impair } from '../../state/bond-actions.ts'

type Props = { bondId: string; link: string; name: string; close: () => void }

const kinds = translated(
  [
    { value: 'cut', label: 'Cut' },
    { value: 'loss', label: 'Loss' },
    { value: 'delay', label: 'Delay' },
    { value: 'rate', label: 'Low rate' },
  ] as const,
  'label',
)
type Kind = (typeof kinds)[number]['value']

const amounts: Record<
  Exclude<Kind, 'cut'>,
  { label: string; unit: string; first: string; most: number }
> = translated(
  {
    loss: { label: 'Packets lost, each way', unit: '%', first: '20', most: 100 },
    delay: { label: 'Delay added, each way', unit: 'ms', first: '300', most: 2000 },
    rate: { label: 'At most', unit: 'Mbit/s', first: '0.5', most: 80_000 },
  },
  'label',
  'unit',
)
const meanings: Record<Kind, string> = translated({
  cut: 'Nothing passes, either way, as if the cable were pulled or the cell lost.',
  loss: 'Packets vanish at random, as on a crowded cell.',
  delay: 'Every packet comes later, as when a queue fills up.',
  rate: 'The link carries no more than this; what is too much waits, then is dropped.',
})
const lengths = translated(
  [
    { value: '10', label: '10 s' },
    { value: '30', label: '30 s' },
    { value: '60', label: '1 min' },
    { value: '300', label: '5 min' },
  ] as const,
  'label',
)

/** What the words of the form mean for the packets of a link. */
export function impairmentOf(kind: Kind, amount: number): Impairment {
  const none: Impairment = { cut: false, loss: 0, delayMs: 0, rate: 0 }
  switch (kind) {
    case 'cut':
      return { ...none, cut: true }
    case 'loss':
      return { ...none, loss: amount / 100 }
    case 'delay':
      return { ...none, delayMs: Math.round(amount) }
    case 'rate':
      return { ...none, rate: amount * 125_000 }
  }
}

const formId = 'rehearse-form'

/** Makes one link worse for a while, to see that the stream holds. */
export function RehearseDialog({ bondId, link, name, close }: Props) {
  const [kind, setKind] = useState<Kind>('cut')
  const [text, setText] = useState('')
  const [seconds, setSeconds] = useState<(typeof lengths)[number]['value']>('30')
  const amount = kind === 'cut' ? undefined : amounts[kind]
  const value = parseNumber(text)
  const wrong = amount !== undefined && !(value > 0 && value <= amount.most)
  async function start(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (!wrong && (await impair(bondId, link, impairmentOf(kind, value), Number(seconds)))) close()
  }
  return (
    <Dialog
      title={t('Rehearse a failure: {{name}}', { name })}
      as="modal"
      close={close}
      footer={
        <>
          <Button look="primary" icon={FlaskConical} type="submit" form={formId}>
            {t('Start the test')}
          </Button>
          <Button onClick={close}>{t('Cancel')}</Button>
        </>
      }
    >
      <form
        id={formId}
        noValidate
        onSubmit={(event) => void start(event)}
        className="flex flex-col gap-4 px-5 py-4"
      >
        <p className="text-muted">
          {t(
            'Hawser itself does this to the packets of this link; the network is not touched. The test ends by itself, and can be stopped at any time.',
          )}
        </p>
        <div className="flex flex-col items-start gap-1.5">
          <Segmented
            label={t('What happens')}
            value={kind}
            options={kinds}
            change={(next) => {
              setKind(next)
              setText(next === 'cut' ? '' : amounts[next].first)
            }}
          />
          <p className="text-xs text-faint">{meanings[kind]}</p>
        </div>
        {amount && (
          <UnitField
            label={amount.label}
            problem={
              wrong
                ? { level: 'error', message: t('Write a number up to {{most}}.', { most: amount.most }) }
                : undefined
            }
            className="w-44"
            unit={amount.unit}
            value={text}
            change={setText}
          />
        )}
        <Choice label={t('For how long')} value={seconds} options={lengths} change={setSeconds} />
      </form>
    </Dialog>
  )
}
