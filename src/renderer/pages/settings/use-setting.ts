import { useEffect, useRef, useState } from 'react'
import { leafOf, type SettingRow, valueAt } from '../../../contract/catalogue/index.ts'
import { fieldText, parseField } from '../../../contract/catalogue/text.ts'
import { saveSetting } from '../../state/settings-actions.ts'
import { useSlow } from '../../state/store.ts'
import { problemWords } from './catalogue-view.ts'

/** How saving goes; what went well is told for a moment. */
export type Saving = { is: 'idle' | 'saving' | 'saved' } | { is: 'failed'; problem: string }
const savedMs = 3000

export interface SettingField {
  value: unknown
  saving: Saving
  /** Stores a value at once. */
  save(value: unknown): Promise<void>
}

/** One setting as it is stored, and the way to store another. */
export function useSetting({ path }: SettingRow): SettingField {
  const value = useSlow(({ settings }) => settings && valueAt(settings, path))
  const [saving, setSaving] = useState<Saving>({ is: 'idle' })
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const save = async (next: unknown) => {
    clearTimeout(timer.current)
    setSaving({ is: 'saving' })
    const problem = await saveSetting(path, next)
    setSaving(problem === undefined ? { is: 'saved' } : { is: 'failed', problem })
    if (problem === undefined) timer.current = setTimeout(() => setSaving({ is: 'idle' }), savedMs)
  }
  return { value, saving, save }
}

export interface TypedField {
  text: string
  /** What is wrong with the text, while it is typed. */
  problem: string
  change(text: string): void
  /** Stores the text if it is another and nothing is wrong with it. */
  commit(): void
  /** Back to what is stored. */
  revert(): void
}

/** A setting that is typed: checked with each letter, stored when one leaves it or presses Enter. */
export function useTyped(row: SettingRow, { value, save }: SettingField): TypedField {
  const stored = fieldText(row.path, value)
  const [typed, setTyped] = useState<string>()
  const text = typed ?? stored
  const parsed = typed === undefined ? undefined : parseField(row.path, typed)
  const problem = parsed && 'problem' in parsed ? problemWords(parsed.problem, row.unit?.word ?? '') : ''
  return {
    text,
    problem,
    change: setTyped,
    commit() {
      if (parsed === undefined || 'problem' in parsed) return
      setTyped(undefined)
      const isSame = JSON.stringify(parsed.value ?? null) === JSON.stringify(value ?? null)
      if (!isSame) void save(parsed.value ?? leafOf(row.path).default)
    },
    revert: () => setTyped(undefined),
  }
}
