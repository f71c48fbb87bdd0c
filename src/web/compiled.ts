import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { createUserDataFolder } from '../host/user-data.ts'

/**
 * Keeps what V8 made of our code from one start to the next, in the user-data folder, into which nobody else can write.
 * What is imported from then on, also by engines, starts faster. Where nothing can be kept, nothing is.
 */
export async function keepCompiled(userData: string): Promise<void> {
  const folder = join(userData, 'compiled')
  try {
    await createUserDataFolder(userData)
    enableCompileCache(folder)
  } catch {
    // Whoever opens the folder next says what is wrong with it.
    return
  }
  // Threads and processes of engines ask their environment.
  process.env['NODE_COMPILE_CACHE'] ??= folder
}
