import { CircleStop, Stethoscope } from 'lucide-react'
import { type FormEvent, useId, useMemo, useState } from 'react'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { Button } from '../../components/button.tsx'
import { Field, Segmented, Select, Switch, TextInput } from '../../components/field.tsx'
import { Card } from '../../components/page.tsx'
import { formatEndpoint } from '../../format.ts'
import { startDiagnosis, stopDiagnosis } from '../../state/diagnose-actions.ts'
import { changeForm, useDiagnosis } from '../../state/diagnosis.ts'
import { useBonds, usePeers, useRules } from '../../state/store.ts'
import { parseForm } from './form.ts'
import { PlanFields } from './plan-fields.tsx'

const depths = translated(
  [
    { value: 'quick', label: 'Quick, 15 s' },
    { value: 'deep', label: 'Deep, 60 s' },
  ] as const,
  'label',
)

/** The button, and what is to be looked at. */
export function RunCard() {
  const { form, running } = useDiagnosis()
  const peers = usePeers()
  const [tried, setTried] = useState(false)
  const { input, problems } = useMemo(() => parseForm(form), [form])
  const told = tried ? problems : {}
  const targets = useTargets()
  const listId = useId()

  function submit(event: FormEvent): void {
    event.preventDefault()
    if (running) return stopDiagnosis()
    setTried(true)
    if (input) void startDiagnosis()
  }

  return (
    <Card>
      <form noValidate onSubmit={submit} className="flex flex-col gap-4 p-4">
        <div className="grid items-start gap-x-5 gap-y-3 @3xl:grid-cols-[auto_minmax(0,1fr)_minmax(0,1fr)_auto]">
          <Button
            type="submit"
            look={running ? 'plain' : 'primary'}
            icon={running ? CircleStop : Stethoscope}
            className="h-12 min-w-40 px-5 text-base"
          >
            {running ? t('Stop') : t('Diagnose now')}
          </Button>
          <Field
            label={t('Target (optional)')}
            hint={t('A camera, server or receiver that matters.')}
            problem={told.target ? { level: 'error', message: told.target } : undefined}
          >
            {(props) => (
              <>
                <TextInput
                  {...props}
                  list={listId}
                  placeholder="10.0.0.5:554"
                  value={form.target}
                  onChange={(event) => changeForm({ target: event.target.value })}
                />
                <datalist id={listId}>
                  {targets.map(({ text, name }) => (
                    <option key={text} value={text} label={name} />
                  ))}
                </datalist>
              </>
            )}
          </Field>
          <Field label={t('Measure against (optional)')} hint={t('A paired device on which Hawser runs.')}>
            {(props) => (
              <Select
                {...props}
                value={form.peer}
                onChange={(event) => changeForm({ peer: event.target.value })}
              >
                <option value="">{t('No device')}</option>
                {peers.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <div className="flex flex-col items-start gap-1">
            <span className="text-xs font-medium text-muted">{t('How thorough')}</span>
            <Segmented
              label={t('How thorough')}
              value={form.deep ? 'deep' : 'quick'}
              options={depths}
              change={(depth) => changeForm({ deep: depth === 'deep' })}
            />
          </div>
        </div>
        <div className="flex items-center gap-2.5 border-t border-line pt-3">
          <Switch
            label={t('A session is planned')}
            on={form.planned}
            change={(planned) => changeForm({ planned })}
          />
          <span aria-hidden className="font-medium">
            {t('A session is planned')}
          </span>
          <span className="text-xs text-faint">
            {t('Go or no-go for what it needs, with how much room there is.')}
          </span>
        </div>
        {form.planned && <PlanFields form={form} problems={told} />}
      </form>
    </Card>
  )
}

/** The targets of rules and receivers of bonds, each once. */
function useTargets(): readonly { text: string; name: string }[] {
  const rules = useRules()
  const bonds = useBonds()
  return useMemo(() => {
    const named = new Map<string, string>()
    for (const { target, name } of rules) named.set(formatEndpoint(target), name)
    for (const { receiver, name } of bonds) named.set(formatEndpoint(receiver), name)
    return [...named].slice(0, 200).map(([text, name]) => ({ text, name }))
  }, [rules, bonds])
}
