import { CirclePause, Play } from 'lucide-react'
import type { Folder } from '../../../contract/sync.ts'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { useSlow } from '../../state/store.ts'
import { changeFolder, pauseFolders } from '../../state/sync-actions.ts'

type Props = { folder: Pick<Folder, 'id' | 'name' | 'enabled'>; big?: boolean }

/** Pauses what runs, resumes what is paused, switches on what is off. */
export function PauseButton({ folder: { id, name, enabled }, big }: Props) {
  const paused = useSlow(({ folderViews }) => folderViews[id]?.state === 'paused')
  const pauses = enabled && !paused
  const does = !enabled ? t('Switch on') : paused ? t('Resume') : t('Pause')
  const label = !enabled
    ? t('Switch on {{name}}', { name })
    : paused
      ? t('Resume {{name}}', { name })
      : t('Pause {{name}}', { name })
  return (
    <Button
      look={pauses ? 'plain' : 'primary'}
      icon={pauses ? CirclePause : Play}
      aria-label={label}
      className={big ? 'h-9! min-w-28 text-base!' : 'min-w-22'}
      onClick={() => void (enabled ? pauseFolders([id], !paused) : changeFolder(id, { enabled: true }))}
    >
      {does}
    </Button>
  )
}
