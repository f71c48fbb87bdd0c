import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { utilityProcess } from 'electron'
import { exitOf, type ForkEngine } from '../host/engine-child.ts'

/** A process that is asked to end and does not is ended so much later, the hard way; ms. */
const impatienceMs = 2000
/** How Electron tells of one that a signal has ended: the signal's number (SIGILL … SIGSEGV), with or without the bit for a core file. */
const faultSignals: readonly number[] = [4, 5, 6, 7, 8, 11]
const isFault = (code: number) => code > 0 && code < 256 && faultSignals.includes(code & 0x7f)

/** In a utility process of Electron, whose app may not run Node by itself. */
export const forkUtility: ForkEngine = (url, variables) => {
  const child = utilityProcess.fork(fileURLToPath(url), [], {
    serviceName: 'Hawser engine',
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...variables },
  })
  let isOver = false
  child.once('exit', () => {
    isOver = true
  })
  return {
    stderr: child.stderr as Readable | null,
    post(message) {
      if (!isOver) child.postMessage(message)
    },
    onMessage: (listener) => void child.on('message', listener),
    onGone: (listener) => void child.once('exit', listener),
    onExit(listener) {
      child.once('exit', (code) => {
        const exit = exitOf(code, null)
        listener({ ...exit, isNative: exit.isNative || isFault(code) })
      })
    },
    kill() {
      const { pid } = child
      child.kill()
      // One that hangs in native code does not hear of it.
      const timer = setTimeout(() => {
        if (!isOver && pid !== undefined) process.kill(pid, 'SIGKILL')
      }, impatienceMs)
      child.once('exit', () => clearTimeout(timer))
    },
  }
}
