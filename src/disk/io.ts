import fs, { constants, type Stats } from 'node:fs'
import { dirname } from 'node:path'

/** Calls of the system by bare descriptors: a promise each, and nothing else is allocated for the bytes. */

const isWindows = process.platform === 'win32'
const noFollow = constants.O_NOFOLLOW ?? 0
/** A named pipe in place of a file must not hold up the thread that opens it. */
const noBlock = constants.O_NONBLOCK ?? 0

export const readFlags = constants.O_RDONLY | noFollow | noBlock
export const editFlags = constants.O_RDWR | noFollow | noBlock
export const createFlags = editFlags | constants.O_CREAT | constants.O_EXCL

type Done = (error: NodeJS.ErrnoException | null) => void
const call = (start: (done: Done) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    start((error) => (error ? reject(error) : resolve()))
  })

export const openFile = (path: string, flags: number, mode = 0o600): Promise<number> =>
  new Promise((resolve, reject) => {
    fs.open(path, flags, mode, (error, fd) => (error ? reject(error) : resolve(fd)))
  })

export const closeFile = (fd: number): Promise<void> => call((done) => fs.close(fd, done))
export const flush = (fd: number): Promise<void> => call((done) => fs.fsync(fd, done))
export const resize = (fd: number, size: number): Promise<void> =>
  call((done) => fs.ftruncate(fd, size, done))
export const setMode = (fd: number, mode: number): Promise<void> => call((done) => fs.fchmod(fd, mode, done))
export const link = (from: string, to: string): Promise<void> => call((done) => fs.link(from, to, done))
export const unlink = (path: string): Promise<void> => call((done) => fs.unlink(path, done))
/** An empty one. */
export const removeDirectory = (path: string): Promise<void> => call((done) => fs.rmdir(path, done))

/** The system counts in fractions of a second as a floating number: a little more, or it falls to the ms before. */
export const seconds = (ms: number): number => (ms + 0.01) / 1000

/** Sets the time of modification, in ms. */
export const setTime = (fd: number, mtime: number): Promise<void> =>
  call((done) => fs.futimes(fd, seconds(mtime), seconds(mtime), done))

/** As `setTime`, by path. */
export const setTimes = (path: string, mtime: number): Promise<void> =>
  call((done) => fs.utimes(path, seconds(mtime), seconds(mtime), done))

export const statFile = (fd: number): Promise<Stats> =>
  new Promise((resolve, reject) => {
    fs.fstat(fd, (error, stats) => (error ? reject(error) : resolve(stats)))
  })

/** Undefined: nothing lies there. */
export const lookAt = (path: string): Promise<Stats | undefined> =>
  new Promise((resolve, reject) => {
    fs.lstat(path, (error, stats) => {
      if (!error) resolve(stats)
      else if (error.code === 'ENOENT') resolve(undefined)
      else reject(error)
    })
  })

const readOnce = (fd: number, into: Uint8Array, offset: number, position: number): Promise<number> =>
  new Promise((resolve, reject) => {
    fs.read(fd, into, offset, into.length - offset, position, (error, count) =>
      error ? reject(error) : resolve(count),
    )
  })

/** Fills `into`, or as much of it as there is until the end of the file. */
export async function readAt(fd: number, into: Uint8Array, position: number): Promise<number> {
  let filled = 0
  while (filled < into.length) {
    const count = await readOnce(fd, into, filled, position + filled)
    if (count === 0) break
    filled += count
  }
  return filled
}

const writeOnce = (fd: number, bytes: Uint8Array, offset: number, length: number, position: number) =>
  new Promise<number>((resolve, reject) => {
    fs.write(fd, bytes, offset, length, position, (error, count) => (error ? reject(error) : resolve(count)))
  })

export async function writeAt(
  fd: number,
  bytes: Uint8Array,
  offset: number,
  length: number,
  position: number,
): Promise<void> {
  let written = 0
  while (written < length) {
    const count = await writeOnce(fd, bytes, offset + written, length - written, position + written)
    // No progress without an error is what a full disk of some file systems answers.
    if (count === 0) throw Object.assign(new Error('nothing was written'), { code: 'ENOSPC' })
    written += count
  }
}

/**
 * With those above it up to `top`, above which all must be there: where a disk is not mounted, nothing is to be made.
 * (Node's own way answers ENOENT on a read-only disk.)
 */
export async function makeDirectories(path: string, mode: number, top = ''): Promise<void> {
  try {
    await call((done) => fs.mkdir(path, mode, done))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' && path !== top && dirname(path) !== path) {
      await makeDirectories(dirname(path), mode, top)
      await makeDirectories(path, mode, top)
    } else if (code !== 'EEXIST') throw error
  }
}

/** On Windows a virus scanner may hold a fresh file for a moment. */
const renameTries = 5

export async function move(from: string, to: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await call((done) => fs.rename(from, to, done))
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException
      if (!isWindows || !['EPERM', 'EACCES', 'EBUSY'].includes(code) || tries === renameTries) throw error
      await new Promise((resolve) => setTimeout(resolve, 20 * 2 ** tries))
    }
  }
}

/** Some network disks cannot, and a directory that may not be read cannot be opened for it. */
const cannotFlush = ['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'EACCES', 'EPERM', 'EISDIR']

/** What happened to the names in a directory is on disk only once the directory is. Windows has no such thing. */
export async function flushDirectory(path: string): Promise<void> {
  if (isWindows) return
  try {
    const fd = await openFile(path, constants.O_RDONLY)
    try {
      await flush(fd)
    } finally {
      await closeFile(fd)
    }
  } catch (error) {
    if (!cannotFlush.includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}
