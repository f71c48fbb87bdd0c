import { useMemo, useState } from 'react'
import { rulesFileSchema } from '../../../contract/rule.ts'
import { t } from '../../../language/t.ts'
import { Fault } from '../../../wire/index.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Segmented } from '../../components/field.tsx'
import { formatEndpoint } from '../../format.ts'
import { importRules } from '../../state/actions.ts'
import { useRules } from '../../state/store.ts'
import { setUi } from '../../state/ui.ts'

const close = () => setUi({ importing: undefined })
const previewed = 6

/** The rules in the text, or nothing when the host must say what is wrong with it. */
function preview(text: string) {
  try {
    return rulesFileSchema.safeParse(JSON.parse(text)).data?.rules
  } catch {
    return undefined
  }
}

/** Shows what a file holds before it is imported. */
export function ImportDialog({ file }: { file: { name: string; text: string } }) {
  const present = useRules().length
  const [mode, setMode] = useState<'merge' | 'replace'>('merge')
  const [failure, setFailure] = useState<{ text: string; code: string }>()
  const rules = useMemo(() => preview(file.text), [file.text])
  const run = async () => {
    try {
      await importRules(file.text, mode)
      close()
    } catch (error) {
      const fault = error instanceof Fault ? error : undefined
      setFailure({
        text: error instanceof Error ? error.message : String(error),
        code: fault?.code ?? 'internal',
      })
    }
  }
  return (
    <Dialog
      title={t('Import rules')}
      as="modal"
      close={close}
      footer={
        <>
          <Button look="primary" data-autofocus onClick={() => void run()}>
            {mode === 'replace' && present > 0
              ? t('Replace {{count}} rules', { count: present })
              : t('Import')}
          </Button>
          <Button onClick={close}>{t('Cancel')}</Button>
        </>
      }
    >
      <div className="flex flex-col gap-4 px-5 py-4">
        <p>
          <span className="font-medium break-all">{file.name}</span>{' '}
          {rules
            ? t('holds {{count}} rules.', { count: rules.length })
            : t('does not look like a rules file.')}
        </p>
        {rules && rules.length > 0 && (
          <ul className="rounded-lg border border-line bg-canvas px-3 py-1">
            {rules.slice(0, previewed).map((rule, n) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
              <li key={n} className="flex justify-between gap-4 border-b border-line py-1.5 last:border-0">
                <span className="truncate">{rule.name}</span>
                <span className="num shrink-0 text-muted">
                  {formatEndpoint(rule.listen, rule.portCount)} →{' '}
                  {formatEndpoint(rule.target, rule.portCount)}
                </span>
              </li>
            ))}
            {rules.length > previewed && (
              <li className="py-1.5 text-faint">
                {t('and {{rules}} more', { rules: rules.length - previewed })}
              </li>
            )}
          </ul>
        )}
        {present > 0 && (
          <div className="flex flex-wrap items-center justify-between gap-3">
            <p className="text-muted">
              {mode === 'merge'
                ? t('Rules that are there stay; those with the same id are changed.')
                : t('All rules that are there go. Undo brings them back.')}
            </p>
            <Segmented
              label={t('How to import')}
              value={mode}
              options={[
                { value: 'merge', label: t('Merge') },
                { value: 'replace', label: t('Replace') },
              ]}
              change={setMode}
            />
          </div>
        )}
        {failure && (
          <p role="alert" className="rounded-md bg-error-soft px-3 py-2 text-error">
            {failure.text} <span className="font-mono text-2xs">{failure.code}</span>
          </p>
        )}
      </div>
    </Dialog>
  )
}
