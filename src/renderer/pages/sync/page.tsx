import { CirclePause, Play, Plus, SlidersHorizontal } from 'lucide-react'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { Page } from '../../components/page.tsx'
import { VerdictBox } from '../../components/verdict-box.tsx'
import { useFolders, usePeers, useSlow } from '../../state/store.ts'
import { addFolder, editSync, pauseAllFolders } from '../../state/sync-actions.ts'
import { NoFolders } from './empty.tsx'
import { FolderCard } from './folder-card.tsx'
import { Offers } from './offers.tsx'

/** All synced folders, and those that are offered. */
export function SyncPage() {
  const folders = useFolders()
  const peers = usePeers()
  const loaded = useSlow((state) => state.folders !== undefined)
  const problem = useSlow(({ syncView }) => syncView?.listenProblem)
  const isImpossible = useSlow(({ syncView }) => syncView?.listenFaultCode === 'quic-unavailable')
  const empty = folders.length === 0
  return (
    <Page
      help="sync"
      title={t('Sync')}
      note={
        !empty &&
        `${t('{{count}} folders', { count: folders.length })}, ${t('{{count}} paired devices', { count: peers.length })}`
      }
      actions={
        <>
          <Button look="ghost" icon={SlidersHorizontal} onClick={editSync}>
            {t('Sync settings')}
          </Button>
          {!empty && <PauseAll />}
          {!empty && (
            <Button look="primary" icon={Plus} onClick={() => addFolder()} aria-keyshortcuts="F">
              {t('Add folder')}
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-6">
        {problem && (
          <VerdictBox
            level="bad"
            lead={isImpossible ? t('Not possible here') : t('Not listening')}
            text={
              isImpossible
                ? problem
                : t('{{problem}} Other devices cannot connect to this one; it can still connect to them.', {
                    problem,
                  })
            }
            evidence={[]}
          />
        )}
        <Offers />
        {loaded && empty && <NoFolders paired={peers.length > 0} />}
        {!empty && (
          <section aria-label={t('Folders')}>
            <h2 className="sr-only">{t('Folders')}</h2>
            <div className="grid grid-cols-[repeat(auto-fill,minmax(min(26rem,100%),1fr))] gap-4">
              {folders.map((folder) => (
                <FolderCard key={folder.id} folder={folder} />
              ))}
            </div>
          </section>
        )}
      </div>
    </Page>
  )
}

function PauseAll() {
  const all = useSlow(({ folders = [], folderViews }) =>
    folders.every(({ id, enabled }) => !enabled || folderViews[id]?.state === 'paused'),
  )
  return (
    <Button icon={all ? Play : CirclePause} onClick={() => void pauseAllFolders(!all)}>
      {all ? t('Resume all') : t('Pause all')}
    </Button>
  )
}
