import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

export type FileText =
  | {
      state: 'read'
      text: string
      /** Permission bits, such as 0o600; 0 on Windows, where they tell nothing. */
      mode: number
    }
  | { state: 'missing' | 'denied'; text: '' }

const fileLimit = 2_000_000
const chunkBytes = 16_384

/** Reads a text file, of which what lies beyond 2 MB is left out. Never rejects. */
export async function readFileText(path: string): Promise<FileText> {
  try {
    // Opening a pipe would wait for its other end.
    await using file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const about = await file.stat()
    // Devices and pipes never end.
    if (!about.isFile()) return { state: 'missing', text: '' }
    const chunks: Buffer[] = []
    // Files of the kernel tell no size, and tell what they hold in several reads.
    for (let total = 0; total < fileLimit; ) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(chunkBytes), 0, chunkBytes)
      if (bytesRead === 0) break
      chunks.push(buffer.subarray(0, bytesRead))
      total += bytesRead
    }
    const mode = process.platform === 'win32' ? 0 : about.mode & 0o777
    return { state: 'read', text: Buffer.concat(chunks).toString('utf8'), mode }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    return { state: code === 'EACCES' || code === 'EPERM' ? 'denied' : 'missing', text: '' }
  }
}
