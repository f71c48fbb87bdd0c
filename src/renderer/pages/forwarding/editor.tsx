import { useCallback, useState } from 'react'
import type { RuleInput } from '../../../contract/rule.ts'
import { Advanced, DraftDialog, wrongBeyond } from '../../forms/draft-dialog.tsx'
import { go, paths } from '../../state/router.ts'
import { host } from '../../state/session.ts'
import { findRule } from '../../state/store.ts'
import { closeEditor, type EditorOf, toast } from '../../state/ui.ts'
import { AdvancedFields } from './advanced-fields.tsx'
import { type DraftField, fromDraft, fromRuleProblems, nameFor, type RuleDraft, toDraft } from './draft.ts'
import { MainFields } from './main-fields.tsx'

const parse = (draft: RuleDraft) => {
  const { rule, problems } = fromDraft(draft)
  return { input: rule, problems }
}

/** The side panel in which a rule is added or changed. */
export function RuleEditor({ editor }: { editor: EditorOf<'rule', RuleDraft> }) {
  const id = editor.mode === 'edit' ? editor.id : undefined
  const [before] = useState<RuleDraft | undefined>(() => {
    if (editor.mode === 'add') return editor.draft
    const rule = findRule(editor.id)
    return rule && toDraft(rule)
  })
  const check = useCallback(
    async (rule: RuleInput, signal: AbortSignal) => {
      const { problems } = await host().checkRule(id ? { rule, id } : { rule }, signal)
      return fromRuleProblems(problems, rule.portCount ?? 1)
    },
    [id],
  )
  if (before === undefined) return null
  return (
    <DraftDialog
      title={id ? `Edit ${before.name}` : 'Add rule'}
      save={id ? 'Save changes' : 'Add rule'}
      failed={id ? 'Not saved.' : 'Not added.'}
      editing={id !== undefined}
      before={before}
      first={editor.draft ?? before}
      parse={parse}
      check={check}
      store={async (rule) => {
        if (id) await host().changeRule({ id, change: rule as never })
        else await add(rule)
      }}
      close={(draft) =>
        closeEditor(
          draft && { ...editor, draft },
          id ? 'The changes were not saved.' : 'The rule was not added.',
        )
      }
    >
      {(fields) => (
        <>
          <MainFields {...fields} name={nameFor(fields.draft)} />
          <Advanced
            note="slow viewers, failover, limits, allowed sources"
            open={wrongBeyond(fields.problems, mainFields)}
          >
            <AdvancedFields {...fields} />
          </Advanced>
        </>
      )}
    </DraftDialog>
  )
}

async function add(rule: RuleInput): Promise<void> {
  const added = await host().addRule({ rule })
  toast({
    kind: 'done',
    text: `Added "${added.name}".`,
    undo: { label: 'Open', run: () => go(paths.rule(added.id)) },
  })
}

const mainFields: ReadonlySet<DraftField> = new Set<DraftField>([
  'name',
  'group',
  'listenHost',
  'listenPorts',
  'targetHost',
  'targetPorts',
])
