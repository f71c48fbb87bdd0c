import { constants } from 'node:fs'
import { access, opendir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { RuleProblem } from '../../contract/rule.ts'
import type { FolderInput } from '../../contract/sync.ts'
import { ownName } from '../../disk/names.ts'

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
  if (mode === 'receive' && !(await isEmpty(path)))
    return [
      problem(
        'warning',
        'folder-overlap',
        'There are files in it already. They stay, and others do not get them.',
      ),
    ]
  return []
}

/** But for what is our own. */
async function isEmpty(path: string): Promise<boolean> {
  for await (const { name } of await opendir(path)) if (name !== ownName) return false
  return true
}
