import { constants } from 'node:fs'
import { access, readdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { RuleProblem } from '../../contract/rule.ts'
import type { FolderInput } from '../../contract/sync.ts'

const problem = (level: RuleProblem['level'], code: string, message: string): RuleProblem => ({
  path: 'path',
  level,
  code,
  message,
})

/** What only the disk can tell of a folder that is being written. */
export async function checkFolderOnDisk({ path, mode }: FolderInput): Promise<RuleProblem[]> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) {
    const parent = await stat(dirname(path)).catch(() => undefined)
    if (!parent?.isDirectory())
      return [
        problem('error', 'folder-missing', `${dirname(path)} is not there, so the folder cannot be made.`),
      ]
    return [problem('warning', 'folder-missing', 'The folder is not there yet: it will be made.')]
  }
  if (!found.isDirectory()) return [problem('error', 'folder-unreadable', 'This is a file, not a folder.')]
  try {
    await access(path, constants.R_OK | constants.X_OK)
  } catch {
    return [problem('error', 'folder-unreadable', 'This user may not read the folder.')]
  }
  const isWritable = await access(path, constants.W_OK).then(
    () => true,
    () => false,
  )
  if (!isWritable && mode !== 'send')
    return [
      problem('error', 'folder-read-only', 'This user may not write into the folder: set it to send only.'),
    ]
  const isEmpty = (await readdir(path)).length === 0
  if (mode === 'receive' && !isEmpty)
    return [
      problem(
        'warning',
        'folder-overlap',
        'There are files in it already. They stay, and others do not get them.',
      ),
    ]
  return []
}
