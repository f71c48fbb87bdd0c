import { ListChecks, RotateCw } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Folder } from '../../../contract/sync.ts'
import { t } from '../../../language/t.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { ScrollList } from '../../components/scroll-list.tsx'
import { same } from '../../state/bond-view.ts'
import { live } from '../../state/live.ts'
import { changeFolder } from '../../state/sync-actions.ts'
import { toast } from '../../state/ui.ts'
import { useCalm } from '../../state/use-calm.ts'
import { BrowserRow } from './browser-row.tsx'
import { joinPath, type Selection, selectedPart, withoutPath, withPath } from './selection.ts'
import { useDirectories } from './use-directories.ts'

/** What one level may show before the rest is left to the file manager. */
const rowsAtMost = 500

/** The tree of all devices together: what is here, what is not, and, when asked, what should be. */
export function Browser({ folder }: { folder: Folder }) {
  const { id, selected } = folder
  const { known, read, refresh } = useDirectories(id)
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const [draft, setDraft] = useState<Selection>()
  useEffect(() => {
    void read('')
  }, [read])
  // While files arrive, what is here changes all the time; it is read again when they are all in place.
  const settledAt = useCalm(() => {
    const { state, lastChangeAt = 0 } = live.sync.folder(id) ?? {}
    return state === 'syncing' || state === 'scanning' ? 0 : lastChangeAt
  })
  useEffect(() => {
    if (settledAt > 0) refresh()
  }, [settledAt, refresh])
  const choosing = draft !== undefined
  const toggle = (path: string) => {
    const next = new Set(open)
    if (next.delete(path)) return setOpen(next)
    setOpen(next.add(path))
    void read(path)
  }
  const namesIn = (path: string) => {
    const directory = known.get(path)
    return directory?.is === 'read' ? directory.entries.map(({ name }) => name) : []
  }
  const tick = (path: string, ticked: boolean) => {
    if (draft === undefined) return
    const next = ticked ? withPath(draft, path) : withoutPath(draft, path, namesIn)
    if (next) return setDraft(next)
    toast({ kind: 'error', text: t('Something must stay ticked. To take nothing, stop syncing the folder.') })
  }
  const save = async () => {
    if (!draft) return
    if (!same(draft, selected) && !(await changeFolder(id, { selected: [...draft] }))) return
    setDraft(undefined)
    refresh()
  }

  const rows = (path: string, depth: number): React.ReactNode => {
    const directory = known.get(path)
    const note = (text: string) => (
      <li
        key={`${path} note`}
        className="py-1.5 text-muted"
        style={{ paddingLeft: `${2.75 + depth * 1.25}rem` }}
      >
        {text}
      </li>
    )
    if (directory === undefined || directory.is === 'reading') return note(t('Looking…'))
    if (directory.is === 'failed') return note(directory.text)
    if (directory.entries.length === 0) return note(depth === 0 ? t('The folder is empty.') : t('Empty.'))
    const shown = directory.entries.slice(0, rowsAtMost)
    return [
      ...shown.map((entry) => {
        const at = joinPath(path, entry.name)
        const isOpen = open.has(at)
        return (
          <BrowserRow
            key={at}
            entry={entry}
            depth={depth}
            open={isOpen}
            toggle={() => toggle(at)}
            part={selectedPart(draft ?? selected, at)}
            tick={choosing ? (ticked) => tick(at, ticked) : undefined}
          >
            {isOpen && <ul>{rows(at, depth + 1)}</ul>}
          </BrowserRow>
        )
      }),
      directory.entries.length > shown.length &&
        note(
          t('and {{entries}} more, which the file manager shows', {
            entries: directory.entries.length - shown.length,
          }),
        ),
    ]
  }

  return (
    <div className="pb-2">
      <div className="flex flex-wrap items-center gap-2 px-4 pb-2">
        <p className="min-w-0 grow basis-72 text-muted">
          {choosing
            ? t(
                'Ticked paths are kept equal here, with all that comes to lie in them. What is not ticked is not brought here; what is here already stays where it is.',
              )
            : selected.length === 0
              ? t('Everything that any device has.')
              : t('Everything that any device has; only a chosen part of it comes here.')}
        </p>
        {choosing ? (
          <>
            <Button small onClick={() => setDraft([])} disabled={draft.length === 0}>
              {t('Tick everything')}
            </Button>
            <Button small look="primary" onClick={() => void save()}>
              {t('Save choice')}
            </Button>
            <Button small onClick={() => setDraft(undefined)}>
              {t('Cancel')}
            </Button>
          </>
        ) : (
          <>
            <Button small icon={ListChecks} onClick={() => setDraft(selected)}>
              {t('Choose what comes here…')}
            </Button>
            <IconButton label={t('Look again')} icon={RotateCw} onClick={refresh} />
          </>
        )}
      </div>
      <ScrollList
        aria-label={t('Files of all devices')}
        className="@container max-h-112 border-t border-line"
      >
        {rows('', 0)}
      </ScrollList>
    </div>
  )
}
