import { ChevronRight, File, FileSymlink, Folder, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { t } from '../../../language/t.ts'
import { Checkbox } from '../../components/field.tsx'
import { formatBytes, formatMoment, visibleName } from '../../format.ts'
import type { selectedPart } from './selection.ts'
import type { Entry } from './use-directories.ts'

const icons: Record<Entry['kind'], LucideIcon> = { directory: Folder, file: File, symlink: FileSymlink }

type Props = {
  entry: Entry
  depth: number
  open: boolean
  toggle: () => void
  part: ReturnType<typeof selectedPart>
  /** While what comes here is being chosen. */
  tick: ((ticked: boolean) => void) | undefined
  children: ReactNode
}

/** One entry of the tree, with what lies under it while it is open. */
export function BrowserRow({ entry, depth, open, toggle, part, tick, children }: Props) {
  const { name, kind, size, mtime, here } = entry
  const shown = visibleName(name)
  const directory = kind === 'directory'
  const Icon = icons[kind]
  const label = (
    <>
      <Icon
        aria-hidden
        className={`size-4 shrink-0 ${here ? 'text-accent' : 'text-faint'}`}
        strokeWidth={1.8}
      />
      <bdi className={`truncate ${here ? '' : 'text-muted'}`} title={shown}>
        {shown}
      </bdi>
    </>
  )
  return (
    <li>
      <div
        className="flex h-8 items-center gap-2 pr-4 hover:bg-hover"
        style={{ paddingLeft: `${1 + depth * 1.25}rem` }}
      >
        {tick && (
          <Checkbox
            label={t('Keep {{shown}} equal here', { shown })}
            checked={part === 'all'}
            mixed={part === 'some'}
            change={(ticked) => tick(ticked)}
          />
        )}
        {directory ? (
          <button
            type="button"
            aria-expanded={open}
            onClick={toggle}
            className="-ml-1 flex min-w-0 grow items-center gap-2 rounded-sm px-1 py-0.5 text-left"
          >
            <ChevronRight
              aria-hidden
              className={`size-3.5 shrink-0 text-faint transition-transform ${open ? 'rotate-90' : ''}`}
            />
            {label}
          </button>
        ) : (
          <span className="flex min-w-0 grow items-center gap-2 pl-5.5">{label}</span>
        )}
        <span className={`w-20 shrink-0 text-xs ${here ? 'text-muted' : 'font-medium text-warn'}`}>
          {here ? t('Here') : part === 'none' ? t('Not chosen') : t('Not here yet')}
        </span>
        <span className="num hidden w-18 shrink-0 text-right text-xs text-muted @lg:block">
          {kind === 'file' ? formatBytes(size) : kind === 'symlink' ? t('Link') : ''}
        </span>
        <span className="num hidden w-32 shrink-0 text-right text-xs text-faint @2xl:block">
          {mtime > 0 ? formatMoment(mtime, Date.now()) : ''}
        </span>
      </div>
      {children}
    </li>
  )
}
