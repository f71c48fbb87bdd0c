import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { canSpawnBeside, channelDescriptor, spawnBeside } from '../programs/spawn-beside.ts'
import { channelVariable } from '../wire/process-link.ts'
import { streamEnd } from '../wire/stream-end.ts'
import { type EngineChild, exitOf, type ForkEngine } from './engine-child.ts'

/** MB; as of the threads of other engines: stream data lies outside of it, and what is allocated is soon gone. */
const heapArguments = ['--max-old-space-size=1024', '--max-semi-space-size=8']

/** In a process of Node. */
export const forkNode: ForkEngine = (url, variables) =>
  canSpawnBeside() ? forkBeside(url, variables) : forkByNode(url, variables)

/** Without copying this process, which would hold up the streams in it. */
export function forkBeside(url: URL, variables: Record<string, string>): EngineChild {
  const program = spawnBeside(process.execPath, [...heapArguments, fileURLToPath(url)], {
    outputs: ['stderr'],
    hasChannel: true,
    env: { ...process.env, ...variables, [channelVariable]: String(channelDescriptor) },
  })
  const end = program.channel && streamEnd(program.channel)
  return {
    stderr: program.stderr,
    post: (message) => end?.post(message),
    onMessage: (listener) => end?.onMessage(listener),
    onGone(listener) {
      if (end) end.onGone(listener)
      else queueMicrotask(listener)
    },
    onExit: (listener) =>
      void program.ended.then((how) =>
        listener(
          'failed' in how ? { text: how.failed.message, isNative: false } : exitOf(how.code, how.signal),
        ),
      ),
    kill: () => program.kill(),
  }
}

/** By Node's own means and over its channel. */
export function forkByNode(url: URL, variables: Record<string, string>): EngineChild {
  const child = fork(fileURLToPath(url), [], {
    serialization: 'advanced',
    // What it prints is nobody's: the command line's own output may be read by a script.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: heapArguments,
    env: { ...process.env, ...variables },
  })
  return {
    stderr: child.stderr,
    post(message) {
      if (child.connected) child.send(message as object, undefined, undefined, () => {})
    },
    onMessage: (listener) => void child.on('message', listener),
    onGone: (listener) => void child.once('disconnect', listener),
    onExit(listener) {
      let startError: Error | undefined
      child.on('error', (error) => {
        if (child.pid === undefined) startError = error
      })
      // With its last words; also of one that could not be started.
      child.once('close', (code, signal) =>
        listener(startError ? { text: startError.message, isNative: false } : exitOf(code, signal)),
      )
    },
    kill: () => void child.kill('SIGKILL'),
  }
}
