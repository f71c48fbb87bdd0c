import type { Folder, FolderSnapshot } from '../../../contract/sync.ts'
import { t } from '../../../language/t.ts'
import type { Reading } from '../../components/live-text.tsx'
import { Term } from '../../components/tip.tsx'
import { formatBytes, formatCount, formatPart, formatRate } from '../../format.ts'
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
    <dl aria-label={t('Numbers')} className="card flex flex-wrap gap-px overflow-hidden bg-line">
      <Tile
        name={<Term word={t('Here')} meaning={words.here} />}
        read={of((now) => (now.state === 'missing' ? '–' : progressText(progress(now))), '–')}
        note={of((now) => (now.state === 'missing' ? '' : formatBytes(now.localBytes)), '')}
      />
      <Tile
        name={<Term word={t('Everywhere')} meaning={words.everywhere} />}
        read={of((now) => formatBytes(now.totalBytes), '–')}
        note={of((now) => t('{{count}} files', { count: now.totalFiles }), '')}
      />
      <Tile
        name={<Term word={t('Waiting')} meaning={words.waiting} />}
        read={of((now) => formatBytes(now.needBytes), '–')}
        note={of(
          ({ needFiles, needDeletes }) =>
            needFiles === 0 && needDeletes > 0
              ? t('{{count}} removals', { count: needDeletes })
              : t('{{count}} files', { count: needFiles }),
          '',
        )}
      />
      <Tile
        name={t('Coming in')}
        read={of((): string => formatRate(live.sync.sparks.mean(id)), '–')}
        note={of(
          (now) =>
            etaText(now.etaSeconds) || t('{{downBytes}} in all', { downBytes: formatBytes(now.downBytes) }),
          '',
        )}
      />
      <Tile
        name={t('Going out')}
        read={of((): string => formatRate(live.sync.sparks.mean(upSpark(id))), '–')}
        note={of((now) => t('{{upBytes}} in all', { upBytes: formatBytes(now.upBytes) }), '')}
      />
      <Tile
        name={<Term word={t('Reused')} meaning={words.reused} />}
        read={of((now) => formatBytes(now.reusedBytes), '–')}
        note={of(
          ({ reusedBytes, downBytes }) =>
            reusedBytes > 0
              ? t('{{reusedBytes}} of all', {
                  reusedBytes: formatPart(ratio(reusedBytes, reusedBytes + downBytes)),
                })
              : '',
          '',
        )}
      />
      <Tile
        name={<Term word={t('Conflicts')} meaning={words.conflict} />}
        read={of<string | Reading>(
          ({ conflicts }) => ({ text: formatCount(conflicts), level: conflicts > 0 ? 'warn' : 'ok' }),
          '–',
        )}
        note={of(
          ({ heldTotal }) => (heldTotal > 0 ? t('{{count}} files held', { count: heldTotal }) : ''),
          '',
        )}
      />
    </dl>
  )
}
