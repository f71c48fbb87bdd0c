import type { ReactNode } from 'react'
import { paths } from '../state/router.ts'

/** What a page shows while there is nothing on it yet: what it is for, and the one step to the first. */
export const Empty = ({
  picture,
  title,
  text,
  actions,
  className,
  children,
}: {
  picture: ReactNode
  title: string
  text: string
  actions: ReactNode
  /** How wide and how far from the edges, as classes. */
  className: string
  /** What stands beneath in small print. */
  children: ReactNode
}) => (
  <div className={`mx-auto flex flex-col items-center px-6 text-center ${className}`}>
    {picture}
    <h2 className="mt-8 text-xl font-semibold tracking-tight">{title}</h2>
    <p className="mt-2 text-base text-muted">{text}</p>
    <div className="mt-6 flex flex-wrap justify-center gap-2">{actions}</div>
    <p className="mt-4 text-xs text-faint">{children}</p>
  </div>
)

/** How something goes, step by step, for those who have not done it yet. */
export const HowItGoes = ({
  label,
  steps,
  picture,
  children,
}: {
  label: string
  steps: readonly { title: string; text: string }[]
  picture?: ReactNode
  /** What stands beneath in small print. */
  children: ReactNode
}) => (
  <section aria-label={label} className="px-1 py-2">
    {picture}
    <ol className={`grid gap-x-6 gap-y-4 sm:grid-cols-2 xl:grid-cols-4 ${picture ? 'mt-6' : ''}`}>
      {steps.map(({ title, text }) => (
        <li key={title}>
          <h2 className="font-semibold">{title}</h2>
          <p className="mt-0.5 text-muted">{text}</p>
        </li>
      ))}
    </ol>
    <p className="mt-4 text-xs text-faint">{children}</p>
  </section>
)

/** Leads to a topic of the help, within a sentence. */
export const HelpLink = ({ topic, children }: { topic: string; children: ReactNode }) => (
  <a className="text-accent underline underline-offset-2" href={paths.helpOn(topic)}>
    {children}
  </a>
)
