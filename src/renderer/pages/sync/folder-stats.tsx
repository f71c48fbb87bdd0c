import type { Folder, FolderSnapshot } from '../../../contract/sync.ts'
import type { Reading } from '../../components/live-text.tsx'
import { Term } from '../../components/tip.tsx'
import { formatBytes, formatCount, formatPart, formatRate, plural } from '../../format.ts'
import { progress } from '../../state/folder-view.ts'
import { live } from '../../state/live.ts'
import { upSpark } from '../../state/live-sync.ts'
import { ratio } from '../../state/thresholds.ts'
import { words } from '../../words.ts'
import { Tile } from '../detail/stats.tsx'
import { etaText, progressText } from './sentences.ts'

/** The numbers of a folder at a glance. */
export function FolderStats({ folder: { id } }: { folder: Folder }) {
  const of =
    <T,>(read: (now: FolderSnapshot) => T, none: T) =>
    () => {
      const now = live.sync.folder(id)
      return now && now.state !== 'off' ? read(now) : none
    }
  return (
    <dl aria-label="Numbers" className="card flex flex-wrap gap-px overflow-hidden bg-line">
      <Tile
        name={<Term word="Here" meaning={words.here} />}
        read={of((now) => (now.state === 'missing' ? '–' : progressText(progress(now))), '–')}
        note={of((now) => (now.state === 'missing' ? '' : formatBytes(now.localBytes)), '')}
      />
      <Tile
        name={<Term word="Everywhere" meaning={words.everywhere} />}
        read={of((now) => formatBytes(now.totalBytes), '–')}
        note={of((now) => plural(now.totalFiles, 'file'), '')}
      />
      <Tile
        name={<Term word="Waiting" meaning={words.waiting} />}
        read={of((now) => formatBytes(now.needBytes), '–')}
        note={of(
          ({ needFiles, needDeletes }) =>
            needFiles === 0 && needDeletes > 0 ? plural(needDeletes, 'removal') : plural(needFiles, 'file'),
          '',
        )}
      />
      <Tile
        name="Coming in"
        read={of((): string => formatRate(live.sync.sparks.mean(id)), '–')}
        note={of((now) => etaText(now.etaSeconds) || `${formatBytes(now.downBytes)} in all`, '')}
      />
      <Tile
        name="Going out"
        read={of((): string => formatRate(live.sync.sparks.mean(upSpark(id))), '–')}
        note={of((now) => `${formatBytes(now.upBytes)} in all`, '')}
      />
      <Tile
        name={<Term word="Reused" meaning={words.reused} />}
        read={of((now) => formatBytes(now.reusedBytes), '–')}
        note={of(
          ({ reusedBytes, downBytes }) =>
            reusedBytes > 0 ? `${formatPart(ratio(reusedBytes, reusedBytes + downBytes))} of all` : '',
          '',
        )}
      />
      <Tile
        name={<Term word="Conflicts" meaning={words.conflict} />}
        read={of<string | Reading>(
          ({ conflicts }) => ({ text: formatCount(conflicts), level: conflicts > 0 ? 'warn' : 'ok' }),
          '–',
        )}
        note={of(({ heldTotal }) => (heldTotal > 0 ? `${plural(heldTotal, 'file')} held` : ''), '')}
      />
    </dl>
  )
}
