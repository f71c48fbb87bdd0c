import { type FormEvent, useState } from 'react'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Switch } from '../../components/field.tsx'
import { parseNumber } from '../../forms/text.ts'
import { TextField, UnitField } from '../../forms/text-field.tsx'
import { changeLink } from '../../state/bond-actions.ts'
import type { LinkView } from '../../state/bond-view.ts'
import { bytesPerGb } from './bond-draft.ts'

type Props = { bondId: string; link: LinkView; name: string; close: () => void }

const formId = 'link-form'
const problemOf = (text: string) =>
  parseNumber(text) >= 0 ? undefined : { level: 'error' as const, message: t('Write a number.') }

/** Label, metering and caps of one link, changed while the bond runs. */
export function LinkDialog({ bondId, link, name, close }: Props) {
  const [label, setLabel] = useState(link.label)
  const [metered, setMetered] = useState(link.metered)
  const [daily, setDaily] = useState(String(link.dailyCap / bytesPerGb))
  const [monthly, setMonthly] = useState(String(link.monthlyCap / bytesPerGb))
  async function save(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (problemOf(daily) || problemOf(monthly)) return
    const done = await changeLink(bondId, link.id, {
      label: label.trim().slice(0, 40),
      metered,
      dailyCap: Math.round(parseNumber(daily) * bytesPerGb),
      monthlyCap: Math.round(parseNumber(monthly) * bytesPerGb),
    })
    if (done) close()
  }
  return (
    <Dialog
      title={t('{{name}}: label and data caps', { name })}
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
        onSubmit={(event) => void save(event)}
        className="grid grid-cols-2 gap-x-3 gap-y-4 px-5 py-4"
      >
        <TextField
          label={t('Label')}
          hint={t('Empty shows {{interface}}.', { interface: link.interface || link.id })}
          className="col-span-2"
          data-autofocus
          maxLength={40}
          placeholder={link.interface || link.id}
          value={label}
          change={setLabel}
        />
        <UnitField
          label={t('Data cap a day')}
          hint={t('0 is no cap.')}
          problem={problemOf(daily)}
          unit="GB"
          value={daily}
          change={setDaily}
        />
        <UnitField
          label={t('Data cap a month')}
          hint={t('0 is no cap.')}
          problem={problemOf(monthly)}
          unit="GB"
          value={monthly}
          change={setMonthly}
        />
        <p className="col-span-2 -mt-1.5 text-xs text-faint">
          {t('At 80 % you are warned; at 100 % the link is switched off until the next day or month.')}
        </p>
        <div className="col-span-2 flex items-center justify-between gap-3">
          <span>
            {t('Metered')}
            <span id="metered-note" className="block text-xs text-faint">
              {t('Used only while the other links cannot carry the stream.')}
            </span>
          </span>
          <Switch label={t('Metered')} describedBy="metered-note" on={metered} change={setMetered} />
        </div>
      </form>
    </Dialog>
  )
}
