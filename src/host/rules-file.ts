import { isDeepStrictEqual } from 'node:util'
import { type Rule, type RulesFile, rulesFileSchema } from '../contract/rule.ts'
import { Fault } from '../wire/fault.ts'
import { findPlace, findSyntaxError } from './json-place.ts'

/** The text of a rules file. */
export const formatRulesFile = (rules: readonly Rule[]): string =>
  `${JSON.stringify({ hawserRules: 1, rules } satisfies { hawserRules: 1; rules: readonly Rule[] }, null, 2)}\n`

type ImportedRule = RulesFile['rules'][number]

/** Reads a rules file. Throws a fault of code `rules-file-invalid` whose detail lists `{ path, message }`. */
export function readRulesFile(text: string): ImportedRule[] {
  const plain = text.replace(/^\uFEFF/, '')
  let value: unknown
  try {
    value = JSON.parse(plain)
  } catch {
    const { line = 1, column = 1, reason = 'it cannot be read' } = findSyntaxError(plain) ?? {}
    throw refused(`line ${line}, column ${column}: ${reason}.`, '')
  }
  const checked = rulesFileSchema.safeParse(value)
  if (!checked.success) {
    const issues = checked.error.issues.slice(0, 50)
    const first = issues[0]
    const { line } = findPlace(plain, first?.path ?? [])
    const where = first?.path.join('.') || 'the whole'
    throw new Fault(
      'rules-file-invalid',
      `The rules were not imported. Line ${line}, ${where}: ${first?.message ?? 'invalid'}`,
      issues.map(({ path, message }) => ({ path: path.join('.'), message })),
    )
  }
  const seen = new Set<string>()
  for (const [n, { id }] of checked.data.rules.entries()) {
    if (id === undefined) continue
    if (seen.has(id)) throw refused(`rule ${n + 1}: the id ${id} is used twice.`, `rules.${n}.id`)
    seen.add(id)
  }
  return checked.data.rules
}

const refused = (reason: string, path: string) =>
  new Fault('rules-file-invalid', `The rules were not imported: ${reason}`, [{ path, message: reason }])

export type Import = { rules: Rule[]; added: number; changed: number; unchanged: number }

/**
 * The list of rules after an import. A rule with the id of a present one takes its place; one without an id that equals
 * a present one is that one. `merge` keeps what the file does not name, `replace` drops it.
 */
export function importRules(
  present: readonly Rule[],
  imported: readonly ImportedRule[],
  mode: 'merge' | 'replace',
  newId: () => string,
): Import {
  const byId = new Map(present.map((rule) => [rule.id, rule]))
  const bySettings = new Map(present.map((rule) => [settingsOf(rule), rule]))
  const counts = { added: 0, changed: 0, unchanged: 0 }
  const taken = new Map<string, Rule>()
  for (const rule of imported) {
    const twin = rule.id === undefined ? bySettings.get(settingsOf(rule)) : byId.get(rule.id)
    const next: Rule = { ...rule, id: rule.id ?? twin?.id ?? newId() }
    if (twin === undefined) counts.added++
    else if (isDeepStrictEqual(twin, next)) counts.unchanged++
    else counts.changed++
    taken.set(next.id, next)
  }
  const kept = mode === 'merge' ? present.map((rule) => taken.get(rule.id) ?? rule) : []
  const keptIds = new Set(kept.map(({ id }) => id))
  return { rules: [...kept, ...[...taken.values()].filter(({ id }) => !keptIds.has(id))], ...counts }
}

/** Equal for rules that differ in nothing but the id. Both come from one schema, so their keys have one order. */
const settingsOf = ({ id: _, ...settings }: ImportedRule) => JSON.stringify(settings)
