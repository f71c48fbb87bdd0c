import { Ellipsis, FolderPlus, Pencil, Send, ShieldOff, Spline } from 'lucide-react'
import type { Peer } from '../../../contract/peers.ts'
import type { PeerSnapshot } from '../../../contract/sync.ts'
import { t } from '../../../language/t.ts'
import { Countdown } from '../../components/countdown.tsx'
import { LiveText } from '../../components/live-text.tsx'
import { Menu } from '../../components/menu.tsx'
import { sentence } from '../../components/sentence.tsx'
import { Badge } from '../../components/state-badge.tsx'
import { peerLook } from '../../components/sync-looks.ts'
import {
  formatAgo,
  formatBytes,
  formatDuration,
  formatEndpoint,
  formatMoment,
  formatPart,
  formatRate,
  formatSpan,
} from '../../format.ts'
import type { PeerView } from '../../state/folder-view.ts'
import { live } from '../../state/live.ts'
import { paths } from '../../state/router.ts'
import { useFolders, useSlow } from '../../state/store.ts'
import { addFolder } from '../../state/sync-actions.ts'
import { sendTo } from '../../state/transfer-actions.ts'
import { openTunnelTo } from '../../state/tunnel-actions.ts'
import { shortId } from './device-id.ts'

const foldersShown = 8

type Props = { peer: Peer; edit: () => void; revoke: () => void }

/** One paired device: how it is, how it is reached, what is shared with it. */
export function PeerCard({ peer, edit, revoke }: Props) {
  const { id, name } = peer
  const view = useSlow(({ peerViews }) => peerViews[id])
  const folders = useFolders().filter(({ peers }) => peers.includes(id))
  return (
    <article aria-label={name} data-state={view?.state} className="card flex min-w-0 flex-col px-4 py-3.5">
      <header className="flex items-start justify-between gap-3">
        <div className="min-w-0">
          <h3 className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <span className="max-w-full truncate text-base font-semibold">{name}</span>
            <Badge look={peerLook(view)} pill />
          </h3>
          <p className="num mt-0.5 flex flex-wrap gap-x-3 text-xs text-muted">
            <code className="font-mono" title={id}>
              {shortId(id)}
            </code>
            <span className="min-w-0 break-all">{reachedAt(peer, view)}</span>
          </p>
        </div>
        <Menu
          label={t('Actions for {{name}}', { name })}
          icon={Ellipsis}
          items={[
            { label: t('Rename, addresses…'), icon: Pencil, run: edit },
            { label: t('Send files to it'), icon: Send, run: () => void sendTo(id) },
            { label: t('Open a tunnel to it'), icon: Spline, run: () => openTunnelTo(id) },
            { label: t('Share a folder with it'), icon: FolderPlus, run: () => addFolder([id]) },
            { label: t('Revoke…'), icon: ShieldOff, danger: true, run: revoke },
          ]}
        />
      </header>
      <p className={`num py-2 ${sentenceColour(view)}`}>
        {view?.text || (view ? '' : t('Not known while the sync engine is away.'))}
        {view?.state === 'retrying' && view.retryAt > 0 && (
          <> {sentence('Next attempt {{countdown}}.', { countdown: <Countdown to={view.retryAt} /> })}</>
        )}
      </p>
      {view?.state === 'connected' ? <Figures id={id} /> : <Away id={id} view={view} />}
      <ul
        aria-label={t('Folders shared with {{name}}', { name })}
        className="mt-auto flex flex-wrap gap-1.5 pt-2.5 text-xs"
      >
        {folders.length === 0 && <li className="text-faint">{t('No folder is shared with it.')}</li>}
        {folders.slice(0, foldersShown).map((folder) => (
          <li key={folder.id} className="max-w-full">
            <a
              href={paths.folder(folder.id)}
              className="block truncate rounded-sm bg-raised px-2 py-0.5 font-medium text-muted hover:text-text"
            >
              {folder.name}
            </a>
          </li>
        ))}
        {folders.length > foldersShown && (
          <li className="px-1 py-0.5 text-faint">
            {t('and {{folders}} more', { folders: folders.length - foldersShown })}
          </li>
        )}
      </ul>
    </article>
  )
}

const sentenceColour = (view: PeerView | undefined) =>
  view?.state === 'refused' ? 'text-error' : view?.state === 'retrying' ? 'text-warn' : 'text-muted'

/** Where it is at the moment, else where it may be. */
function reachedAt({ addresses }: Peer, view: PeerView | undefined): string {
  if (view?.address) return view.address
  return addresses.length > 0
    ? addresses.map((address) => formatEndpoint(address)).join(', ')
    : t('looked for on the local network')
}

/** When it was connected last; where that is not known, how long it has been away since the engine has begun. */
function Away({ id, view }: { id: string; view: PeerView | undefined }) {
  const seen = useSlow(({ devices }) => devices?.seen[id])
  if (seen !== undefined)
    return (
      <p className="num text-xs text-faint">
        {t('Last connected')}{' '}
        <LiveText read={() => `${formatMoment(seen, Date.now())}, ${formatAgo(seen, Date.now())}`} />
      </p>
    )
  if (view === undefined || view.since === 0) return null
  return (
    <p className="num text-xs text-faint">
      {t('Not connected for')} <LiveText read={() => formatSpan(Date.now() - view.since)} />
    </p>
  )
}

function Figures({ id }: { id: string }) {
  const cell = (name: string, read: (now: PeerSnapshot) => string) => (
    <div className="min-w-0">
      <dt className="truncate text-faint">{name}</dt>
      <dd className="truncate font-medium">
        <LiveText
          read={() => {
            const now = live.sync.peer(id)
            return now ? read(now) : '–'
          }}
        />
      </dd>
    </div>
  )
  return (
    <dl className="grid grid-cols-[repeat(auto-fill,minmax(5.25rem,1fr))] gap-x-3 gap-y-1.5 text-xs">
      {cell(t('In'), ({ downRate }) => formatRate(downRate))}
      {cell(t('Out'), ({ upRate }) => formatRate(upRate))}
      {cell(t('Round trip'), ({ rttMs }) => (rttMs > 0 ? formatDuration(rttMs) : '–'))}
      {cell(t('Loss'), ({ loss }) => formatPart(loss))}
      {cell(t('Connected in'), ({ connectMs }) => (connectMs > 0 ? formatDuration(connectMs) : '–'))}
      {cell(t('Received'), ({ receivedBytes }) => formatBytes(receivedBytes))}
      {cell(t('Sent'), ({ sentBytes }) => formatBytes(sentBytes))}
      {cell(t('Connected for'), ({ since }) => formatSpan(Date.now() - since))}
    </dl>
  )
}
