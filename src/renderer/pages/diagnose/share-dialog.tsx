import { Copy, Download } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Diagnosis } from '../../../contract/diagnose.ts'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Segmented, Switch, TextArea } from '../../components/field.tsx'
import { copyText } from '../../state/clipboard.ts'
import { saveReport } from '../../state/diagnose-actions.ts'
import { failureText } from '../../state/failure.ts'
import { host } from '../../state/session.ts'

type Form = 'text' | 'html' | 'json'
const forms = translated(
  [
    { value: 'text', label: 'Text' },
    { value: 'html', label: 'Page (HTML)' },
    { value: 'json', label: 'JSON' },
  ] as const,
  'label',
)

const notes: Record<Form, string> = translated({
  text: 'For a mail or a chat.',
  html: 'A page of its own for everybody with a browser. Hawser opens it again. This is what it says:',
  json: 'Everything, for programs and for Hawser, which opens it again.',
})

/** What is about to be shared, as it will be. */
export function ShareDialog({ report, close }: { report: Diagnosis; close: () => void }) {
  const [form, setForm] = useState<Form>('text')
  const [addresses, setAddresses] = useState(true)
  const preview = usePreview(report, form === 'json' ? 'json' : 'text', addresses)
  return (
    <Dialog
      title={t('Share the report')}
      as="drawer"
      close={close}
      footer={
        <>
          <Button look="primary" icon={Download} onClick={() => void saveReport(form, addresses)}>
            {t('Save')}
          </Button>
          <Button
            icon={Copy}
            disabled={preview.text === undefined}
            onClick={() => preview.text !== undefined && void copyText(preview.text, t('Report'))}
          >
            {form === 'json' ? t('Copy JSON') : t('Copy text')}
          </Button>
        </>
      }
    >
      <div className="flex h-full flex-col gap-3.5 px-5 py-4">
        <Segmented label={t('Form')} value={form} options={forms} change={setForm} />
        <div className="flex items-start gap-2.5">
          <Switch label={t('With addresses and names of machines')} on={addresses} change={setAddresses} />
          <span>
            <span aria-hidden className="block font-medium">
              {t('With addresses and names of machines')}
            </span>
            <span className="text-xs text-faint">
              {t(
                'Off, each becomes another one such as address-1. Passwords, keys and tokens are never in a report.',
              )}
            </span>
          </span>
        </div>
        <p className="text-xs text-muted">{notes[form]}</p>
        {preview.problem !== '' && (
          <p role="alert" className="text-error">
            {preview.problem}
          </p>
        )}
        <TextArea
          readOnly
          aria-label={t('Preview')}
          className="min-h-40 grow font-mono text-xs"
          value={preview.text ?? ''}
        />
      </div>
    </Dialog>
  )
}

/** The host writes it, by the same words that it saves. */
function usePreview(report: Diagnosis, form: 'text' | 'json', addresses: boolean) {
  const [preview, setPreview] = useState<{ text: string | undefined; problem: string }>({
    text: undefined,
    problem: '',
  })
  useEffect(() => {
    let isOld = false
    const show = async () => {
      const { text } = await host().diagnosisText({ report, form, addresses })
      if (!isOld) setPreview({ text, problem: '' })
    }
    show().catch((error: unknown) => {
      if (!isOld) setPreview({ text: undefined, problem: failureText(error) })
    })
    return () => {
      isOld = true
    }
  }, [report, form, addresses])
  return preview
}
