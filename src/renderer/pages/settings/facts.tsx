import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

/** What a card knows, a line each: name and value. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="pb-1">
      {facts.map(([name, value]) => (
        <div
          key={name}
          className="grid grid-cols-[9.5rem_minmax(0,1fr)] gap-3 border-t border-line px-4 py-2"
        >
          <dt className="text-muted">{name}</dt>
          <dd className="num">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Something of a card that somebody should know of. */
export function Note({ children }: { children: ReactNode }) {
  return (
    <p role="note" className="mx-4 mb-2 flex items-start gap-2 rounded-md bg-warn-soft px-3 py-2">
      <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0 text-warn" />
      <span className="min-w-0 break-words">{children}</span>
    </p>
  )
}
