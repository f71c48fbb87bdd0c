import { differentElsewhere } from './differences.ts'
import { ancestorsOf } from './model/directories.ts'
import { overriding } from './model/local-change.ts'
import type { OpenFolder } from './open-folder.ts'
import type { DiskState } from './store/types.ts'

/**
 * In a folder that only sends: what is here, or is not here, becomes the newest everywhere. What others lose by it goes to their
 * bins. What lies here and cannot be read is left out: nobody knows whether it is there.
 */
export async function overrideOthers({ root, local, store, settings, device }: OpenFolder) {
  // What was not looked at yet must not count as gone.
  await local.lookAtAll()
  await root.check()
  const isUnknown = (path: string) => [...ancestorsOf(path), path].some((at) => local.held.has(at))
  const told = { files: 0, left: 0 }
  for await (const needs of differentElsewhere(store, settings.symlinks)) {
    const known = needs.filter(({ best }) => !isUnknown(best.path))
    const records = known.map(({ own, best }) => overriding(own, best, device, Date.now()))
    const seen = new Map<string, DiskState>()
    for (const { path } of records) {
      const disk = store.disk(path)
      if (disk) seen.set(path, disk)
    }
    local.store(records, seen)
    told.files += records.length
    told.left += needs.length - known.length
  }
  return told
}
