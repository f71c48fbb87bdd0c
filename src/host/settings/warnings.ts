import { isAbsolute } from 'node:path'
import type { SettingsEffect } from '../../contract/exchange.ts'
import type { Settings } from '../../contract/settings.ts'
import type { Conflict } from '../rule-checks.ts'

/** At most so many names in one sentence. */
const mostNames = 6

/** Names in quotes, each with what is said of it. */
function list(names: readonly string[], notes: readonly string[] = []): string {
  const shown = names.slice(0, mostNames).map((name, n) => `"${name}"${notes[n] ?? ''}`)
  const more = names.length - shown.length
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ')
}

interface Asked {
  before: Settings
  after: Settings
  effects: readonly SettingsEffect[]
  conflicts: readonly Conflict[]
  /** Passwords that are known nowhere. */
  missing: number
  unknown: readonly string[]
}

/** What should be known before settings are exchanged, one sentence each, the gravest first. */
export function warningsOf({ before, after, effects, conflicts, missing, unknown }: Asked): string[] {
  const warnings: string[] = []
  const disturbed = effects.filter(({ busy }) => busy !== '')
  if (disturbed.length > 0)
    warnings.push(
      `In use at this moment, and interrupted: ${list(
        disturbed.map(({ name }) => name),
        disturbed.map(({ busy }) => ` (${busy})`),
      )}.`,
    )
  for (const { rule, message } of conflicts.slice(0, mostNames)) warnings.push(`${rule.name}: ${message}`)

  const trusted = new Set(before.peers.map(({ id }) => id))
  const fresh = after.peers.filter(({ id }) => !trusted.has(id))
  if (fresh.length > 0)
    warnings.push(
      `These devices will be trusted: ${list(fresh.map(({ name }) => name))}. They must trust this one, too: pair those anew that do not.`,
    )
  const kept = new Set(after.peers.map(({ id }) => id))
  const gone = before.peers.filter(({ id }) => !kept.has(id))
  if (gone.length > 0)
    warnings.push(`These devices will be trusted no more: ${list(gone.map(({ name }) => name))}.`)

  const allowed = new Set(before.tunnel.allow.filter(({ enabled }) => enabled).map(({ id }) => id))
  const more = after.tunnel.allow.filter(({ id, enabled }) => enabled && !allowed.has(id))
  if (more.length > 0)
    warnings.push(
      `Other devices may then reach through this machine: ${list(more.map(({ target }) => target))}.`,
    )
  const lost = after.folders.filter(({ path }) => !isAbsolute(path))
  if (lost.length > 0)
    warnings.push(`The paths of these folders are not of this system: ${list(lost.map(({ name }) => name))}.`)
  const strangers = after.folders.filter(({ peers }) => peers.some((id) => !kept.has(id)))
  if (strangers.length > 0)
    warnings.push(
      `These folders name devices that are not paired: ${list(strangers.map(({ name }) => name))}.`,
    )
  if (missing > 0)
    warnings.push(
      missing === 1
        ? 'One password is not in the file and not known here; type it anew afterwards.'
        : `${missing} passwords are not in the file and not known here; type them anew afterwards.`,
    )
  if (unknown.length > 0)
    warnings.push(`The file holds what this Hawser does not know, and it is left out: ${list(unknown)}.`)
  return warnings
}
