import type { FileRecord } from './record.ts'

export interface Move {
  /** The own record of a file that is to be deleted. */
  readonly from: FileRecord
  /** The best record of a path that needs the same content. */
  readonly to: FileRecord
}

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)
const keyOf = ({ content, size }: FileRecord) => `${content} ${size}`

/**
 * Which files that are to be deleted here become which that are needed, so that no byte travels: each at most once, those
 * of the same name first, as when a directory was renamed. Empty files are left out: there is nothing to gain.
 */
export function findMoves(deletes: readonly FileRecord[], fetches: readonly FileRecord[]): Move[] {
  const sources = new Map<string, FileRecord[]>()
  for (const record of deletes) {
    if (record.deleted || record.kind !== 'file' || record.size === 0) continue
    const all = sources.get(keyOf(record))
    if (all === undefined) sources.set(keyOf(record), [record])
    else all.push(record)
  }
  const wanted = fetches.filter((record) => !record.deleted && record.kind === 'file' && record.size > 0)
  const moves = new Map<FileRecord, FileRecord>()
  const byName = new Map<string, FileRecord[]>()
  for (const [key, all] of sources) {
    for (const record of all) {
      const name = `${key} ${nameOf(record.path)}`
      byName.set(name, [...(byName.get(name) ?? []), record])
    }
  }
  const used = new Set<FileRecord>()
  const take = (from: FileRecord[] | undefined, to: FileRecord) => {
    while (from !== undefined && from.length > 0) {
      const record = from.pop()!
      if (used.has(record)) continue
      used.add(record)
      moves.set(to, record)
      return
    }
  }
  for (const to of wanted) take(byName.get(`${keyOf(to)} ${nameOf(to.path)}`), to)
  for (const to of wanted) if (!moves.has(to)) take(sources.get(keyOf(to)), to)
  return [...moves].map(([to, from]) => ({ from, to }))
}
