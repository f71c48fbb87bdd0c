import { ChevronRight } from 'lucide-react'
import { type Look, Shape } from '../../components/state-badge.tsx'

type ItemProps = { href: string; name: string; look: Look; sentence: string }

/** Something that needs somebody: what it is, how it is, and the sentence that says why. */
export const Item = ({ href, name, look, sentence }: ItemProps) => (
  <li>
    <a
      href={href}
      className="flex items-start gap-3 px-4 py-2 hover:bg-hover focus-visible:-outline-offset-2"
    >
      <Shape look={look} className="mt-1 size-3" />
      <span className="min-w-0 grow">
        <span className="flex items-baseline gap-2">
          <span className="truncate font-medium">{name}</span>
          <span className={`text-xs font-medium ${look.colour}`}>{look.word}</span>
        </span>
        <span className="num block text-muted">{sentence}</span>
      </span>
      <ChevronRight aria-hidden className="mt-0.5 size-4 shrink-0 text-faint" />
    </a>
  </li>
)
