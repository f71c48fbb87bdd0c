import { Sparkline } from '../../charts/sparkline.tsx'
import { LiveText } from '../../components/live-text.tsx'
import { Badge, type Look } from '../../components/state-badge.tsx'
import type { Sparks } from '../../state/sparks.ts'

type LineProps = {
  name: string
  href: string
  look: Look
  note: string
  warn: boolean
  spark: { id: string; of: Sparks; colour?: string }
  read: () => string
}

/** A bond, receiver or folder in one line: state, name, what is to be said of it, and its rate. */
export const Line = ({ name, href, look, note, warn, spark, read }: LineProps) => (
  <li>
    <a
      href={href}
      className="grid grid-cols-[6rem_minmax(0,1fr)_5.5rem] items-center gap-x-3 px-4 py-1.5 hover:bg-hover focus-visible:-outline-offset-2 sm:grid-cols-[6rem_minmax(0,1fr)_minmax(0,10rem)_7rem_5.5rem]"
    >
      <Badge look={look} />
      <span className="truncate font-medium">{name}</span>
      <span className={`hidden truncate text-xs sm:block ${warn ? 'text-warn' : 'text-muted'}`}>{note}</span>
      <Sparkline {...spark} className="hidden h-6 w-full sm:block" />
      <LiveText className="text-right font-medium whitespace-nowrap" read={read} />
    </a>
  </li>
)
