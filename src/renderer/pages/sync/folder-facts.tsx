import type { Folder } from '../../../contract/sync.ts'
import { t } from '../../../language/t.ts'
import { LiveText } from '../../components/live-text.tsx'
import { Card } from '../../components/page.tsx'
import { formatAgo, formatBytes, formatDuration } from '../../format.ts'
import { live } from '../../state/live.ts'
import { Facts } from '../bonding/facts.tsx'
import { modeMeanings, modeWords, scanText } from './sentences.ts'

const ago = (at: number) => (at > 0 ? formatAgo(at, Date.now()) : t('not yet'))

/** How the folder is set, and when it was looked at last. */
export function FolderFacts({ folder }: { folder: Folder }) {
  const { id, mode, watch, rescanMinutes, quietMs, keepDays, keepVersions, ignore, selected, symlinks } =
    folder
  const now = () => live.sync.folder(id)
  return (
    <Card title={t('How it is synced')}>
      <Facts
        facts={[
          { name: t('Direction'), meaning: modeMeanings[mode], value: modeWords[mode] },
          {
            name: t('Part'),
            value:
              selected.length === 0
                ? t('Everything')
                : t('{{count}} chosen paths', { count: selected.length }),
          },
          { name: t('Changes are noticed'), value: watch ? t('At once') : t('By looking through it') },
          {
            name: t('Looked through'),
            value:
              rescanMinutes > 0
                ? t('Every {{time}}', { time: formatDuration(rescanMinutes * 60_000) })
                : t('By hand only'),
          },
          {
            name: t('Last look'),
            value: (
              <LiveText
                read={() => {
                  const folder = now()
                  if (folder === undefined) return '–'
                  return folder.state === 'scanning' ? scanText(folder) : ago(folder.lastScanAt)
                }}
              />
            ),
          },
          { name: t('Last change'), value: <LiveText read={() => ago(now()?.lastChangeAt ?? 0)} /> },
          {
            name: t('Quiet time'),
            meaning: t(
              'A file is left alone until it has not changed for so long, so that no half-written file travels.',
            ),
            value: formatDuration(quietMs),
          },
          { name: t('Links'), value: symlinks === 'keep' ? t('Kept as links') : t('Left out') },
          {
            name: t('Ignored'),
            value: ignore.length === 0 ? t('Nothing') : t('{{count}} patterns', { count: ignore.length }),
          },
          {
            name: t('Bin'),
            value:
              keepDays > 0
                ? t('{{days}}, {{versions}} each', {
                    days: t('{{count}} days', { count: keepDays }),
                    versions: t('{{count}} versions', { count: keepVersions }),
                  })
                : t('Off'),
          },
          { name: t('Memory in use'), value: <LiveText read={() => formatBytes(now()?.memory ?? 0)} /> },
        ]}
      />
    </Card>
  )
}
