import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Fault } from '../wire/fault.ts'

const busy = 5
const notADatabase = 26

/**
 * Makes this process the only host of `folder` until disposed of. The lock is SQLite's on `hawser.lock`, which the
 * system takes back however the process ends, so a killed host leaves nothing behind that must be judged stale.
 * Throws a fault of code `host-running`.
 */
export function lockFolder(folder: string): Disposable {
  const path = join(folder, 'hawser.lock')
  try {
    return lockFile(path)
  } catch (error) {
    if (!isTaken(error)) throw error
    throw new Fault('host-running', 'Another Hawser is already running for this user.', { lock: path })
  }
}

/** A lock on a file, which is made if it is not there, until disposed of. Throws SQLite's error; see `isTaken`. */
export function lockFile(path: string): Disposable {
  try {
    return lock(path)
  } catch (error) {
    // Somebody wrote something else into the file; nobody can hold a lock on that.
    if (errorNumber(error) !== notADatabase) throw error
    rmSync(path)
    return lock(path)
  }
}

/** Whether a file could not be locked because somebody else has locked it. */
export const isTaken = (error: unknown): boolean => errorNumber(error) === busy

/** Without what SQLite adds above the lowest byte. */
const errorNumber = (error: unknown) => ((error as { errcode?: number }).errcode ?? 0) & 0xff

function lock(path: string): Disposable {
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    throw error
  }
  return { [Symbol.dispose]: () => database.close() }
}
