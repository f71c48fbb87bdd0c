import type { BondChange, BondInput } from '../../../contract/bond.ts'
import { t } from '../../../language/t.ts'
import { Advanced, wrongBeyond } from '../../forms/draft-dialog.tsx'
import { hostProblems } from '../../forms/problems.ts'
import { addedText, ThingEditor, textsFor } from '../../forms/thing-editor.tsx'
import { paths } from '../../state/router.ts'
import { host } from '../../state/session.ts'
import { findBond } from '../../state/store.ts'
import type { EditorOf } from '../../state/ui.ts'
import { type BondDraft, type BondField, bondFieldOf, parseBondDraft, toBondDraft } from './bond-draft.ts'
import { BondAdvancedFields, BondMainFields } from './bond-fields.tsx'
import { UplinkFields } from './uplink-fields.tsx'

/** The side panel in which a bond is added or changed. */
export function BondEditor({ editor }: { editor: EditorOf<'bond', BondDraft> }) {
  return (
    <ThingEditor<BondDraft, BondInput>
      editor={editor}
      stored={(id) => {
        const bond = findBond(id)
        return bond && toBondDraft(bond)
      }}
      texts={textsFor('bond')}
      parse={parseBondDraft}
      check={async (bond, id, signal) => {
        const { problems } = await host().checkBond(id ? { bond, id } : { bond }, signal)
        return hostProblems(problems, bondFieldOf)
      }}
      change={(id, bond) => host().changeBond({ id, change: bond as BondChange })}
      add={async (bond) => {
        const added = await host().addBond({ bond })
        return { text: addedText(added), path: paths.bond(added.id) }
      }}
    >
      {(fields) => (
        <>
          <BondMainFields {...fields} />
          <UplinkFields {...fields} />
          <Advanced note={t('mode, stall guard, timeout')} open={wrongBeyond(fields.problems, mainFields)}>
            <BondAdvancedFields {...fields} />
          </Advanced>
        </>
      )}
    </ThingEditor>
  )
}

const mainFields: ReadonlySet<BondField> = new Set<BondField>([
  'name',
  'listenHost',
  'listenPort',
  'receiverHost',
  'receiverPort',
  'links',
  'uplinks',
  'uplinksFile',
])
