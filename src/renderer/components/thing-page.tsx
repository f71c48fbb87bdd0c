import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { go } from '../state/router.ts'
import { Button } from './button.tsx'
import { Page } from './page.tsx'

/** The heading of a page about one thing: the page it belongs to, its name, and how it is. */
export const ThingTitle = ({
  in: parent,
  name,
  children,
}: {
  in: { href: string; title: string }
  name: string
  children: ReactNode
}) => (
  <>
    <a href={parent.href} className="shrink-0 font-medium text-muted hover:text-text">
      {parent.title}
    </a>
    <ChevronRight aria-hidden className="-mx-1 size-4 shrink-0 text-faint" />
    <span className="truncate">{name}</span>
    {children}
  </>
)

/** The page of one thing that is not there any more. */
export const GonePage = ({
  title,
  back,
  children,
}: {
  title: string
  back: { href: string; label: string }
  children: ReactNode
}) => (
  <Page title={title}>
    <p className="mb-4 text-muted">{children}</p>
    <Button onClick={() => go(back.href)}>{back.label}</Button>
  </Page>
)
