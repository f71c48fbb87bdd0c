import { ArrowUpToLine, CircleX } from 'lucide-react'
import { memo, useMemo, useState } from 'react'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import type { FileProgress } from '../../../transfer/snapshot.ts'
import { Button } from '../../components/button.tsx'
import { TextInput } from '../../components/field.tsx'
import { ScrollList } from '../../components/scroll-list.tsx'
import { formatBytes, formatPart, visibleName } from '../../format.ts'
import { useLanguage } from '../../state/language.ts'
import { live } from '../../state/live.ts'
import { ratio } from '../../state/thresholds.ts'
import { transfers } from '../../state/transfer-client.ts'
import { isOver, type SessionView, type TransferView } from '../../state/transfer-view.ts'
import { toast } from '../../state/ui.ts'
import { useCalm } from '../../state/use-calm.ts'
import { FileName } from '../sync/file-name.tsx'

const none: readonly FileProgress[] = []
const shownAtMost = 200
const searchFrom = 12

/** The files of a transfer: those that move first, then the others, any of which can be told to come next. */
export function FileList({ session, transfer }: { session: SessionView; transfer: TransferView }) {
  const [wanted, setWanted] = useState('')
  const current = useCalm(() => live.transfers.transfer(session.id, transfer.id)?.current ?? none)
  const manifest = transfers().manifest(session.id, transfer.id)
  const named = useMemo(
    () =>
      (manifest?.entries ?? []).flatMap(({ path, kind, size }, file) =>
        kind === 'file' ? [{ file, path, size }] : [],
      ),
    [manifest],
  )
  const moving = new Set(current.map(({ file }) => file))
  const search = wanted.trim().toLowerCase()
  const fits = (path: string) => search === '' || path.toLowerCase().includes(search)
  const others = named.filter(({ file, path }) => !moving.has(file) && fits(path))
  const shown = others.slice(0, shownAtMost)
  const over = isOver(transfer)
  const first = (file: number, path: string) => {
    transfers().prefer(session.id, transfer.id, file)
    toast({ kind: 'done', text: t('"{{path}}" comes next.', { path: visibleName(path) }) })
  }
  return (
    <div className="mt-2 rounded-lg border border-line bg-canvas">
      {named.length >= searchFrom && (
        <div className="border-b border-line p-2">
          <TextInput
            type="search"
            aria-label={t('Search the files of {{name}}', { name: visibleName(transfer.name) })}
            placeholder={t('Search')}
            value={wanted}
            onChange={(event) => setWanted(event.target.value)}
          />
        </div>
      )}
      <ScrollList
        aria-label={t('Files of {{name}}', { name: visibleName(transfer.name) })}
        className="max-h-72 py-1.5"
      >
        {current
          .filter(({ path }) => fits(path))
          .map((file) => (
            <Moving key={file.file} file={file} />
          ))}
        {shown.map(({ file, path, size }) => (
          <li key={file} className="group flex h-7 items-center gap-3 px-3 hover:bg-hover">
            <FileName path={path} className="grow" />
            <span className="num shrink-0 text-xs text-muted">{formatBytes(size)}</span>
            {!over && transfer.files > 1 && (
              <Button
                small
                look="ghost"
                icon={ArrowUpToLine}
                aria-label={
                  transfer.direction === 'sending'
                    ? t('Send {{path}} first', { path: visibleName(path) })
                    : t('Receive {{path}} first', { path: visibleName(path) })
                }
                onClick={() => first(file, path)}
              >
                {t('First')}
              </Button>
            )}
          </li>
        ))}
        {others.length > shown.length && (
          <li className="px-3 py-1 text-xs text-faint">
            {t('and {{count}} more files; search for one by its name', {
              count: others.length - shown.length,
            })}
          </li>
        )}
        {current.length + named.length === 0 && (
          <li className="px-3 py-1 text-muted">{t('The list is not here any more.')}</li>
        )}
        {search !== '' && others.length === 0 && !current.some(({ path }) => fits(path)) && (
          <li className="px-3 py-1 text-muted">{t('Nothing is called "{{wanted}}".', { wanted })}</li>
        )}
      </ScrollList>
    </div>
  )
}

const stateWords: Record<FileProgress['state'], string> = translated({
  waiting: 'Waiting',
  moving: '',
  proving: 'Proving',
  done: 'Done',
  failed: 'Failed',
})

const Moving = memo(function Moving({ file }: { file: FileProgress }) {
  useLanguage()
  const { path, size, done, state, problem } = file
  const part = ratio(done, size)
  return (
    <li className="px-3 py-1">
      <div className="flex items-center gap-3">
        <FileName path={path} className="grow font-medium" />
        {state === 'failed' && <CircleX aria-hidden className="size-3.5 shrink-0 text-error" />}
        <span className="num shrink-0 text-xs text-muted">
          {stateWords[state] ||
            t('{{done}} of {{size}}', { done: formatBytes(done), size: formatBytes(size) })}
        </span>
        <span className="num w-11 shrink-0 text-right font-semibold">{formatPart(part)}</span>
      </div>
      {state === 'failed' ? (
        <p className="num text-xs text-error">{problem}</p>
      ) : (
        <svg
          aria-hidden="true"
          viewBox="0 0 100 4"
          preserveAspectRatio="none"
          className="mt-0.5 h-1 w-full rounded-full"
        >
          <path d="M0 2H100" strokeWidth="4" className="stroke-raised" />
          <path d={`M0 2H${(part * 100).toFixed(1)}`} strokeWidth="4" className="stroke-accent" />
        </svg>
      )}
    </li>
  )
})
