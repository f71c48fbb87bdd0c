import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Fault } from '../wire/fault.ts'

const notADatabase = 26

/**
 * Makes this process the only host of `folder` until disposed of. The lock is SQLite's on `hawser.lock`, which the
 * system takes back however the process ends, so a killed host leaves nothing behind that must be judged stale.
 * Throws a fault of code `host-running`.
 */
export function lockFolder(folder: string): Disposable {
  const path = join(folder, 'hawser.lock')
  try {
    return lock(path)
  } catch (error) {
    // Somebody wrote something else into the file; nobody can hold a lock on that.
    if ((error as { errcode?: number }).errcode === notADatabase) {
      rmSync(path)
      return lock(path)
    }
    throw error
  }
}

function lock(path: string): Disposable {
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if ((error as { errcode?: number }).errcode === notADatabase) throw error
    throw new Fault('host-running', 'Another Hawser is already running for this user.', { lock: path })
  }
  return { [Symbol.dispose]: () => database.close() }
}
