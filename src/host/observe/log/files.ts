import { mkdirSync } from 'node:fs'
import { readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'

export interface LogFiles {
  write(line: string): void
  /** All that was written is with the system. */
  close(): void
}

export interface LogFileOptions {
  folder: string
  /** Bytes of one file, and how many files there may be, the one in use included. */
  size: number
  files: number
  /** A line could not be written; the log goes on when it can. */
  failed(error: Error): void
  /** After a failure: lines can be written again. */
  recovered(): void
}

/** Lines that wait because the disk is full: more are left out. */
const waitingLimit = 256 * 1024

/**
 * `hawser.N.log`, the highest number being the newest, in a folder of their own. Each line is with the system at once:
 * the process may be about to end, and its last words are the ones that are wanted. Throws when the folder cannot be written.
 */
export async function openLogFiles({
  folder,
  size,
  files,
  failed,
  recovered,
}: LogFileOptions): Promise<LogFiles> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  await removeOldest(folder, files)
  const { default: roll } = await import('pino-roll')
  const stream = await roll({
    file: join(folder, 'hawser'),
    extension: '.log',
    size: `${size}b`,
    limit: { count: files, removeOtherLogFiles: true },
    sync: true,
    mode: 0o600,
    maxLength: waitingLimit,
  })
  let isFailing = false
  const fail = (error: Error) => {
    isFailing = true
    failed(error)
  }
  stream.on('error', fail)
  stream.on('drop', () => fail(new Error('too much waits')))
  stream.on('write', () => {
    if (isFailing) recovered()
    isFailing = false
  })
  return {
    write: (line) => void stream.write(line),
    close() {
      stream.removeAllListeners('drop')
      stream.destroy()
    },
  }
}

const numberIn = (name: string) => Number(/^hawser\.(\d{1,15})\.log$/.exec(name)?.[1] ?? Number.NaN)

/** Rolling counts only when a file is full: what an earlier start left, with other settings perhaps, goes now. */
async function removeOldest(folder: string, files: number): Promise<void> {
  const found = (await readdir(folder)).filter((name) => !Number.isNaN(numberIn(name)))
  found.sort((a, b) => numberIn(b) - numberIn(a))
  for (const name of found.slice(files)) await unlink(join(folder, name)).catch(() => {})
}
