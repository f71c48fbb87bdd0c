import { ArrowDown, ArrowUp, GitFork } from 'lucide-react'
import type { Folder, FolderSnapshot } from '../../../contract/sync.ts'
import { t } from '../../../language/t.ts'
import { Sparkline } from '../../charts/sparkline.tsx'
import { Bar } from '../../components/bar.tsx'
import { LiveText } from '../../components/live-text.tsx'
import { Badge } from '../../components/state-badge.tsx'
import { folderLook } from '../../components/sync-looks.ts'
import { formatBytes, formatRate, visibleName } from '../../format.ts'
import { type FolderView, progress } from '../../state/folder-view.ts'
import { live } from '../../state/live.ts'
import { upSpark } from '../../state/live-sync.ts'
import { paths } from '../../state/router.ts'
import { useSlow } from '../../state/store.ts'
import { ratio } from '../../state/thresholds.ts'
import { CardHead, CardSentence } from '../bonding/card-parts.tsx'
import { FolderMenu } from './folder-menu.tsx'
import { PauseButton } from './pause-button.tsx'
import { PeerDots } from './peer-dots.tsx'
import { etaText, folderVerdict, modeWords, needText, progressText, scanText } from './sentences.ts'

/** One folder in the list: its state, its sentence, how much of it is here, and who has it. */
export function FolderCard({ folder }: { folder: Folder }) {
  const { id, name, enabled } = folder
  const view = useSlow(({ folderViews }) => folderViews[id])
  const text = useSlow(({ folderTexts }) => folderTexts[id])
  const verdict = folderVerdict(folder, view, text)
  // Conflicts and held files have places of their own on a card; the sentence keeps its own colour.
  const level = verdict.level === 'warning' && view?.state !== 'waiting' ? 'good' : verdict.level
  return (
    <article
      aria-label={name}
      data-state={enabled ? view?.state : 'off'}
      className="card flex min-w-0 flex-col"
    >
      <CardHead
        name={name}
        href={paths.folder(id)}
        badge={<Badge look={folderLook(enabled, view)} pill />}
        actions={
          <>
            <PauseButton folder={folder} />
            <FolderMenu folder={folder} label={t('Actions for {{name}}', { name })} edit />
          </>
        }
      >
        <span className="max-w-full truncate" title={folder.path}>
          {visibleName(folder.path)}
        </span>
        {folder.mode !== 'both' && (
          <span className="rounded-sm bg-raised px-1.5 text-2xs leading-4.5 font-medium">
            {modeWords[folder.mode]}
          </span>
        )}
      </CardHead>
      <CardSentence level={level} text={verdict.text} />
      <div className="mt-auto px-4 pb-3.5">
        {enabled && view && <Progress folder={folder} view={view} />}
        <div className="mt-2.5 flex min-h-6 flex-wrap items-center justify-between gap-x-4 gap-y-1.5">
          <PeerDots ids={folder.peers} shares={view?.peers} />
          {view && <Marks folder={folder} view={view} />}
        </div>
      </div>
    </article>
  )
}

const barColours: Partial<Record<FolderView['state'], string>> = {
  idle: 'ok',
  failed: 'error',
  waiting: 'warn',
  scanning: 'faint',
  paused: 'faint',
}

/** While a folder is being read, how much of it has been; else how much of it is here. */
const shownPart = (now: FolderSnapshot): number =>
  now.state === 'scanning' ? Math.min(1, ratio(now.scanned, now.totalFiles)) : progress(now)

function Progress({ folder: { id, mode }, view }: { folder: Folder; view: FolderView }) {
  // How much is in a folder that is not there nobody can tell.
  if (view.state === 'missing') return null
  const of = (read: (now: FolderSnapshot) => string) => () => {
    const now = live.sync.folder(id)
    return now ? read(now) : '–'
  }
  const moving = view.state === 'syncing' || view.state === 'idle'
  const send = mode === 'send'
  return (
    <>
      <div className="flex items-baseline justify-between gap-3 text-xs">
        <LiveText className="font-semibold" read={of((now) => progressText(shownPart(now)))} />
        <LiveText
          className="min-w-0 truncate text-muted"
          read={of((now) => {
            if (now.state === 'scanning') return scanText(now)
            const left = needText(now)
            return left === ''
              ? t('{{totalBytes}}, all here', { totalBytes: formatBytes(now.totalBytes) })
              : [t('{{left}} to come', { left }), etaText(now.etaSeconds)].filter(Boolean).join(', ')
          })}
        />
      </div>
      <Bar
        key={view.state}
        className="mt-1.5"
        colour={barColours[view.state] ?? 'accent'}
        read={() => {
          const now = live.sync.folder(id)
          return now ? shownPart(now) : 0
        }}
      />
      {moving && (
        <div className="mt-2.5 flex h-9 items-center justify-between gap-4">
          <div className="flex flex-wrap gap-x-4 text-sm font-semibold">
            <Rate id={id} up={false} />
            <Rate id={id} up />
          </div>
          <Sparkline
            id={send ? upSpark(id) : id}
            of={live.sync.sparks}
            colour={send ? 'series-up' : 'series-down'}
            className="h-9 w-2/5 max-w-48"
          />
        </div>
      )}
    </>
  )
}

function Rate({ id, up }: { id: string; up: boolean }) {
  const Icon = up ? ArrowUp : ArrowDown
  return (
    <span className="flex min-w-24 items-center gap-1.5 whitespace-nowrap">
      <Icon aria-label={up ? t('Out') : t('In')} role="img" className="size-3.5 text-faint" />
      <LiveText read={() => formatRate(live.sync.sparks.mean(up ? upSpark(id) : id))} />
    </span>
  )
}

function Marks({ folder, view }: { folder: Folder; view: FolderView }) {
  const differing = folder.mode === 'both' ? 0 : view.differing
  if (view.conflicts === 0 && view.heldTotal === 0 && differing === 0) return null
  return (
    <span className="flex items-center gap-2">
      {differing > 0 && (
        <a href={paths.folder(folder.id)} className="text-xs text-muted hover:text-text hover:underline">
          {folder.mode === 'send'
            ? t('{{differing}} differ elsewhere', { differing })
            : t('{{differing}} differ here', { differing })}
        </a>
      )}
      {view.heldTotal > 0 && (
        <span className="text-xs text-muted">{t('{{heldTotal}} held', { heldTotal: view.heldTotal })}</span>
      )}
      {view.conflicts > 0 && (
        <a
          href={paths.folder(folder.id)}
          className="inline-flex h-6 items-center gap-1.5 rounded-full bg-warn-soft px-2.5 text-xs font-semibold text-warn hover:underline"
        >
          <GitFork aria-hidden className="size-3" />
          {t('{{count}} conflicts', { count: view.conflicts })}
        </a>
      )}
    </span>
  )
}
