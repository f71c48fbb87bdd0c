import { Pencil } from 'lucide-react'
import { useEffect } from 'react'
import type { Folder } from '../../../contract/sync.ts'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { EventsCard } from '../../components/events-card.tsx'
import { Page } from '../../components/page.tsx'
import { Badge } from '../../components/state-badge.tsx'
import { folderLook } from '../../components/sync-looks.ts'
import { GonePage, ThingTitle } from '../../components/thing-page.tsx'
import { VerdictBox } from '../../components/verdict-box.tsx'
import { visibleName } from '../../format.ts'
import { useBottleneck, withBottleneck } from '../../state/bottlenecks.ts'
import { go, paths } from '../../state/router.ts'
import { watchFolder } from '../../state/session.ts'
import { useSlow } from '../../state/store.ts'
import { folderFacts } from '../../state/stream-facts.ts'
import { editFolder, rescan } from '../../state/sync-actions.ts'
import { useKey } from '../../state/use-key.ts'
import { Conflicts } from './conflicts.tsx'
import { Contents } from './contents.tsx'
import { Differences } from './differences.tsx'
import { FolderCharts } from './folder-charts.tsx'
import { FolderFacts } from './folder-facts.tsx'
import { FolderMenu } from './folder-menu.tsx'
import { FolderPeers } from './folder-peers.tsx'
import { FolderStats } from './folder-stats.tsx'
import { Held } from './held.tsx'
import { PauseButton } from './pause-button.tsx'
import { folderVerdict } from './sentences.ts'
import { Transfers } from './transfers.tsx'
import { VerifyingCard } from './verifying.tsx'

/** One folder, live. */
export function FolderPage({ folderId }: { folderId: string }) {
  const folder = useSlow(({ folders }) => folders?.find(({ id }) => id === folderId))
  const loaded = useSlow(({ folders }) => folders !== undefined)
  useEffect(() => watchFolder(folderId), [folderId])
  useKey('e', () => editFolder(folderId))
  useKey('r', () => void rescan([folderId]))
  if (folder) return <Running folder={folder} />
  if (!loaded) return null
  return (
    <GonePage title={t('This folder is not synced')} back={{ href: paths.sync, label: t('All folders') }}>
      {t('It was removed, here or in another window. Its files are where they were.')}
    </GonePage>
  )
}

function Running({ folder }: { folder: Folder }) {
  const { id, name, enabled } = folder
  const view = useSlow(({ folderViews }) => folderViews[id])
  return (
    <Page
      title={
        <ThingTitle in={{ href: paths.sync, title: t('Sync') }} name={name}>
          <Badge look={folderLook(enabled, view)} pill />
        </ThingTitle>
      }
      note={
        <span className="num block truncate" title={folder.path}>
          {visibleName(folder.path)}
        </span>
      }
      actions={
        <>
          <PauseButton big folder={folder} />
          <Button icon={Pencil} onClick={() => editFolder(id)} aria-keyshortcuts="E">
            {t('Edit')}
          </Button>
          <FolderMenu folder={folder} label={t('More actions')} removed={() => go(paths.sync)} />
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <FolderVerdict folder={folder} />
        {view && view.conflicts > 0 && <Conflicts folder={folder} count={view.conflicts} />}
        {view && view.differing > 0 && folder.mode !== 'both' && (
          <Differences folder={folder} mode={folder.mode} count={view.differing} />
        )}
        {view?.verifying && <VerifyingCard folderId={id} />}
        <FolderStats folder={folder} />
        <Transfers folderId={id} />
        <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_21rem]">
          <FolderCharts folder={folder} />
          <div className="grid items-start gap-4 sm:max-lg:grid-cols-2">
            <FolderFacts folder={folder} />
            {view && view.heldTotal > 0 && <Held folderId={id} total={view.heldTotal} />}
          </div>
        </div>
        <FolderPeers folder={folder} />
        <Contents folder={folder} />
        <EventsCard title={t('Events of this folder')} of={(event) => event.folderId === id} />
      </div>
    </Page>
  )
}

function FolderVerdict({ folder }: { folder: Folder }) {
  const view = useSlow(({ folderViews }) => folderViews[folder.id])
  const text = useSlow(({ folderTexts }) => folderTexts[folder.id])
  const cause = useBottleneck(folder.id, folderFacts)
  return <VerdictBox {...withBottleneck(folderVerdict(folder, view, text), cause)} />
}
