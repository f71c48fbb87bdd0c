import type { Folder } from '../../../contract/sync.ts'
import { LiveText } from '../../components/live-text.tsx'
import { Card } from '../../components/page.tsx'
import { formatAgo, formatBytes, formatDuration, plural } from '../../format.ts'
import { live } from '../../state/live.ts'
import { Facts } from '../bonding/facts.tsx'
import { modeMeanings, modeWords, scanText } from './sentences.ts'

const ago = (at: number) => (at > 0 ? formatAgo(at, Date.now()) : 'not yet')

/** How the folder is set, and when it was looked at last. */
export function FolderFacts({ folder }: { folder: Folder }) {
  const { id, mode, watch, rescanMinutes, quietMs, keepDays, keepVersions, ignore, selected, symlinks } =
    folder
  const now = () => live.sync.folder(id)
  return (
    <Card title="How it is synced">
      <Facts
        facts={[
          { name: 'Direction', meaning: modeMeanings[mode], value: modeWords[mode] },
          {
            name: 'Part',
            value: selected.length === 0 ? 'Everything' : plural(selected.length, 'chosen path'),
          },
          { name: 'Changes are noticed', value: watch ? 'At once' : 'By looking through it' },
          {
            name: 'Looked through',
            value: rescanMinutes > 0 ? `Every ${formatDuration(rescanMinutes * 60_000)}` : 'By hand only',
          },
          {
            name: 'Last look',
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
          { name: 'Last change', value: <LiveText read={() => ago(now()?.lastChangeAt ?? 0)} /> },
          {
            name: 'Quiet time',
            meaning:
              'A file is left alone until it has not changed for so long, so that no half-written file travels.',
            value: formatDuration(quietMs),
          },
          { name: 'Links', value: symlinks === 'keep' ? 'Kept as links' : 'Left out' },
          { name: 'Ignored', value: ignore.length === 0 ? 'Nothing' : plural(ignore.length, 'pattern') },
          {
            name: 'Bin',
            value:
              keepDays > 0 ? `${plural(keepDays, 'day')}, ${plural(keepVersions, 'version')} each` : 'Off',
          },
          { name: 'Memory in use', value: <LiveText read={() => formatBytes(now()?.memory ?? 0)} /> },
        ]}
      />
    </Card>
  )
}
