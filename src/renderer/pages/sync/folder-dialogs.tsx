import { useFolders } from '../../state/store.ts'
import { type FolderDialog, setUi } from '../../state/ui.ts'
import { DryRunDialog } from './dry-run-dialog.tsx'
import { VerifyDialog } from './verify-dialog.tsx'

const close = () => setUi({ folderDialog: undefined })

/** A dialog that asks something of one folder, from wherever it was opened. */
export function FolderAsked({ dialog: { ask, folderId } }: { dialog: FolderDialog }) {
  const folder = useFolders().find(({ id }) => id === folderId)
  if (folder === undefined) return null
  return ask === 'verify' ? (
    <VerifyDialog folder={folder} close={close} />
  ) : (
    <DryRunDialog folder={folder} close={close} />
  )
}
