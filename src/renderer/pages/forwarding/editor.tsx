import type { RuleInput } from '../../../contract/rule.ts'
import { t } from '../../../language/t.ts'
import { Advanced, wrongBeyond } from '../../forms/draft-dialog.tsx'
import { addedText, ThingEditor, textsFor } from '../../forms/thing-editor.tsx'
import { paths } from '../../state/router.ts'
import { host } from '../../state/session.ts'
import { findRule } from '../../state/store.ts'
import type { EditorOf } from '../../state/ui.ts'
import { AdvancedFields } from './advanced-fields.tsx'
import { type DraftField, fromDraft, fromRuleProblems, nameFor, type RuleDraft, toDraft } from './draft.ts'
import { MainFields } from './main-fields.tsx'

const parse = (draft: RuleDraft) => {
  const { rule, problems } = fromDraft(draft)
  return { input: rule, problems }
}

/** The side panel in which a rule is added or changed. */
export function RuleEditor({ editor }: { editor: EditorOf<'rule', RuleDraft> }) {
  return (
    <ThingEditor<RuleDraft, RuleInput>
      editor={editor}
      stored={(id) => {
        const rule = findRule(id)
        return rule && toDraft(rule)
      }}
      texts={textsFor('rule')}
      parse={parse}
      check={async (rule, id, signal) => {
        const { problems } = await host().checkRule(id ? { rule, id } : { rule }, signal)
        return fromRuleProblems(problems, rule.portCount ?? 1)
      }}
      change={(id, rule) => host().changeRule({ id, change: rule as never })}
      add={async (rule) => {
        const added = await host().addRule({ rule })
        return { text: addedText(added), path: paths.rule(added.id) }
      }}
    >
      {(fields) => (
        <>
          <MainFields {...fields} name={nameFor(fields.draft)} />
          <Advanced
            note={t('slow viewers, failover, limits, allowed sources')}
            open={wrongBeyond(fields.problems, mainFields)}
          >
            <AdvancedFields {...fields} />
          </Advanced>
        </>
      )}
    </ThingEditor>
  )
}

const mainFields: ReadonlySet<DraftField> = new Set<DraftField>([
  'name',
  'group',
  'listenHost',
  'listenPorts',
  'targetHost',
  'targetPorts',
])
