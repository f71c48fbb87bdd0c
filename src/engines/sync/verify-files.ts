import { Fault } from '../../wire/fault.ts'
import type { HashedFile } from './content/hash-file.ts'
import type { HashPool } from './content/hash-pool.ts'
import type { OpenFolder } from './open-folder.ts'
import type { Known } from './store/types.ts'

const mostListed = 1000
/** Files that are read at once to verify them. */
const readAtOnce = 8

/**
 * Reads every file again, some at once. What is not as known, or cannot be read, is damaged if its time and size say that
 * nobody changed it.
 */
export async function verifyFiles(
  { root, store, local }: OpenFolder,
  hash: HashPool,
  signal: AbortSignal,
): Promise<{ files: number; damaged: string[] }> {
  await root.check()
  const damaged: string[] = []
  let files = 0
  const verify = async ({ own, disk }: Known) => {
    const read = await hash.hashFile(root.diskPath(own.path), { signal }).catch((error: unknown) => error)
    signal.throwIfAborted()
    files++
    const isRead = !(read instanceof Error)
    const { content, size, mtime } = isRead ? (read as HashedFile) : { content: '', ...disk! }
    if (isRead && content === own.content) return
    const wasChanged = size !== disk!.size || mtime !== disk!.mtime
    if (wasChanged || (read instanceof Fault && read.code === 'file-busy')) local.look([own.path])
    else if (damaged.length < mostListed) damaged.push(own.path)
  }
  const reading = new Set<Promise<void>>()
  try {
    for (const known of store.knownUnder('')) {
      if (known.own.deleted || known.own.kind !== 'file' || known.disk === undefined) continue
      while (reading.size >= readAtOnce) await Promise.race(reading)
      const task = verify(known).finally(() => reading.delete(task))
      reading.add(task)
    }
    await Promise.all(reading)
  } finally {
    await Promise.allSettled(reading)
  }
  return { files, damaged: damaged.sort() }
}
