import { open, realpath, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/** On Windows a virus scanner may hold a fresh file for a moment. */
const renameTries = 5

/**
 * Replaces a file's content so that after a crash or power cut either the old or the new one is there, whole.
 * A symbolic link is kept and what it points at replaced. The file is readable by its owner alone.
 */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const target = await realpath(path).catch(() => path)
  const fresh = `${target}.new`
  const file = await open(fresh, 'w', 0o600)
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
  await renameWithPatience(fresh, target)
  await syncFolder(dirname(target))
}

async function renameWithPatience(from: string, to: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await rename(from, to)
    } catch (error) {
      const busy = ['EPERM', 'EACCES', 'EBUSY'].includes((error as NodeJS.ErrnoException).code ?? '')
      if (process.platform !== 'win32' || !busy || tries === renameTries) throw error
      await new Promise((resolve) => setTimeout(resolve, 20 * 2 ** tries))
    }
  }
}

/** The rename itself is on disk only once the folder is. Windows has no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
