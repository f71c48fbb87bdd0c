import { useCallback, useState } from 'react'
import type { BondChange, BondInput } from '../../../contract/bond.ts'
import { Advanced, DraftDialog, wrongBeyond } from '../../forms/draft-dialog.tsx'
import { hostProblems } from '../../forms/problems.ts'
import { go, paths } from '../../state/router.ts'
import { host } from '../../state/session.ts'
import { findBond } from '../../state/store.ts'
import { closeEditor, type EditorOf, toast } from '../../state/ui.ts'
import { type BondDraft, type BondField, bondFieldOf, parseBondDraft, toBondDraft } from './bond-draft.ts'
import { BondAdvancedFields, BondMainFields } from './bond-fields.tsx'
import { UplinkFields } from './uplink-fields.tsx'

/** The side panel in which a bond is added or changed. */
export function BondEditor({ editor }: { editor: EditorOf<'bond', BondDraft> }) {
  const id = editor.mode === 'edit' ? editor.id : undefined
  const [before] = useState<BondDraft | undefined>(() => {
    if (editor.mode === 'add') return editor.draft
    const bond = findBond(editor.id)
    return bond && toBondDraft(bond)
  })
  const check = useCallback(
    async (bond: BondInput, signal: AbortSignal) => {
      const { problems } = await host().checkBond(id ? { bond, id } : { bond }, signal)
      return hostProblems(problems, bondFieldOf)
    },
    [id],
  )
  if (before === undefined) return null
  return (
    <DraftDialog
      title={id ? `Edit ${before.name}` : 'Add bond'}
      save={id ? 'Save changes' : 'Add bond'}
      failed={id ? 'Not saved.' : 'Not added.'}
      editing={id !== undefined}
      before={before}
      first={editor.draft ?? before}
      parse={parseBondDraft}
      check={check}
      store={async (bond) => {
        if (id) await host().changeBond({ id, change: bond as BondChange })
        else await add(bond)
      }}
      close={(draft) =>
        closeEditor(
          draft && { ...editor, draft },
          id ? 'The changes were not saved.' : 'The bond was not added.',
        )
      }
    >
      {(fields) => (
        <>
          <BondMainFields {...fields} />
          <UplinkFields {...fields} />
          <Advanced note="mode, stall guard, timeout" open={wrongBeyond(fields.problems, mainFields)}>
            <BondAdvancedFields {...fields} />
          </Advanced>
        </>
      )}
    </DraftDialog>
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

async function add(bond: BondInput): Promise<void> {
  const added = await host().addBond({ bond })
  toast({
    kind: 'done',
    text: `Added "${added.name}".`,
    undo: { label: 'Open', run: () => go(paths.bond(added.id)) },
  })
}
