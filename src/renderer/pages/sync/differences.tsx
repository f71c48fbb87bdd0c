import { MonitorUp, Undo2 } from 'lucide-react'
import { useState } from 'react'
import type { Folder } from '../../../contract/sync.ts'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'
import { Card } from '../../components/page.tsx'
import { formatBytes, formatMoment } from '../../format.ts'
import { host } from '../../state/session.ts'
import { useListed } from '../../state/use-listed.ts'
import { useDeviceName } from './conflicts.tsx'
import { changeText, type OneWay, oneWayWords } from './difference-texts.ts'
import { EvenDialog } from './even-dialog.tsx'
import { FileName } from './file-name.tsx'

const shownAtFirst = 8

/** In a folder that only receives, or only sends: what is otherwise on the side that counts for nothing, and how to end that. */
export function Differences({ folder, mode, count }: { folder: Folder; mode: OneWay; count: number }) {
  const [limit, setLimit] = useState(shownAtFirst)
  const [asked, setAsked] = useState(false)
  const { listed: found = [] } = useListed(
    t('What differs could not be listed.'),
    async () => (await host().differences({ folderId: folder.id })).files,
    `${folder.id} ${count}`,
  )
  const nameOf = useDeviceName()
  const now = Date.now()
  const { title, text, button } = oneWayWords[mode]
  const unlisted = count - found.length
  return (
    <Card title={`${title} (${count})`}>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 pb-2.5">
        <p className="min-w-0 grow basis-80 text-muted">{text}</p>
        <Button small icon={mode === 'receive' ? Undo2 : MonitorUp} onClick={() => setAsked(true)}>
          {button}
        </Button>
      </div>
      <ul aria-label={title} className="pb-2">
        {found.slice(0, limit).map((file) => (
          <li
            key={file.path}
            className="flex flex-wrap items-center gap-x-4 gap-y-0.5 border-t border-line px-4 py-1.5"
          >
            <FileName path={file.path} className="grow basis-64 font-medium" />
            <span className="num flex min-w-0 grow items-center gap-x-3 text-xs text-muted sm:grow-0 sm:gap-x-4">
              <span className="min-w-0 grow sm:w-44 sm:truncate">{changeText(file, mode, nameOf)}</span>
              <span className="whitespace-nowrap sm:w-32">
                {file.mtime > 0 ? formatMoment(file.mtime, now) : ''}
              </span>
              <span className="w-16 shrink-0 text-right">
                {file.kind === 'directory' ? 'directory' : formatBytes(file.size)}
              </span>
            </span>
          </li>
        ))}
      </ul>
      {found.length > limit ? (
        <div className="flex justify-center pb-3">
          <Button small onClick={() => setLimit(found.length)}>
            {t('Show {{count}} more files', { count: found.length - limit })}
          </Button>
        </div>
      ) : (
        found.length > 0 &&
        unlisted > 0 && (
          <p className="px-4 pb-3 text-xs text-faint">{t('and {{count}} more files', { count: unlisted })}</p>
        )
      )}
      {asked && (
        <EvenDialog folder={folder} mode={mode} files={found} total={count} close={() => setAsked(false)} />
      )}
    </Card>
  )
}
