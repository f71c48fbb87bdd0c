import { createRequire } from 'node:module'

type Call = (...inputs: unknown[]) => number

/** What is called of Linux's C library to start a program and to see its end. */
export interface Libc {
  pipe2: Call
  socketpair: Call
  /** Node complains of a thread that closes by its means what it has not opened so. */
  close: Call
  posixSpawn: Call
  actionsInit: Call
  actionsDestroy: Call
  actionsDup: Call
  actionsOpen: Call
  attributesInit: Call
  attributesDestroy: Call
  attributesFlags: Call
  attributesMask: Call
  attributesDefaults: Call
  sigfillset: Call
  sigemptyset: Call
  waitpid: Call
  kill: Call
  /** Outside of this thread: resolves when that child has ended, and leaves its status to `waitpid`. */
  waitForEnd(pid: number): Promise<void>
}

/** P_PID; WEXITED and WNOWAIT. */
const byPid = 1
const exitedAndKept = 0x4 | 0x1000000

function load(): Libc | undefined {
  if (process.platform !== 'linux') return undefined
  try {
    const c = createRequire(import.meta.url)('koffi').load(null)
    const waitid = c.func('int waitid(int, unsigned int, void *, int)')
    return {
      pipe2: c.func('int pipe2(void *, int)'),
      socketpair: c.func('int socketpair(int, int, int, void *)'),
      close: c.func('int close(int)'),
      posixSpawn: c.func(
        'int posix_spawn(void *, const char *, const void *, const void *, const char **, const char **)',
      ),
      actionsInit: c.func('int posix_spawn_file_actions_init(void *)'),
      actionsDestroy: c.func('int posix_spawn_file_actions_destroy(void *)'),
      actionsDup: c.func('int posix_spawn_file_actions_adddup2(void *, int, int)'),
      actionsOpen: c.func(
        'int posix_spawn_file_actions_addopen(void *, int, const char *, int, unsigned int)',
      ),
      attributesInit: c.func('int posix_spawnattr_init(void *)'),
      attributesDestroy: c.func('int posix_spawnattr_destroy(void *)'),
      attributesFlags: c.func('int posix_spawnattr_setflags(void *, short)'),
      attributesMask: c.func('int posix_spawnattr_setsigmask(void *, const void *)'),
      attributesDefaults: c.func('int posix_spawnattr_setsigdefault(void *, const void *)'),
      sigfillset: c.func('int sigfillset(void *)'),
      sigemptyset: c.func('int sigemptyset(void *)'),
      waitpid: c.func('int waitpid(int, void *, int)'),
      kill: c.func('int kill(int, int)'),
      waitForEnd: (pid) => new Promise((resolve) => waitid.async(byPid, pid, null, exitedAndKept, resolve)),
    }
  } catch {
    return undefined
  }
}

let loaded: Libc | undefined | null = null

/** Undefined on other systems, and where native calls cannot be made. */
export function libc(): Libc | undefined {
  if (loaded === null) loaded = load()
  return loaded
}
