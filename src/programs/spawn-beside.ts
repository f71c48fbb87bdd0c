import { accessSync, constants } from 'node:fs'
import { Socket } from 'node:net'
import { constants as system } from 'node:os'
import { delimiter, isAbsolute, join } from 'node:path'
import { getSystemErrorName } from 'node:util'
import { type Libc, libc } from './libc.ts'
import { notStarted, type Program, type ProgramEnd, type ProgramOptions } from './program.ts'

/** O_CLOEXEC, which is SOCK_CLOEXEC too, as on x64 and arm64. */
const closeOnExec = 0o2000000
/** AF_UNIX, SOCK_STREAM. */
const familyUnix = 1
const typeStream = 1
/** POSIX_SPAWN_SETSIGDEF, POSIX_SPAWN_SETSIGMASK. */
const spawnFlags = 0x04 | 0x08
/** WNOHANG. */
const noHang = 1
/** More than any C library takes for its structures; arrays of 64 bytes or less would move in memory. */
const structBytes = 512

/** Which descriptor of the program its channel to this process is. */
export const channelDescriptor = 3

export interface BesideOptions extends ProgramOptions {
  /** There is a socket between it and this process, its descriptor 3. */
  hasChannel?: boolean
}

export interface ProgramBeside extends Program {
  /** Null when there is none, or the program could not be started. */
  readonly channel: Socket | null
}

/** Whether this system has what `spawnBeside` takes: Linux, and calls of its C library. */
export const canSpawnBeside = (): boolean => libc() !== undefined

/**
 * Starts a program by posix_spawn(3), which on Linux lends this process's memory to the new one until that is the
 * program, instead of copying its tables; only the calling thread waits for it, a millisecond. Throws on other systems.
 */
export function spawnBeside(
  file: string,
  args: readonly string[],
  { env, outputs, hasChannel = false }: BesideOptions,
): ProgramBeside {
  const c = libc()
  if (c === undefined) throw new Error('This system starts programs by other means.')
  const ours: number[] = []
  const theirs: number[] = []
  const open = (make: (ends: Int32Array) => number) => {
    const ends = new Int32Array(structBytes)
    if (make(ends) !== 0) throw failure('EMFILE', file)
    ours.push(ends[0]!)
    theirs.push(ends[1]!)
    return { our: ends[0]!, their: ends[1]! }
  }
  try {
    const path = findProgram(file, env)
    const [out, err] = (['stdout', 'stderr'] as const).map((name) =>
      outputs.includes(name) ? open((ends) => c.pipe2(ends, closeOnExec)) : undefined,
    )
    const channel = hasChannel
      ? open((ends) => c.socketpair(familyUnix, typeStream | closeOnExec, 0, ends))
      : undefined
    const pid = spawn(c, path, [file, ...args], env, [out?.their, err?.their, channel?.their])
    const reader = (fd: number) => new Socket({ fd, readable: true, writable: false })
    return running(
      c,
      pid,
      out ? reader(out.our) : null,
      err ? reader(err.our) : null,
      channel ? new Socket({ fd: channel.our, readable: true, writable: true }) : null,
    )
  } catch (error) {
    for (const fd of ours) c.close(fd)
    return { ...notStarted(error), channel: null }
  } finally {
    for (const fd of theirs) c.close(fd)
  }
}

function running(
  c: Libc,
  pid: number,
  stdout: Socket | null,
  stderr: Socket | null,
  channel: Socket | null,
): ProgramBeside {
  let isOver = false
  const streams = [stdout, stderr, channel].filter((stream) => stream !== null)
  const closed = streams.map(
    (stream) =>
      new Promise<void>((resolve) => {
        stream.once('close', () => resolve())
        stream.on('error', () => {})
      }),
  )
  // With what it holds open it tells of its end: until then no thread has to wait for it.
  const ended = Promise.all(closed)
    .then(() => c.waitForEnd(pid))
    .then((): ProgramEnd => {
      // Its number could not become another program's until now, when its status is taken.
      isOver = true
      const status = new Int32Array(structBytes)
      return c.waitpid(pid, status, noHang) === pid ? endOf(status[0]!) : { code: 0, signal: null }
    })
  return {
    pid,
    stdout,
    stderr,
    channel,
    ended,
    kill() {
      if (!isOver) c.kill(pid, system.signals.SIGKILL)
    },
    unref() {
      for (const stream of streams) stream.unref()
    },
  }
}

/** Of a status as waitpid(2) tells it. */
function endOf(status: number): ProgramEnd {
  const number = status & 0x7f
  if (number === 0) return { code: (status >> 8) & 0xff, signal: null }
  const names = Object.keys(system.signals) as NodeJS.Signals[]
  return { code: null, signal: names.find((name) => system.signals[name] === number) ?? 'SIGKILL' }
}

function spawn(
  c: Libc,
  path: string,
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  [out, err, channel]: readonly (number | undefined)[],
): number {
  const [actions, attributes, signals] = [1, 2, 3].map(() => new Uint8Array(structBytes))
  const pid = new Int32Array(structBytes)
  c.actionsInit(actions)
  c.attributesInit(attributes)
  try {
    for (const [descriptor, given] of [undefined, out, err].entries())
      if (given === undefined) c.actionsOpen(actions, descriptor, '/dev/null', constants.O_RDWR, 0)
      else c.actionsDup(actions, given, descriptor)
    if (channel !== undefined) c.actionsDup(actions, channel, channelDescriptor)
    // What this process or this thread has made of signals is its own affair; Node ignores one.
    c.attributesFlags(attributes, spawnFlags)
    c.sigemptyset(signals)
    c.attributesMask(attributes, signals)
    c.sigfillset(signals)
    c.attributesDefaults(attributes, signals)
    const variables = Object.entries(env).flatMap(([name, value]) =>
      value === undefined ? [] : `${name}=${value}`,
    )
    const error = c.posixSpawn(pid, path, actions, attributes, [...argv, null], [...variables, null])
    if (error !== 0) throw failure(getSystemErrorName(-error), path)
    return pid[0]!
  } finally {
    c.actionsDestroy(actions)
    c.attributesDestroy(attributes)
  }
}

/** A name is looked for where `env` says. Throws ENOENT. */
function findProgram(file: string, env: NodeJS.ProcessEnv): string {
  if (file.includes('/')) return file
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    // An empty one would be the current folder.
    if (!isAbsolute(folder)) continue
    const path = join(folder, file)
    try {
      accessSync(path, constants.X_OK)
      return path
    } catch {
      // It is in another one.
    }
  }
  throw failure('ENOENT', file)
}

const failure = (code: string, what: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`${code}: ${what}`), { code })
