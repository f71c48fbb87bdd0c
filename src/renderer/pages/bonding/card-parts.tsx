import type { ReactNode } from 'react'

type HeadProps = { name: string; href: string; badge: ReactNode; actions: ReactNode; children: ReactNode }

/** The upper part of a card: what it is, how it is, from where to where, and what can be done. */
export const CardHead = ({ name, href, badge, actions, children }: HeadProps) => (
  <header className="flex items-start justify-between gap-3 px-4 pt-3.5">
    <div className="min-w-0">
      <h3 className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <a href={href} className="max-w-full truncate text-base font-semibold hover:underline">
          {name}
        </a>
        {badge}
      </h3>
      <p className="num mt-0.5 flex min-w-0 flex-wrap items-center gap-x-1.5 text-xs text-muted">
        {children}
      </p>
    </div>
    <div className="flex shrink-0 items-center gap-1">{actions}</div>
  </header>
)

const colours = { good: 'text-muted', quiet: 'text-muted', warning: 'text-warn', bad: 'text-error' } as const

/** The plain sentence of a card, in two lines at most of the time. */
export const CardSentence = ({ level, text }: { level: keyof typeof colours; text: string }) => (
  <p className={`num px-4 py-2 ${colours[level]}`}>{text}</p>
)
