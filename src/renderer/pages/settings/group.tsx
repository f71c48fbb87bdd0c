import { ChevronRight } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import type { Settings } from '../../../contract/settings.ts'
import { t } from '../../../language/t.ts'
import { Card } from '../../components/page.tsx'
import type { ShownGroup } from './catalogue-view.ts'
import { EntryRow, PlaceButton, Row } from './row.tsx'

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
  at,
  rows,
  wanted,
  isSearch,
}: ShownGroup['entries'][number] & { wanted: string; isSearch: boolean }) {
  const holdsWanted = rows.some(({ path }) => path === wanted)
  const [open, setOpen] = useState(false)
  useEffect(() => {
    if (holdsWanted) setOpen(true)
  }, [holdsWanted])
  const isOpen = open || isSearch
  return (
    <details className="group/entries border-t border-line" open={isOpen}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it is a button; the browser's own way would leave open what a search has opened */}
      <summary
        onClick={(event) => {
          event.preventDefault()
          setOpen(!isOpen)
        }}
        className="flex list-none items-center gap-1.5 px-4 py-2.5 hover:bg-hover"
      >
        <ChevronRight
          aria-hidden
          className="size-4 text-muted transition-transform group-open/entries:rotate-90"
        />
        <span className="font-medium">{t(title)}</span>
        <span className="num text-xs text-faint">
          {t('begins with {{count}} defaults', { count: rows.length })}
        </span>
      </summary>
      <div className="flex flex-wrap items-center justify-between gap-2 px-4 pb-2.5">
        <p className="text-xs text-faint">
          {t('Each of them is changed where the entry is edited; here stands what a new one begins with.')}
        </p>
        <PlaceButton at={at} of={t(title)} />
      </div>
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
