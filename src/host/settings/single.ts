import { isAbsolute } from 'node:path'
import { problemAlone, problemText } from '../../contract/catalogue/checks.ts'
import { findRow, leafOf, settingLeaves, valueAt, withValueAt } from '../../contract/catalogue/index.ts'
import type { Settings } from '../../contract/settings.ts'
import { Fault } from '../../wire/fault.ts'

/** Lists of things that have pages, checks and calls of their own. */
const things = new Set(['forwarding', 'bonding', 'sync', 'tunnel', 'devices', 'profiles'])

/** Whether a setting can be changed by its path. */
export function isChangeable(path: string): boolean {
  const row = findRow(path)
  return row !== undefined && settingLeaves().has(path) && !path.includes('[]') && !things.has(row.at ?? '')
}

const unknown = (path: string) =>
  new Fault('setting-unknown', `There is no setting called "${path}" that can be changed by itself.`, {
    path,
  })

/**
 * The settings with these values, by path, and what they were before; null stands for a setting that is missing.
 * Throws `setting-unknown`, and `invalid` with the path in its detail.
 */
export function changeSingle(
  settings: Settings,
  values: Readonly<Record<string, unknown>>,
): { settings: Settings; before: Record<string, unknown> } {
  let next = settings
  const before: Record<string, unknown> = {}
  for (const [path, value] of Object.entries(values)) {
    if (!isChangeable(path)) throw unknown(path)
    next = withValueAt(next, path, checked(path, value))
    before[path] = valueAt(settings, path) ?? null
  }
  checkTogether(next, values)
  return { settings: next, before }
}

function checked(path: string, value: unknown): unknown {
  const { schema, nullable } = leafOf(path)
  const isMissing = value === undefined || (value === null && !nullable)
  const result = schema.safeParse(isMissing ? undefined : value)
  if (!result.success) throw invalid(path, result.error.issues[0]?.message ?? 'It is not possible.')
  const problem = problemAlone(path, result.data)
  if (problem) throw invalid(path, problemText(problem, ''))
  if (path === 'transfer.saveTo' && result.data !== '' && !isAbsolute(String(result.data)))
    throw invalid(path, 'Write the whole path, such as /home/me/Downloads.')
  return result.data
}

/** What makes sense only with something else; what was so before stands in nobody's way. */
function checkTogether({ transfer }: Settings, values: Readonly<Record<string, unknown>>): void {
  const isAbout = ['transfer.relayOnly', 'transfer.iceServers'].some((path) => Object.hasOwn(values, path))
  const hasRelay = transfer.iceServers.some(({ url }) => url.startsWith('turn'))
  if (isAbout && transfer.relayOnly && !hasRelay)
    throw invalid('transfer.relayOnly', 'Without a TURN server nobody could be reached. Add one first.')
}

const invalid = (path: string, reason: string) =>
  new Fault('invalid', `${findRow(path)?.name ?? path}: ${reason}`, { path, reason })
