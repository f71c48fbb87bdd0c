import { shell } from 'electron'
import { t } from '../language/t.ts'
import { Fault } from '../wire/fault.ts'

/** Opens a folder in the system's file manager. */
export async function showFolder(path: string): Promise<void> {
  const problem = await shell.openPath(path)
  if (problem !== '')
    throw new Fault('folder-unreadable', t('{{path}} cannot be shown: {{problem}}.', { path, problem }))
}
