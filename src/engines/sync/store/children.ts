import type { DeviceNumbers } from './device-numbers.ts'
import type { FileRow } from './file-row.ts'
import { behindAll, behindSubtree, type FileTable, justBehind } from './file-table.ts'
import type { Child, ChildPage } from './types.ts'

/** So many rows more than entries are looked at in one call: there may be any number of deleted ones. */
const mostInVain = 1000

/**
 * The entries of a directory, by skipping what lies below each. A directory that has live entries but no record of its own
 * (it may still be on its way) is one too.
 */
export function children(
  table: FileTable,
  folder: number,
  path: string,
  { limit, after }: { limit: number; after?: string },
  devices: DeviceNumbers,
): ChildPage {
  const base = path === '' ? '' : `${path}/`
  const end = path === '' ? behindAll : behindSubtree(path)
  const entries: Child[] = []
  const mostLooked = limit + mostInVain
  let from = after ?? base
  let ended = false
  for (let looked = 0; !ended && looked < mostLooked && entries.length < limit; ) {
    ended = true
    let below = ''
    for (const row of table.iterate(folder, from, end, mostLooked - looked)) {
      looked++
      ended = false
      from = justBehind(row.path)
      const slash = row.path.indexOf('/', base.length)
      if (slash === -1) {
        if (isLive(row)) entries.push(childOf(row, base, devices))
        if (entries.length >= limit) break
        ended = true
        continue
      }
      const directory = row.path.slice(0, slash)
      const isFirst = directory !== below
      below = directory
      const itself = isFirst && isLive(table.find(folder, directory))
      if (itself || isLive(row)) {
        if (!itself) entries.push(unrecorded(directory.slice(base.length)))
        from = behindSubtree(directory)
        break
      }
      ended = true
    }
    if (looked >= mostLooked) ended = false
  }
  return { entries, next: ended ? undefined : from }
}

const isLive = (row: FileRow | undefined) => row?.best !== undefined && !row.best.head.deleted

function childOf(row: FileRow, base: string, devices: DeviceNumbers): Child {
  const { kind, size, mtime } = row.best!.record(row.path, devices)
  return { name: row.path.slice(base.length), kind, size, mtime, here: row.own === row.best }
}

const unrecorded = (name: string): Child => ({ name, kind: 'directory', size: 0, mtime: 0, here: false })
