import type { ReactNode } from 'react'
import { Badge, type Look } from '../../components/state-badge.tsx'

/** What the help says about one matter; `id` is what it is linked by. */
export type Topic = { id: string; title: string; body: () => ReactNode }

/** Words and what they mean. */
export const Meanings = ({ of }: { of: readonly (readonly [string, string])[] }) => (
  <dl className="grid grid-cols-[8.5rem_minmax(0,1fr)] gap-y-2">
    {of.map(([word, meaning]) => (
      <div key={word} className="contents">
        <dt className="font-medium">{word}</dt>
        <dd>{meaning}</dd>
      </div>
    ))}
  </dl>
)

/** States as they are shown, and what they mean. */
export const States = ({ looks, narrow = false }: { looks: readonly Look[]; narrow?: boolean }) => (
  <dl
    className={`grid gap-y-2 ${narrow ? 'grid-cols-[7rem_minmax(0,1fr)]' : 'grid-cols-[8.5rem_minmax(0,1fr)]'}`}
  >
    {looks.map((look) => (
      <div key={look.word} className="contents">
        <dt>
          <Badge look={look} />
        </dt>
        <dd>{look.meaning}</dd>
      </div>
    ))}
  </dl>
)
