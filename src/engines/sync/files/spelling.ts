import fs from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { errorCode } from '../../../disk/faults.ts'
import type { FolderRoot } from './root.ts'

/** These tell how a name is really written without looking through its directory. */
const tellsNames = process.platform === 'darwin' || process.platform === 'win32'

const realName = (diskPath: string): Promise<string> =>
  new Promise((resolve, reject) => {
    fs.realpath.native(diskPath, (error, path) => (error ? reject(error) : resolve(basename(path))))
  })

/**
 * Whether what lies under a path is really called that, where the disk answers to other case too: `a.txt` is not
 * `A.txt`. True where the disk tells case apart, and where nothing is there.
 */
export async function isSpelledSo(root: FolderRoot, path: string, isSymlink = false): Promise<boolean> {
  if (!root.isCaseInsensitive) return true
  const diskPath = root.diskPath(path)
  const wanted = path.slice(path.lastIndexOf('/') + 1)
  try {
    if (tellsNames && !isSymlink) return (await realName(diskPath)).normalize('NFC') === wanted
    const names = await readdir(dirname(diskPath))
    return names.some((name) => name.normalize('NFC') === wanted)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return true
    throw error
  }
}
