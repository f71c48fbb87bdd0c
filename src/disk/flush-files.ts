import { createRequire } from 'node:module'
import { flush } from './io.ts'

/** From so many files on it is cheaper to flush the disk as a whole than each of them. */
const manyFiles = 16

type SyncFs = { async(fd: number, done: (error: unknown, result: number) => void): void }
let syncFs: SyncFs | undefined | 'absent'

/** Linux alone can flush the one file system that a descriptor is on. */
function loadSyncFs(): SyncFs | 'absent' {
  if (process.platform !== 'linux') return 'absent'
  try {
    const koffi = createRequire(import.meta.url)('koffi')
    return koffi.load(null).func('int syncfs(int)')
  } catch {
    return 'absent'
  }
}

async function flushDisk(fd: number): Promise<boolean> {
  syncFs ??= loadSyncFs()
  if (syncFs === 'absent') return false
  const call = syncFs
  return new Promise((resolve) => {
    call.async(fd, (error, result) => resolve(!error && result === 0))
  })
}

/** Brings what was written to these files onto the disk. Answers for each: undefined, or why not. */
export async function flushFiles(fds: readonly number[]): Promise<unknown[]> {
  if (fds.length >= manyFiles && (await flushDisk(fds[0]!))) return fds.map(() => undefined)
  return Promise.all(fds.map((fd) => flush(fd).catch((error: unknown) => error)))
}
