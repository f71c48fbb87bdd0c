import { execFileSync } from 'node:child_process'
import { randomFillSync } from 'node:crypto'
import {
  closeSync,
  copyFileSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  statSync,
  utimesSync,
  watch,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export const MiB = 1024 * 1024

/** Bytes that neither repeat nor compress. */
export function makeFile(path: string, size: number): void {
  mkdirSync(dirname(path), { recursive: true })
  const file = openSync(path, 'w')
  const block = Buffer.allocUnsafe(Math.min(size, 8 * MiB))
  for (let left = size; left > 0; left -= block.length)
    writeSync(file, randomFillSync(block), 0, Math.min(left, block.length))
  // Or the disk would be busy with it while it is carried.
  fsyncSync(file)
  closeSync(file)
  rest(path)
}

let made = 0

/**
 * As if it had been written long ago, so that nobody has to wait until it is at rest; each a minute after the one before,
 * so that nobody takes it for the same.
 */
function rest(path: string): void {
  made++
  const at = Math.floor(Date.now() / 1000) - 100_000 + made * 60
  utimesSync(path, at, at)
}

/** A copy, of which so much of the whole is other bytes, in so many places. */
export function makeChanged(original: string, path: string, part: number, places: number): void {
  copyFileSync(original, path)
  const { size } = statSync(path)
  const file = openSync(path, 'r+')
  const piece = Buffer.allocUnsafe(Math.floor((size * part) / places))
  for (let place = 0; place < places; place++)
    writeSync(file, randomFillSync(piece), 0, piece.length, Math.floor((size / places) * (place + 0.3)))
  fsyncSync(file)
  closeSync(file)
  rest(path)
}

export function makeSmallFiles(folder: string, count: number, size: number): void {
  const bytes = Buffer.alloc(size)
  for (let n = 0; n < count; n++) {
    const directory = join(folder, `d${Math.floor(n / 100)}`)
    if (n % 100 === 0) mkdirSync(directory, { recursive: true })
    writeFileSync(join(directory, `f${n}`), randomFillSync(bytes))
  }
  execFileSync('sync', ['-f', folder])
}

/** A file or folder that is ready comes to its place in one step. */
export const bring = (staged: string, place: string): void => renameSync(staged, place)

const failAfterMs = 120_000

/** Until a file is there as that one is: same size, same time of change. Programs put files in place when they are whole. */
export async function arrived(path: string, like: string): Promise<void> {
  const { size, mtimeMs } = statSync(like)
  const isThere = () => {
    const found = statSync(path, { throwIfNoEntry: false })
    return found?.size === size && Math.abs(found.mtimeMs - mtimeMs) < 2
  }
  await poll(isThere, 5)
}

/** Until so many small files are there. */
export async function allArrived(folder: string, count: number): Promise<void> {
  let directory = 0
  const isThere = () => {
    for (; directory * 100 < count; directory++) {
      let names: string[] = []
      try {
        names = readdirSync(join(folder, `d${directory}`))
      } catch {
        return false
      }
      const here = names.filter((name) => name.startsWith('f')).length
      if (here < Math.min(100, count - directory * 100)) return false
    }
    return true
  }
  await poll(isThere, 20)
}

async function poll(isSo: () => boolean, everyMs: number): Promise<void> {
  const end = performance.now() + failAfterMs
  while (!isSo()) {
    if (performance.now() > end) throw new Error('Something has not arrived.')
    await sleep(everyMs)
  }
}

/** Throws if they differ. */
export function mustBeSame(one: string, other: string): void {
  if (statSync(one).isDirectory()) {
    for (const name of readdirSync(one)) mustBeSame(join(one, name), join(other, name))
    return
  }
  const [a, b] = [openSync(one, 'r'), openSync(other, 'r')]
  const [first, second] = [Buffer.allocUnsafe(4 * MiB), Buffer.allocUnsafe(4 * MiB)]
  for (;;) {
    const length = readSync(a, first)
    const same =
      readSync(b, second) === length && first.subarray(0, length).equals(second.subarray(0, length))
    if (!same) throw new Error(`${other} is not ${one}`)
    if (length === 0) break
  }
  closeSync(a)
  closeSync(b)
}

/** Tells when a name appears in a folder, as soon as the system does. */
export function appearances(folder: string): { of(name: string): Promise<number>; close(): void } {
  let wake = () => {}
  const watcher = watch(folder, () => wake())
  return {
    async of(name) {
      const path = join(folder, name)
      while (statSync(path, { throwIfNoEntry: false }) === undefined)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, 1000)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      return performance.now()
    },
    close: () => watcher.close(),
  }
}
