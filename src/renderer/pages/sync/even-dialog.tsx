import { MonitorUp, Undo2 } from 'lucide-react'
import { useState } from 'react'
import type { Difference, Folder } from '../../../contract/sync.ts'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { EffectsDialog } from '../../components/effects-dialog.tsx'
import { overrideFolder, revertFolder } from '../../state/sync-actions.ts'
import { effectsOf, type OneWay } from './difference-texts.ts'

type Props = {
  folder: Folder
  mode: OneWay
  files: readonly Difference[]
  total: number
  close: () => void
}

const wordsOf = translated(
  {
    receive: { lead: 'On this device:', confirm: 'Revert now', icon: Undo2 },
    send: {
      lead: 'On every other device that takes from this folder:',
      confirm: 'Make ours hold now',
      icon: MonitorUp,
    },
  } as const,
  'lead',
  'confirm',
)

/** One side becomes as the other one; what that does to files is said before it is done. */
export function EvenDialog({ folder, mode, files, total, close }: Props) {
  const [effects] = useState(() => effectsOf(files, total, { keepDays: folder.keepDays, mode }))
  const [busy, setBusy] = useState(false)
  const { lead, confirm, icon } = wordsOf[mode]
  const begin = async () => {
    setBusy(true)
    const done = await (mode === 'receive' ? revertFolder(folder) : overrideFolder(folder))
    setBusy(false)
    if (done) close()
  }
  return (
    <EffectsDialog
      title={
        mode === 'receive'
          ? t('Revert {{name}}?', { name: folder.name })
          : t('Make ours hold everywhere in {{name}}?', { name: folder.name })
      }
      lead={lead}
      effects={effects}
      icon={icon}
      confirm={busy ? t('Looking through the folder…') : confirm}
      keep={t('Leave it as it is')}
      busy={busy}
      begin={() => void begin()}
      close={close}
    />
  )
}
