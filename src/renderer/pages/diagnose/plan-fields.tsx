import { t } from '../../../language/t.ts'
import { Checkbox, Field, UnitInput } from '../../components/field.tsx'
import { changeForm, type DiagnosisForm } from '../../state/diagnosis.ts'
import { useBonds, useRules } from '../../state/store.ts'
import type { FormProblems } from './form.ts'

/** A contract with as many as this is kept; more would be a list that nobody ticks. */
const most = { rules: 100, bonds: 20 }

/** What a planned session needs. */
export function PlanFields({ form, problems }: { form: DiagnosisForm; problems: FormProblems }) {
  const rules = useRules()
  const bonds = useBonds()
  const problemOf = (message: string | undefined) =>
    message === undefined ? undefined : { level: 'error' as const, message }
  return (
    <div className="flex flex-col gap-3.5">
      <div className="grid max-w-96 grid-cols-2 gap-3">
        <Field label={t('Goes up')} hint={t('What this machine sends.')} problem={problemOf(problems.up)}>
          {(props) => (
            <UnitInput
              {...props}
              unit="Mbit/s"
              value={form.up}
              onChange={(event) => changeForm({ up: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('Comes down')} hint={t('What it receives.')} problem={problemOf(problems.down)}>
          {(props) => (
            <UnitInput
              {...props}
              unit="Mbit/s"
              value={form.down}
              onChange={(event) => changeForm({ down: event.target.value })}
            />
          )}
        </Field>
      </div>
      <Choice
        legend={t('Rules')}
        from={rules.slice(0, most.rules)}
        chosen={form.rules}
        change={(ids) => changeForm({ rules: ids })}
      />
      <Choice
        legend={t('Bonds')}
        from={bonds.slice(0, most.bonds)}
        chosen={form.bonds}
        change={(ids) => changeForm({ bonds: ids })}
      />
      {problems.plan && (
        <p role="alert" className="text-xs text-error">
          {problems.plan}
        </p>
      )}
    </div>
  )
}

type ChoiceProps = {
  legend: string
  from: readonly { id: string; name: string }[]
  chosen: readonly string[]
  change: (ids: string[]) => void
}

function Choice({ legend, from, chosen, change }: ChoiceProps) {
  if (from.length === 0) return null
  const toggle = (id: string, on: boolean) =>
    change(on ? [...chosen, id] : chosen.filter((other) => other !== id))
  return (
    <fieldset>
      <legend className="mb-1.5 text-xs font-medium text-muted">{legend}</legend>
      <div className="flex max-h-40 flex-wrap gap-x-5 gap-y-1.5 overflow-y-auto">
        {from.map(({ id, name }) => (
          <span key={id} className="flex items-center gap-1.5">
            <Checkbox label={name} checked={chosen.includes(id)} change={(on) => toggle(id, on)} />
            <span aria-hidden>{name}</span>
          </span>
        ))}
      </div>
    </fieldset>
  )
}
