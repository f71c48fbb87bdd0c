import { type Decision, decide } from './model/decide.ts'
import type { FileRecord } from './model/record.ts'
import { needPages } from './need-pages.ts'
import type { OpenFolder } from './open-folder.ts'

const mostShown = 200

interface DryRun {
  fetch: number
  fetchBytes: number
  remove: number
  conflicts: number
  examples: { path: string; action: 'fetch' | 'replace' | 'rename' | 'delete' | 'conflict' }[]
}

/** What a pass would do. */
export async function dryRun({ store, settings, local }: OpenFolder): Promise<DryRun> {
  const result: DryRun = { fetch: 0, fetchBytes: 0, remove: 0, conflicts: 0, examples: [] }
  for await (const needs of needPages(store))
    for (const { own, best } of needs) {
      const { mode, symlinks } = settings
      const decision = decide(own, best, { mode, symlinks, changedHere: local.changedHere.has(best.path) })
      if (!('record' in decision) || decision.action === 'adopt') continue
      const isRename =
        decision.action === 'fetch' && best.size > 0 && store.movable(best.content, 1).length > 0
      if (decision.action === 'delete') result.remove++
      else result.fetch++
      if (decision.action === 'fetch' && !isRename) result.fetchBytes += best.size
      if (decision.conflict) result.conflicts++
      if (result.examples.length < mostShown)
        result.examples.push({ path: best.path, action: nameOf(decision, own, isRename) })
    }
  return result
}

function nameOf(
  decision: Extract<Decision, { record: FileRecord }>,
  own: FileRecord | undefined,
  isRename: boolean,
): DryRun['examples'][number]['action'] {
  if (decision.conflict) return 'conflict'
  if (decision.action === 'delete') return 'delete'
  if (isRename) return 'rename'
  return own !== undefined && !own.deleted ? 'replace' : 'fetch'
}
