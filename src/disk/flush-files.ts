import { flush } from './io.ts'
import { linuxCall } from './linux-call.ts'

/** From so many files on it is cheaper to flush the disk as a whole than each of them. */
const manyFiles = 16

/** Linux alone can flush the one file system that a descriptor is on. */
const syncFs = linuxCall('int syncfs(int)')

/** Brings all that `count` files on the disk of `fd` hold onto it, where that is cheaper than one by one. False: nothing was done. */
export async function flushMany(fd: number, count: number): Promise<boolean> {
  return count >= manyFiles && (await syncFs(fd)) === 0
}

/** Brings what was written to these files onto the disk. Answers for each: undefined, or why not. */
export async function flushFiles(fds: readonly number[]): Promise<unknown[]> {
  if (fds.length > 0 && (await flushMany(fds[0]!, fds.length))) return fds.map(() => undefined)
  return Promise.all(fds.map((fd) => flush(fd).catch((error: unknown) => error)))
}
