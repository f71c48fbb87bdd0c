import { ChevronRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { Settings } from '../../../contract/settings.ts'
import { t } from '../../../language/t.ts'
import { Card } from '../../components/page.tsx'
import type { ShownGroup } from './catalogue-view.ts'
import { EntryRow, Row } from './row.tsx'

type Props = {
  shown: ShownGroup
  settings: Settings
  /** The path that the address names. */
  wanted: string
  /** While something is looked for everything found is open. */
  isSearch: boolean
  /** What stands above the rows. */
  children?: ReactNode
}

/** The settings about one matter. */
export function Group({ shown, settings, wanted, isSearch, children }: Props) {
  const { group, rows, entries } = shown
  return (
    <Card title={t(group.title)}>
      <p className="px-4 pb-2 text-xs text-faint">{t(group.note)}</p>
      {children}
      {rows.length > 0 && (
        <ul className="border-t border-line">
          {rows.map((row) => (
            <Row key={row.path} row={row} settings={settings} isWanted={row.path === wanted} />
          ))}
        </ul>
      )}
      {entries.map((each) => (
        <Entries key={each.title} {...each} wanted={wanted} isSearch={isSearch} />
      ))}
    </Card>
  )
}

function Entries({
  title,
  rows,
  wanted,
  isSearch,
}: ShownGroup['entries'][number] & { wanted: string; isSearch: boolean }) {
  const holdsWanted = rows.some(({ path }) => path === wanted)
  const [open, setOpen] = useState(false)
  const isOpen = open || isSearch || holdsWanted
  return (
    <details
      className="group/entries border-t border-line"
      open={isOpen}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary className="flex list-none items-center gap-1.5 px-4 py-2.5 hover:bg-hover">
        <ChevronRight
          aria-hidden
          className="size-4 text-muted transition-transform group-open/entries:rotate-90"
        />
        <span className="font-medium">{t(title)}</span>
        <span className="num text-xs text-faint">
          {t('begins with {{count}} defaults', { count: rows.length })}
        </span>
      </summary>
      <p className="px-4 pb-2 text-xs text-faint">
        {t('Each of them is changed where the entry is edited; here stands what a new one begins with.')}
      </p>
      {isOpen && (
        <ul className="border-t border-line">
          {rows.map((row) => (
            <EntryRow key={row.path} row={row} isWanted={row.path === wanted} />
          ))}
        </ul>
      )}
    </details>
  )
}
