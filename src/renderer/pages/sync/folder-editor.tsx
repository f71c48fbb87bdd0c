import type { FolderChange, FolderInput } from '../../../contract/sync.ts'
import { t } from '../../../language/t.ts'
import { Advanced, wrongBeyond } from '../../forms/draft-dialog.tsx'
import { hostProblems } from '../../forms/problems.ts'
import { ThingEditor, textsFor } from '../../forms/thing-editor.tsx'
import { paths } from '../../state/router.ts'
import { host } from '../../state/session.ts'
import { findFolder } from '../../state/store.ts'
import type { EditorOf } from '../../state/ui.ts'
import {
  type FolderDraft,
  type FolderField,
  folderFieldOf,
  parseFolderDraft,
  toFolderDraft,
} from './folder-draft.ts'
import { FolderAdvancedFields, FolderMainFields } from './folder-fields.tsx'

/** One that another device has offered is taken part in. */
const folderTexts = (before: FolderDraft) => ({
  ...textsFor('folder')(before),
  ...(before.offerId !== '' && {
    add: t('Take part in {{name}}', { name: before.name }),
    save: t('Take part'),
  }),
})

/** The side panel in which a folder is added, taken part in, or changed. */
export function FolderEditor({ editor }: { editor: EditorOf<'folder', FolderDraft> }) {
  return (
    <ThingEditor<FolderDraft, FolderInput>
      editor={editor}
      stored={(id) => {
        const folder = findFolder(id)
        return folder && toFolderDraft(folder)
      }}
      texts={folderTexts}
      parse={parseFolderDraft}
      check={async (folder, id, signal) => {
        const { problems } = await host().checkFolder(id ? { folder, id } : { folder }, signal)
        return hostProblems(problems, folderFieldOf)
      }}
      change={(id, folder) => host().changeFolder({ id, change: folder as FolderChange })}
      add={async (folder) => {
        const added = await host().addFolder({ folder })
        return {
          text: t('"{{name}}" is synced here now.', { name: added.name }),
          path: paths.folder(added.id),
        }
      }}
    >
      {(fields) => (
        <>
          <FolderMainFields {...fields} />
          <Advanced
            note={t('ignored files, bin, part of it, quiet time')}
            open={wrongBeyond(fields.problems, mainFields)}
          >
            <FolderAdvancedFields {...fields} />
          </Advanced>
        </>
      )}
    </ThingEditor>
  )
}

const mainFields: ReadonlySet<FolderField> = new Set<FolderField>([
  'offerId',
  'name',
  'path',
  'mode',
  'peers',
])
