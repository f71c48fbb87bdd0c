import { useMemo } from 'react'
import type { HawserEvent } from '../../contract/events.ts'
import { paths } from './router.ts'
import { useBonds, useReceivers, useRules } from './store.ts'

/** What an event is about, and where that is shown. */
export type Subject = { name: string; href: string }

/** The id of the rule, bond or receiver that an event is about; empty when it is about none. */
export const subjectId = ({ ruleId, bondId }: HawserEvent): string => ruleId ?? bondId ?? ''

/** Everything that events may be about, by id. */
export function useSubjects(): ReadonlyMap<string, Subject> {
  const rules = useRules()
  const bonds = useBonds()
  const receivers = useReceivers()
  return useMemo(
    () =>
      new Map([
        ...rules.map(({ id, name }) => [id, { name, href: paths.rule(id) }] as const),
        ...bonds.map(({ id, name }) => [id, { name, href: paths.bond(id) }] as const),
        ...receivers.map(({ id, name }) => [id, { name, href: paths.receiver(id) }] as const),
      ]),
    [rules, bonds, receivers],
  )
}
