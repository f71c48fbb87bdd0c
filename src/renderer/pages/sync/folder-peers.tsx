import type { Folder, FolderSnapshot, PeerSnapshot } from '../../../contract/sync.ts'
import { t } from '../../../language/t.ts'
import { Countdown } from '../../components/countdown.tsx'
import { LiveText, type Reading } from '../../components/live-text.tsx'
import { Card } from '../../components/page.tsx'
import { ScrollRow, ScrollTable } from '../../components/scroll-table.tsx'
import { Badge } from '../../components/state-badge.tsx'
import { peerLook } from '../../components/sync-looks.ts'
import { Term } from '../../components/tip.tsx'
import { formatBytes, formatDuration, formatPart, formatRate } from '../../format.ts'
import { live } from '../../state/live.ts'
import { paths } from '../../state/router.ts'
import { usePeers, useSlow } from '../../state/store.ts'
import { levelOf } from '../../state/thresholds.ts'
import { words } from '../../words.ts'

/** The devices of a folder: what each still lacks, and how good the way to it is. */
export function FolderPeers({ folder }: { folder: Folder }) {
  return (
    <Card
      title={t('Devices')}
      actions={
        <a href={paths.devices} className="text-xs font-medium text-accent hover:underline">
          {t('All devices')}
        </a>
      }
    >
      {folder.peers.length === 0 ? (
        <p className="px-4 pt-1 pb-4 text-muted">
          {t('This folder is shared with nobody yet. Edit it to choose the devices that may have it.')}
        </p>
      ) : (
        <div className="relative">
          <ScrollTable
            className="min-w-232"
            headClassName="[&_th]:whitespace-nowrap"
            head={
              <>
                <th className="pl-4!">{t('Device')}</th>
                <th>{t('State')}</th>
                <th className="text-right">
                  <Term
                    word={t('Lacks')}
                    meaning={t('What this device has and the other one has not yet.')}
                  />
                </th>
                <th className="text-right">
                  <Term word={t('In')} meaning={t('Over the whole connection, all folders together.')} />
                </th>
                <th className="text-right">
                  <Term word={t('Out')} meaning={t('Over the whole connection, all folders together.')} />
                </th>
                <th className="text-right">
                  <Term word={t('Round trip')} meaning={t('There and back, smoothed.')} />
                </th>
                <th className="text-right">
                  <Term word={t('Window')} meaning={words.cwnd} />
                </th>
                <th className="text-right">
                  <Term word={t('Loss')} meaning={words.peerLoss} />
                </th>
                <th className="text-right">
                  <Term word={t('Packet')} meaning={words.packetSize} />
                </th>
                <th className="pr-4! text-right">
                  <Term word={t('Profile')} meaning={words.profile} />
                </th>
              </>
            }
          >
            {folder.peers.map((id) => (
              <Row key={id} folderId={folder.id} peerId={id} />
            ))}
          </ScrollTable>
        </div>
      )}
    </Card>
  )
}

const none = { text: '–', level: 'quiet' } as const

function Row({ folderId, peerId }: { folderId: string; peerId: string }) {
  const peer = usePeers().find(({ id }) => id === peerId)
  const view = useSlow(({ peerViews }) => peerViews[peerId])
  const shares = useSlow(
    ({ folderViews }) => folderViews[folderId]?.peers.find(({ id }) => id === peerId)?.shares !== false,
  )
  const of = (read: (now: PeerSnapshot) => string | Reading) => () => {
    const now = live.sync.peer(peerId)
    return now?.state === 'connected' ? read(now) : none
  }
  const lacks = (read: (now: FolderSnapshot['peers'][number]) => string) => () => {
    const now = live.sync.folder(folderId)?.peers.find(({ id }) => id === peerId)
    return now && shares ? read(now) : none
  }
  const cell = (read: () => string | Reading) => (
    <td className="text-right">
      <LiveText read={read} />
    </td>
  )
  return (
    <ScrollRow>
      <td className="max-w-48 truncate pl-4! font-medium" title={view?.address}>
        {peer?.name ?? t('Not paired')}
      </td>
      <td>
        {shares ? (
          <span className="flex items-center gap-2">
            <Badge look={peerLook(view)} />
            {view?.state === 'retrying' && view.retryAt > 0 && (
              <span className="text-xs text-faint">
                <Countdown to={view.retryAt} />
              </span>
            )}
          </span>
        ) : (
          <span className="text-xs font-medium text-muted">{t('Has not taken part yet')}</span>
        )}
      </td>
      {cell(
        lacks(({ needFiles, needBytes }) =>
          needFiles > 0
            ? `${t('{{count}} files', { count: needFiles })}, ${formatBytes(needBytes)}`
            : t('Nothing'),
        ),
      )}
      {cell(of(({ downRate }) => formatRate(downRate)))}
      {cell(of(({ upRate }) => formatRate(upRate)))}
      {cell(of(({ rttMs }) => (rttMs > 0 ? formatDuration(rttMs) : '–')))}
      {cell(of(({ cwnd }) => formatBytes(cwnd)))}
      {cell(of(({ loss }) => ({ text: formatPart(loss), level: levelOf('peerLoss', loss) })))}
      {cell(of(({ packetBytes }) => `${packetBytes} B`))}
      <td className="pr-4! text-right">
        <LiveText read={of(({ profile }) => profile.toUpperCase())} />
      </td>
    </ScrollRow>
  )
}
