import { t } from '../../../language/t.ts'
import { Shape } from '../../components/state-badge.tsx'
import { peerLook } from '../../components/sync-looks.ts'
import type { FolderView } from '../../state/folder-view.ts'
import { usePeers, useSlow } from '../../state/store.ts'
import { peerTitle } from './sentences.ts'

const namedAtMost = 3
const dotsAtMost = 12

type Props = { ids: readonly string[]; shares: FolderView['peers'] | undefined }

/** The devices that a folder is shared with: a dot each, with their names where there are few. */
export function PeerDots({ ids, shares }: Props) {
  const peers = usePeers()
  const views = useSlow(({ peerViews }) => peerViews)
  if (ids.length === 0) return <span className="text-xs text-faint">{t('Shared with nobody yet')}</span>
  const named = ids.length <= namedAtMost
  return (
    <ul aria-label={t('Shared with')} className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1 text-xs">
      {ids.slice(0, dotsAtMost).map((id) => {
        const name = peers.find((peer) => peer.id === id)?.name ?? t('A device that is not paired')
        const share = shares?.find((peer) => peer.id === id)
        const title = peerTitle(name, share?.connected === true, share?.shares !== false, views[id])
        return (
          <li
            key={id}
            title={title}
            className={`flex min-w-0 items-center gap-1.5 ${named ? '' : '-mr-1.5'}`}
          >
            <Shape look={peerLook(views[id])} />
            <span className={named ? 'truncate text-muted' : 'sr-only'}>{named ? name : title}</span>
          </li>
        )
      })}
      {ids.length > dotsAtMost && <li className="text-faint">+{ids.length - dotsAtMost}</li>}
    </ul>
  )
}
