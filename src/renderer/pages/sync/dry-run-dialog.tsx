import { ArrowDownToLine, FileX2, GitFork, type LucideIcon, MoveRight, RefreshCw } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Folder } from '../../../contract/sync.ts'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { ScrollList } from '../../components/scroll-list.tsx'
import { sentence } from '../../components/sentence.tsx'
import { formatBytes } from '../../format.ts'
import { type HostClient, host } from '../../state/session.ts'
import { FileName } from './file-name.tsx'

type Plan = Awaited<ReturnType<HostClient['dryRun']>>
type Action = Plan['examples'][number]['action']

const actions: Record<Action, { icon: LucideIcon; word: string; colour: string }> = translated(
  {
    fetch: { icon: ArrowDownToLine, word: 'Comes', colour: 'text-accent' },
    replace: { icon: RefreshCw, word: 'Replaced', colour: 'text-accent' },
    rename: { icon: MoveRight, word: 'Renamed', colour: 'text-muted' },
    delete: { icon: FileX2, word: 'Removed', colour: 'text-error' },
    conflict: { icon: GitFork, word: 'Conflict', colour: 'text-warn' },
  },
  'word',
)

/** What a pass would do, before it does it. */
export function DryRunDialog({ folder, close }: { folder: Folder; close: () => void }) {
  const [plan, setPlan] = useState<Plan>()
  const [failure, setFailure] = useState('')
  useEffect(() => {
    const stop = new AbortController()
    const ask = async () => {
      try {
        setPlan(await host().dryRun({ folderId: folder.id }, stop.signal))
      } catch (error) {
        if (!stop.signal.aborted) setFailure(error instanceof Error ? error.message : String(error))
      }
    }
    void ask()
    return () => stop.abort()
  }, [folder.id])
  return (
    <Dialog
      title={t('Dry run of {{name}}', { name: folder.name })}
      as="modal"
      close={close}
      footer={
        <Button look="primary" data-autofocus onClick={close}>
          {t('Close')}
        </Button>
      }
    >
      <div className="flex min-h-28 flex-col gap-3.5 px-5 py-4" aria-live="polite">
        {failure ? (
          <p role="alert" className="text-error">
            {failure}
          </p>
        ) : plan ? (
          <Told plan={plan} keepDays={folder.keepDays} />
        ) : (
          <p className="text-muted">{t('Looking what would be done…')}</p>
        )}
      </div>
    </Dialog>
  )
}

function Told({ plan, keepDays }: { plan: Plan; keepDays: number }) {
  const { fetch, fetchBytes, remove, conflicts, examples } = plan
  if (fetch + remove + conflicts === 0 && examples.length === 0)
    return <p>{t('Nothing: what is here is as it should be.')}</p>
  return (
    <>
      <p>{t('This is what the next pass does here. Nothing has been changed yet.')}</p>
      <ul className="num flex flex-col gap-1">
        <li>
          {sentence(
            '<b>{{count}} files</b> come here, {{bytes}}.',
            {},
            { count: fetch, bytes: formatBytes(fetchBytes) },
          )}
        </li>
        <li>
          {remove === 0
            ? sentence('<b>{{count}} files</b> are removed.', {}, { count: remove })
            : keepDays > 0
              ? sentence(
                  '<b>{{count}} files</b> are removed, to the bin for {{days}}.',
                  {},
                  { count: remove, days: t('{{count}} days', { count: keepDays }) },
                )
              : sentence(
                  '<b>{{count}} files</b> are removed, for good: there is no bin.',
                  {},
                  { count: remove },
                )}
        </li>
        <li>
          {conflicts > 0
            ? sentence('<b>{{count}} conflicts</b>; both versions are kept.', {}, { count: conflicts })
            : sentence('<b>{{count}} conflicts</b>.', {}, { count: conflicts })}
        </li>
      </ul>
      {examples.length > 0 && (
        <ScrollList
          aria-label={t('Examples')}
          className="max-h-72 rounded-lg border border-line bg-canvas px-3 py-1"
        >
          {examples.map(({ path, action }) => {
            const { icon: Icon, word, colour } = actions[action]
            return (
              <li
                key={`${action} ${path}`}
                className="flex items-center gap-3 border-b border-line py-1.5 last:border-0"
              >
                <Icon aria-hidden className={`size-3.5 shrink-0 ${colour}`} />
                <FileName path={path} className="grow" />
                <span className="shrink-0 text-xs text-muted">{word}</span>
              </li>
            )
          })}
        </ScrollList>
      )}
    </>
  )
}
