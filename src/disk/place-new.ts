import { errorCode } from './faults.ts'
import { link, lookAt, move, unlink } from './io.ts'

/** Answers of file systems without hard links, or that allow none here. */
export const noLinks = ['EPERM', 'EACCES', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL', 'UNKNOWN']

/**
 * Gives a file a path where nothing lies: a hard link, unlike a rename, does not replace a file that was made a moment
 * ago. `moved`: on disks without hard links. `linked`: it still has the old name too if `keepOld`. `taken`: something
 * lies there, and nothing was done.
 */
export async function placeNew(
  from: string,
  to: string,
  { keepOld = false } = {},
): Promise<'linked' | 'moved' | 'taken'> {
  try {
    await link(from, to)
  } catch (error) {
    const code = errorCode(error)
    if (code === 'EEXIST') return 'taken'
    if (!noLinks.includes(code)) throw error
    if ((await lookAt(to)) !== undefined) return 'taken'
    await move(from, to)
    return 'moved'
  }
  if (!keepOld) await unlink(from)
  return 'linked'
}
