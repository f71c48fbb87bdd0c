import { Undo2 } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { FileVersion, Folder } from '../../../contract/sync.ts'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { Button } from '../../components/button.tsx'
import { formatBytes, formatMoment, splitPath, visibleName } from '../../format.ts'
import { attempt } from '../../state/failure.ts'
import { host } from '../../state/session.ts'
import { toast } from '../../state/ui.ts'
import { useListed } from '../../state/use-listed.ts'
import { FileName } from './file-name.tsx'

const reasons: Record<FileVersion['reason'], string> = translated({
  replaced: 'Replaced',
  deleted: 'Deleted',
})
const shownAtOnce = 100

/** Versions that others replaced or deleted, newest first; each can be put back. */
export function Bin({ folder }: { folder: Folder }) {
  const { id, keepDays, keepVersions } = folder
  const [query, setQuery] = useState('')
  const [limit, setLimit] = useState(shownAtOnce)
  const { listed: versions, ask } = useListed(
    t('The bin could not be listed.'),
    async () => (await host().versions({ folderId: id })).versions,
    id,
  )
  const found = useMemo(() => {
    const text = query.trim().toLowerCase()
    return (versions ?? [])
      .filter(({ path }) => path.toLowerCase().includes(text))
      .toSorted((a, b) => b.at - a.at)
  }, [versions, query])
  const restore = async ({ id: versionId, path }: FileVersion) => {
    const done = await attempt(t('Not restored.'), async () => {
      await host().restoreVersion({ folderId: id, id: versionId })
      return true
    })
    if (done)
      toast({
        kind: 'done',
        text: t('{{name}} is back in its place.', { name: visibleName(splitPath(path).name) }),
      })
    await ask()
  }
  const now = Date.now()
  return (
    <div className="pb-2">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 pb-2">
        <p className="text-muted">
          {keepDays > 0
            ? t(
                'What others replace or delete is kept for {{keepDays}}, at most {{keepVersions}} of each file.',
                {
                  keepDays: t('{{count}} days', { count: keepDays }),
                  keepVersions: t('{{count}} versions', { count: keepVersions }),
                },
              )
            : t(
                'This folder keeps no bin: what others replace or delete is gone. Edit the folder to keep versions.',
              )}
        </p>
        {versions && versions.length > 0 && (
          <input
            type="search"
            aria-label={t('Search the bin')}
            placeholder={t('Part of a name')}
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            className="h-7.5 w-52 rounded-md border border-outline bg-canvas px-2.5 text-sm placeholder:text-faint focus:outline-2 focus:outline-offset-0 focus:outline-accent"
          />
        )}
      </div>
      {versions === undefined ? (
        <p className="px-4 py-3 text-muted">{t('Looking…')}</p>
      ) : found.length === 0 ? (
        <p className="px-4 py-3 text-muted">
          {versions.length === 0 ? t('The bin is empty.') : t('Nothing in the bin matches.')}
        </p>
      ) : (
        <ul aria-label={t('Versions in the bin')}>
          {found.slice(0, limit).map((version) => (
            <li
              key={version.id}
              className="flex flex-wrap items-center gap-x-4 gap-y-1 border-t border-line px-4 py-1.5 hover:bg-hover"
            >
              <FileName path={version.path} className="grow basis-64 font-medium" />
              <span className="num flex grow items-center gap-x-3 text-xs text-muted sm:grow-0 sm:gap-x-4">
                <span className="sm:w-16">{reasons[version.reason]}</span>
                <span className="grow whitespace-nowrap sm:w-32">{formatMoment(version.at, now)}</span>
                <span className="w-16 text-right">{formatBytes(version.size)}</span>
              </span>
              <Button
                small
                icon={Undo2}
                aria-label={t('Restore {{name}} of {{at}}', {
                  name: visibleName(splitPath(version.path).name),
                  at: formatMoment(version.at, now),
                })}
                onClick={() => void restore(version)}
              >
                {t('Restore')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {found.length > limit && (
        <div className="flex justify-center pt-2">
          <Button small onClick={() => setLimit(limit + shownAtOnce)}>
            {t('Show older')}
          </Button>
        </div>
      )}
    </div>
  )
}
