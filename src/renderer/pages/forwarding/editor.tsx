import { ChevronRight } from 'lucide-react'
import { type FormEvent, useMemo, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Switch } from '../../components/field.tsx'
import { tellFailure } from '../../state/actions.ts'
import { go, paths } from '../../state/router.ts'
import { host } from '../../state/session.ts'
import { findRule } from '../../state/store.ts'
import { setUi, toast, type Ui } from '../../state/ui.ts'
import { AdvancedFields } from './advanced-fields.tsx'
import { type DraftField, fromDraft, nameFor, type RuleDraft, toDraft } from './draft.ts'
import { MainFields } from './main-fields.tsx'
import { type Problems, useRuleCheck } from './rule-check.ts'

type Props = { editor: NonNullable<Ui['editor']> }

/** The side panel in which a rule is added or changed. Checked while one types, by the schema and by the host. */
export function RuleEditor({ editor }: Props) {
  const rule = editor.mode === 'edit' ? findRule(editor.ruleId) : undefined
  const [before] = useState<RuleDraft | undefined>(() =>
    editor.mode === 'add' ? editor.draft : rule && toDraft(rule),
  )
  const [draft, setDraft] = useState<RuleDraft | undefined>(() => editor.draft ?? before)
  if (before === undefined || draft === undefined) return null
  return <Form editor={editor} before={before} draft={draft} setDraft={setDraft} />
}

type FormProps = Props & { before: RuleDraft; draft: RuleDraft; setDraft: (draft: RuleDraft) => void }

function Form({ editor, before, draft, setDraft }: FormProps) {
  const ruleId = editor.mode === 'edit' ? editor.ruleId : undefined
  const [touched, setTouched] = useState<ReadonlySet<DraftField>>(new Set())
  const [tried, setTried] = useState(false)
  const [saving, setSaving] = useState(false)
  const { rule, problems: typed } = useMemo(() => fromDraft(draft), [draft])
  const checked = useRuleCheck(rule, ruleId)
  const change = (part: Partial<RuleDraft>) => {
    setDraft({ ...draft, ...part })
    setTouched(new Set([...touched, ...(Object.keys(part) as DraftField[])]))
  }
  /** A field that nobody has come to yet is not told off. */
  const shown: Problems = {}
  for (const problem of [...checked.problems, ...typed]) {
    const due = problem.level === 'warning' || tried || touched.has(problem.field) || editor.mode === 'edit'
    const worse = shown[problem.field]?.level !== 'error'
    if (due && worse) shown[problem.field] = problem
  }
  const errors = [...typed, ...checked.problems].filter(({ level }) => level === 'error')
  const dirty = JSON.stringify(draft) !== JSON.stringify(before)
  const close = () => {
    setUi({ editor: undefined })
    if (!dirty) return
    const reopen = { ...editor, draft } as NonNullable<Ui['editor']>
    toast({
      kind: 'done',
      text: ruleId ? 'The changes were not saved.' : 'The rule was not added.',
      undo: { label: 'Go on editing', run: () => setUi({ editor: reopen }) },
    })
  }

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault()
    setTried(true)
    if (rule === undefined || errors.length > 0 || saving) return focusFirstProblem()
    setSaving(true)
    try {
      if (ruleId) await host().changeRule({ id: ruleId, change: rule as never })
      else await add()
      setUi({ editor: undefined })
    } catch (error) {
      setSaving(false)
      tellFailure(ruleId ? 'Not saved.' : 'Not added.', error)
    }
  }

  async function add(): Promise<void> {
    const added = await host().addRule({ rule: rule! })
    toast({
      kind: 'done',
      text: `Added "${added.name}".`,
      undo: { label: 'Open', run: () => go(paths.rule(added.id)) },
    })
  }

  const fields = { draft, change, problems: shown, initial: before }
  return (
    <Dialog
      title={ruleId ? `Edit ${before.name}` : 'Add rule'}
      as="drawer"
      close={close}
      footer={
        <>
          <Button look="primary" type="submit" form="rule-form" disabled={saving}>
            {ruleId ? 'Save changes' : 'Add rule'}
          </Button>
          <Button onClick={close}>Cancel</Button>
          <span className="ml-auto flex items-center gap-2 text-xs text-muted">
            {draft.enabled ? 'Starts at once' : 'Stays off'}
            <Switch label="Enabled" on={draft.enabled} change={(enabled) => change({ enabled })} />
          </span>
        </>
      }
    >
      <form
        id="rule-form"
        noValidate
        onSubmit={(event) => void save(event)}
        className="flex flex-col gap-4 px-5 py-4"
      >
        <MainFields {...fields} name={nameFor(draft)} />
        <details className="group/more border-t border-line pt-3" open={hasAdvancedProblem(shown)}>
          <summary className="-mx-1.5 flex list-none items-center gap-1.5 rounded-md px-1.5 py-1 font-medium hover:bg-raised">
            <ChevronRight
              aria-hidden
              className="size-4 text-muted transition-transform group-open/more:rotate-90"
            />
            Advanced
            <span className="ml-1 truncate text-xs font-normal text-faint">
              slow viewers, failover, limits, allowed sources
            </span>
          </summary>
          <AdvancedFields {...fields} />
        </details>
        <button type="submit" className="sr-only" tabIndex={-1} aria-hidden="true" />
      </form>
    </Dialog>
  )
}

const mainFields: ReadonlySet<string> = new Set<DraftField>([
  'name',
  'group',
  'listenHost',
  'listenPorts',
  'targetHost',
  'targetPorts',
])
const hasAdvancedProblem = (problems: Problems) =>
  Object.entries(problems).some(([field, problem]) => problem?.level === 'error' && !mainFields.has(field))

/** After React has marked the fields. */
function focusFirstProblem(): void {
  setTimeout(() => document.querySelector<HTMLElement>('#rule-form [aria-invalid]')?.focus())
}
