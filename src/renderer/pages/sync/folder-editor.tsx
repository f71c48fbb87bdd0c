import { useCallback, useState } from 'react'
import type { FolderChange, FolderInput } from '../../../contract/sync.ts'
import { Advanced, DraftDialog, wrongBeyond } from '../../forms/draft-dialog.tsx'
import { hostProblems } from '../../forms/problems.ts'
import { go, paths } from '../../state/router.ts'
import { host } from '../../state/session.ts'
import { findFolder } from '../../state/store.ts'
import { closeEditor, type EditorOf, toast } from '../../state/ui.ts'
import {
  type FolderDraft,
  type FolderField,
  folderFieldOf,
  parseFolderDraft,
  toFolderDraft,
} from './folder-draft.ts'
import { FolderAdvancedFields, FolderMainFields } from './folder-fields.tsx'

/** The side panel in which a folder is added, taken part in, or changed. */
export function FolderEditor({ editor }: { editor: EditorOf<'folder', FolderDraft> }) {
  const id = editor.mode === 'edit' ? editor.id : undefined
  const [before] = useState<FolderDraft | undefined>(() => {
    if (editor.mode === 'add') return editor.draft
    const folder = findFolder(editor.id)
    return folder && toFolderDraft(folder)
  })
  const check = useCallback(
    async (folder: FolderInput, signal: AbortSignal) => {
      const { problems } = await host().checkFolder(id ? { folder, id } : { folder }, signal)
      return hostProblems(problems, folderFieldOf)
    },
    [id],
  )
  if (before === undefined) return null
  const offered = before.offerId !== ''
  const add = offered ? 'Take part' : 'Add folder'
  return (
    <DraftDialog
      title={id ? `Edit ${before.name}` : offered ? `Take part in ${before.name}` : 'Add folder'}
      save={id ? 'Save changes' : add}
      failed={id ? 'Not saved.' : 'Not added.'}
      editing={id !== undefined}
      before={before}
      first={editor.draft ?? before}
      parse={parseFolderDraft}
      check={check}
      store={async (folder) => {
        if (id) await host().changeFolder({ id, change: folder as FolderChange })
        else await addFolder(folder)
      }}
      close={(draft) =>
        closeEditor(
          draft && { ...editor, draft },
          id ? 'The changes were not saved.' : 'The folder was not added.',
        )
      }
    >
      {(fields) => (
        <>
          <FolderMainFields {...fields} />
          <Advanced
            note="ignored files, bin, part of it, quiet time"
            open={wrongBeyond(fields.problems, mainFields)}
          >
            <FolderAdvancedFields {...fields} />
          </Advanced>
        </>
      )}
    </DraftDialog>
  )
}

const mainFields: ReadonlySet<FolderField> = new Set<FolderField>([
  'offerId',
  'name',
  'path',
  'mode',
  'peers',
])

async function addFolder(folder: FolderInput): Promise<void> {
  const added = await host().addFolder({ folder })
  toast({
    kind: 'done',
    text: `"${added.name}" is synced here now.`,
    undo: { label: 'Open', run: () => go(paths.folder(added.id)) },
  })
}
