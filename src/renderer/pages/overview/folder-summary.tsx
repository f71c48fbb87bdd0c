import type { Folder } from '../../../contract/sync.ts'
import { t } from '../../../language/t.ts'
import { Card } from '../../components/page.tsx'
import { folderLook } from '../../components/sync-looks.ts'
import { formatRate } from '../../format.ts'
import { needsSomebody } from '../../state/folder-view.ts'
import { live } from '../../state/live.ts'
import { upSpark } from '../../state/live-sync.ts'
import { paths } from '../../state/router.ts'
import { useSlow } from '../../state/store.ts'
import { Line } from './line.tsx'

const shownAtMost = 12

/** Every synced folder in a line: state, conflicts, rate. Those in trouble and those at work come first. */
export function FolderSummary({ folders }: { folders: readonly Folder[] }) {
  const views = useSlow(({ folderViews }) => folderViews)
  const rank = ({ id }: Folder) => {
    const view = views[id]
    if (view === undefined) return 2
    return needsSomebody(view) ? 0 : view.state === 'syncing' ? 1 : 2
  }
  const shown = folders.toSorted((a, b) => rank(a) - rank(b)).slice(0, shownAtMost)
  return (
    <Card
      title={t('Sync')}
      actions={
        <a href={paths.sync} className="text-xs font-medium text-accent hover:underline">
          {t('All folders')}
        </a>
      }
    >
      <ul className="pb-2">
        {shown.map((folder) => (
          <FolderLine key={folder.id} folder={folder} />
        ))}
        {folders.length > shown.length && (
          <li className="px-4 py-1.5 text-muted">
            {t('and {{count}} more folders', { count: folders.length - shown.length })}
          </li>
        )}
      </ul>
    </Card>
  )
}

function FolderLine({ folder: { id, name, enabled, mode } }: { folder: Folder }) {
  const view = useSlow(({ folderViews }) => folderViews[id])
  const conflicts = view?.conflicts ?? 0
  const { sparks } = live.sync
  return (
    <Line
      name={name}
      href={paths.folder(id)}
      look={folderLook(enabled, view)}
      note={
        conflicts > 0
          ? t('{{count}} conflicts', { count: conflicts })
          : (view?.heldTotal ?? 0) > 0
            ? t('{{count}} files held', { count: view!.heldTotal })
            : ''
      }
      warn={conflicts > 0}
      spark={mode === 'send' ? { id: upSpark(id), of: sparks, colour: 'series-up' } : { id, of: sparks }}
      read={() => (live.sync.snapshot ? formatRate(sparks.mean(id) + sparks.mean(upSpark(id))) : '–')}
    />
  )
}
