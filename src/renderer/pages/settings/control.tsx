import type { KeyboardEvent } from 'react'
import { leafOf, type SettingRow } from '../../../contract/catalogue/index.ts'
import { t } from '../../../language/t.ts'
import { Segmented, Select, Switch, TextArea, TextInput, UnitInput } from '../../components/field.tsx'
import { type SettingField, useTyped } from './use-setting.ts'

type Props = { row: SettingRow; field: SettingField; noteId: string; problemId: string }

/** More than so many stand in a list that opens. */
const inSight = 3

/** What a setting is changed with, by its kind. */
export function SettingControl(props: Props) {
  const { row, field, noteId } = props
  const { control, options } = leafOf(row.path)
  const label = t(row.name)
  if (control === 'switch')
    return (
      <Switch
        label={label}
        describedBy={noteId}
        on={field.value === true}
        change={(on) => void field.save(on)}
      />
    )
  if (control !== 'choice') return <Typed {...props} />
  const choices = options.map((value) => ({ value, label: t(row.words?.[value] ?? value) }))
  if (choices.length <= inSight)
    return (
      <Segmented
        label={label}
        value={String(field.value)}
        options={choices}
        change={(value) => void field.save(value)}
      />
    )
  return (
    <Select
      aria-label={label}
      aria-describedby={noteId}
      value={String(field.value)}
      onChange={(event) => void field.save(event.target.value)}
    >
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.label}
        </option>
      ))}
    </Select>
  )
}

function Typed({ row, field, noteId, problemId }: Props) {
  const typed = useTyped(row, field)
  const { control } = leafOf(row.path)
  const unit = row.unit?.word ?? ''
  const isLines = control === 'lines'
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !isLines) typed.commit()
    else if (event.key === 'Escape') typed.revert()
    else return
    event.preventDefault()
  }
  const box = {
    'aria-label': label(row, unit),
    'aria-describedby': typed.problem === '' ? noteId : `${problemId} ${noteId}`,
    ...(typed.problem !== '' && { 'aria-invalid': true as const }),
    ...(row.none && { placeholder: t(row.none) }),
    value: typed.text,
    onChange: (event: { target: { value: string } }) => typed.change(event.target.value),
    onBlur: typed.commit,
    onKeyDown: keys,
  }
  return (
    <div className="flex w-full flex-col gap-1">
      {isLines ? (
        <TextArea rows={2} {...box} />
      ) : unit !== '' ? (
        <UnitInput unit={unit} {...box} />
      ) : (
        <TextInput {...(control === 'number' && { inputMode: 'numeric' as const })} {...box} />
      )}
      {typed.problem !== '' && (
        <p id={problemId} role="alert" className="text-xs text-error">
          {typed.problem}
        </p>
      )}
    </div>
  )
}

const label = ({ name }: SettingRow, unit: string) => (unit === '' ? t(name) : `${t(name)} (${unit})`)
