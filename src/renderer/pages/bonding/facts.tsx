import type { ReactNode } from 'react'
import { translated } from '../../../language/table.ts'
import { Term } from '../../components/tip.tsx'

type Fact = { name: string; meaning?: string; value: ReactNode }

/** Names and what belongs to them, beneath one another. */
export const Facts = ({ facts }: { facts: readonly Fact[] }) => (
  <dl className="px-4 pb-3">
    {facts.map(({ name, meaning, value }) => (
      <div
        key={name}
        className="flex flex-wrap items-baseline justify-between gap-x-3 border-b border-line py-1.25 last:border-0"
      >
        <dt className="text-muted">{meaning ? <Term word={name} meaning={meaning} /> : name}</dt>
        <dd className="num min-w-0 text-right break-words">{value}</dd>
      </div>
    ))}
  </dl>
)

export const datagramWords = translated({
  native: 'Native, many at once',
  dgram: 'One by one (dgram)',
} as const)
