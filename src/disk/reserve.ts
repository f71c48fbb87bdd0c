import { resize } from './io.ts'
import { linuxCall } from './linux-call.ts'

const fallocate = linuxCall('int fallocate(int, int, int64_t, int64_t)')

/** Gives an open file its size, with room on the disk where the system can say so: else a full disk shows when it is written. */
export async function reserve(fd: number, size: number): Promise<void> {
  // Also what this answers on a full disk: the caller has looked, and writing tells it again.
  if ((await fallocate(fd, 0, 0, size)) !== 0) await resize(fd, size)
}
