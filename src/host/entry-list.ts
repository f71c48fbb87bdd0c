import type { z } from 'zod'
import type { FaultCode } from '../contract/fault-codes.ts'
import type { RuleProblem } from '../contract/rule.ts'
import type { Settings } from '../contract/settings.ts'
import { Fault } from '../wire/fault.ts'
import type { Machine } from './addresses.ts'
import { refuseErrors } from './rule-checks.ts'

/** Every change there is to one of the lists. Each returns the new settings, or throws a fault and nothing has changed. */
export interface EntryList<T, Change> {
  add(settings: Settings, entry: T, machine: Machine): Settings
  change(settings: Settings, id: string, change: Change, machine: Machine): Settings
  remove(settings: Settings, ids: readonly string[]): Settings
}

/** What a list of the settings is made of. */
export interface Entries<T> {
  /** As people call one of them. */
  noun: string
  /** As many as the settings file may hold. */
  limit: number
  /** Of the fault for an id that is not there. */
  unknownCode: FaultCode
  schema: z.ZodType<T>
  check(entry: T, settings: Settings, machine: Machine): RuleProblem[]
  read(settings: Settings): readonly T[]
  write(settings: Settings, entries: T[]): Settings
}

export function entryList<T extends { id: string }, Change>({
  noun,
  limit,
  unknownCode,
  schema,
  check,
  read,
  write,
}: Entries<T>): EntryList<T, Change> {
  const unknown = (id: string) => new Fault(unknownCode, `There is no ${noun} with the id ${id}.`, { id })
  return {
    add(settings, entry, machine) {
      const entries = read(settings)
      if (entries.length >= limit) throw new Fault('invalid', `More than ${limit} ${noun}s are not possible.`)
      refuseErrors(check(entry, settings, machine))
      return write(settings, [...entries, entry])
    },

    change(settings, id, change, machine) {
      const entries = read(settings)
      const old = entries.find((entry) => entry.id === id)
      if (old === undefined) throw unknown(id)
      const checked = schema.safeParse({ ...old, ...change })
      if (!checked.success) {
        const problems = checked.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
        throw new Fault('invalid', problems[0]?.message ?? `The ${noun} is invalid.`, problems)
      }
      // What was wrong before must not stand in the way of a change to something else, above all not on the air.
      const known = new Set(check(old, settings, machine).map(keyOf))
      refuseErrors(check(checked.data, settings, machine).filter((problem) => !known.has(keyOf(problem))))
      return write(
        settings,
        entries.map((entry) => (entry.id === id ? checked.data : entry)),
      )
    },

    remove(settings, ids) {
      const entries = read(settings)
      const gone = new Set(ids)
      const kept = entries.filter(({ id }) => !gone.has(id))
      if (kept.length === entries.length) throw unknown(ids[0] ?? '')
      return write(settings, kept)
    },
  }
}

const keyOf = ({ path, level, code, message }: RuleProblem) => `${path} ${level} ${code} ${message}`
