import { Ellipsis, ListChecks, Pencil, Power, RotateCw, ShieldCheck, Trash2 } from 'lucide-react'
import type { Folder } from '../../../contract/sync.ts'
import { t } from '../../../language/t.ts'
import { Menu } from '../../components/menu.tsx'
import {
  changeFolder,
  dryRun,
  editFolder,
  removeFolder,
  rescan,
  verifyFolder,
} from '../../state/sync-actions.ts'

type Props = {
  folder: Pick<Folder, 'id' | 'name' | 'enabled'>
  label: string
  removed?: () => void
  edit?: boolean
}

/** What can be done with a folder besides pausing it. */
export function FolderMenu({ folder: { id, enabled }, label, removed, edit }: Props) {
  return (
    <Menu
      label={label}
      icon={Ellipsis}
      items={[
        ...(edit ? [{ label: t('Edit'), icon: Pencil, run: () => editFolder(id) }] : []),
        { label: t('Look through it now'), icon: RotateCw, run: () => void rescan([id]) },
        { label: t('Dry run…'), icon: ListChecks, run: () => dryRun(id) },
        { label: t('Verify every file…'), icon: ShieldCheck, run: () => verifyFolder(id) },
        ...(enabled
          ? [{ label: t('Switch off'), icon: Power, run: () => void changeFolder(id, { enabled: false }) }]
          : []),
        {
          label: t('Stop syncing this folder'),
          icon: Trash2,
          danger: true,
          run: () => void removeFolder(id).then((done) => done && removed?.()),
        },
      ]}
    />
  )
}
