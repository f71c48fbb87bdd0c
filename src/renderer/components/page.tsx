import { CircleHelp } from 'lucide-react'
import type { ReactNode } from 'react'
import { t } from '../../language/t.ts'
import { paths } from '../state/router.ts'

type Props = {
  title: ReactNode
  note?: ReactNode
  actions?: ReactNode
  /** The topic of the help that the page is about. */
  help?: string
  children: ReactNode
  wide?: boolean
}

/** A page: a heading with what can be done, and beneath it what scrolls. */
export function Page({ title, note, actions, help, children, wide }: Props) {
  return (
    <div className="flex h-full flex-col">
      <header className="flex min-h-13 shrink-0 flex-wrap items-center gap-x-3 gap-y-2 border-b border-line bg-surface px-4 py-2.5 md:px-6">
        <h1 className="flex min-w-0 items-center gap-2.5 text-lg font-semibold tracking-tight">{title}</h1>
        {note && <div className="min-w-0 text-sm text-muted">{note}</div>}
        <div className="ml-auto flex flex-wrap items-center gap-2">
          {actions}
          {help !== undefined && <HelpOnPage topic={help} />}
        </div>
      </header>
      <div className="relative min-h-0 grow overflow-y-auto outline-none" tabIndex={wide ? undefined : 0}>
        {wide ? children : <div className="px-4 py-5 md:px-6">{children}</div>}
      </div>
    </div>
  )
}

const HelpOnPage = ({ topic }: { topic: string }) => (
  <a
    href={paths.helpOn(topic)}
    aria-label={t('About this page')}
    title={t('About this page')}
    className="grid size-8 place-items-center rounded-md text-muted hover:bg-raised hover:text-text"
  >
    <CircleHelp aria-hidden className="size-4" />
  </a>
)

export function Card({
  title,
  actions,
  children,
  className = '',
}: {
  title?: ReactNode
  actions?: ReactNode
  children: ReactNode
  className?: string
}) {
  return (
    <section className={`card min-w-0 ${className}`}>
      {title && (
        <header className="flex min-h-11 flex-wrap items-center justify-between gap-2 px-4 pt-2.5 pb-1">
          <h2 className="text-sm font-semibold">{title}</h2>
          {actions}
        </header>
      )}
      {children}
    </section>
  )
}
