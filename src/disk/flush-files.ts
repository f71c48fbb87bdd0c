import { flush } from './io.ts'
import { linuxCall } from './linux-call.ts'

/** From so many files on it is cheaper to flush the disk as a whole than each of them. */
const manyFiles = 16

/** Linux alone can flush the one file system that a descriptor is on. */
const syncFs = linuxCall('int syncfs(int)')

async function flushDisk(fd: number): Promise<boolean> {
  return (await syncFs(fd)) === 0
}

/** Brings what was written to these files onto the disk. Answers for each: undefined, or why not. */
export async function flushFiles(fds: readonly number[]): Promise<unknown[]> {
  if (fds.length >= manyFiles && (await flushDisk(fds[0]!))) return fds.map(() => undefined)
  return Promise.all(fds.map((fd) => flush(fd).catch((error: unknown) => error)))
}
