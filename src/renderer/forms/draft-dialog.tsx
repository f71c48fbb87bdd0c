import { ChevronRight } from 'lucide-react'
import { type FormEvent, type ReactNode, useMemo, useState } from 'react'
import { t } from '../../language/t.ts'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Switch } from '../components/field.tsx'
import { tellFailure } from '../state/failure.ts'
import { type DraftProblem, type Problems, problemsShown } from './problems.ts'
import { useCheck } from './use-check.ts'

type Fields<D> = keyof D & string

export type FieldsProps<D> = {
  draft: D
  change: (part: Partial<D>) => void
  problems: Problems<Fields<D>>
  initial: D
}

type Props<D, I> = {
  title: string
  /** The words on the button that saves, and what is said when that failed. */
  save: string
  failed: string
  /** An existing thing is changed: its fields may be told off at once. */
  editing: boolean
  /** The fields as stored, and as they are shown first. */
  before: D
  first: D
  parse: (draft: D) => { input: I | undefined; problems: DraftProblem<Fields<D>>[] }
  /** What the host says of it. */
  check?: (input: I, signal: AbortSignal) => Promise<DraftProblem<Fields<D>>[]>
  store: (input: I) => Promise<void>
  /** `unsaved` is what was typed and not stored. */
  close: (unsaved?: D) => void
  children: (fields: FieldsProps<D>) => ReactNode
}

const formId = 'draft-form'
const noCheck = async () => []

/** The side panel in which something is added or changed. Checked while one types, by the schema and by the host. */
export function DraftDialog<D extends { enabled?: boolean }, I>(props: Props<D, I>) {
  const { title, save, editing, before, parse, check = noCheck, store, children } = props
  const [draft, setDraft] = useState(props.first)
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set())
  const [tried, setTried] = useState(false)
  const [saving, setSaving] = useState(false)
  const { input, problems: typed } = useMemo(() => parse(draft), [parse, draft])
  const all = [...useCheck(input, check), ...typed]
  const change = (part: Partial<D>) => {
    setDraft({ ...draft, ...part })
    setTouched(new Set([...touched, ...Object.keys(part)]))
  }
  const problems = problemsShown(all, (field) => tried || editing || touched.has(field))
  const dirty = JSON.stringify(draft) !== JSON.stringify(before)
  const close = () => props.close(dirty ? draft : undefined)

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    setTried(true)
    if (input === undefined || saving || all.some(({ level }) => level === 'error'))
      return focusFirstProblem()
    setSaving(true)
    try {
      await store(input)
      props.close()
    } catch (error) {
      setSaving(false)
      tellFailure(props.failed, error)
    }
  }

  return (
    <Dialog
      title={title}
      as="drawer"
      close={close}
      footer={
        <>
          <Button look="primary" type="submit" form={formId} disabled={saving}>
            {save}
          </Button>
          <Button onClick={close}>{t('Cancel')}</Button>
          {draft.enabled !== undefined && (
            <span className="ml-auto flex items-center gap-2 text-xs text-muted">
              {draft.enabled ? t('Starts at once') : t('Stays off')}
              <Switch
                label={t('Enabled')}
                on={draft.enabled}
                change={(enabled) => change({ enabled } as Partial<D>)}
              />
            </span>
          )}
        </>
      }
    >
      <form
        id={formId}
        noValidate
        onSubmit={(event) => void submit(event)}
        className="flex flex-col gap-4 px-5 py-4"
      >
        {children({ draft, change, problems, initial: before })}
        <button type="submit" className="sr-only" tabIndex={-1} aria-hidden="true" />
      </form>
    </Dialog>
  )
}

/** After React has marked the fields. */
function focusFirstProblem(): void {
  setTimeout(() => document.querySelector<HTMLElement>(`#${formId} [aria-invalid]`)?.focus())
}

/** What most leave as it is, folded away unless something in there is wrong. */
export const Advanced = ({ note, open, children }: { note: string; open: boolean; children: ReactNode }) => (
  <details className="group/more border-t border-line pt-3" open={open}>
    <summary className="-mx-1.5 flex list-none items-center gap-1.5 rounded-md px-1.5 py-1 font-medium hover:bg-raised">
      <ChevronRight
        aria-hidden
        className="size-4 text-muted transition-transform group-open/more:rotate-90"
      />
      {t('Advanced')}
      <span className="ml-1 truncate text-xs font-normal text-faint">{note}</span>
    </summary>
    {children}
  </details>
)

/** A group of fields under a small heading, in two columns. */
export const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <fieldset className="grid grid-cols-2 gap-x-3 gap-y-3.5">
    <legend className="mb-2.5 text-xs font-semibold">{title}</legend>
    {children}
  </fieldset>
)

/** Whether a field beyond the `main` ones is in error. */
export const wrongBeyond = <F extends string>(problems: Problems<F>, main: ReadonlySet<F>): boolean =>
  (Object.entries(problems) as [F, DraftProblem<F>][]).some(
    ([field, problem]) => problem.level === 'error' && !main.has(field),
  )
