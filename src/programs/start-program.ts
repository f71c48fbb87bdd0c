import { type ChildProcess, spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { notStarted, type Program, type ProgramOptions } from './program.ts'
import { canSpawnBeside, spawnBeside } from './spawn-beside.ts'

/**
 * Starts a program with a list of arguments, never through a shell, with nothing on its input. What forwards streams may
 * call it: on Linux Node copies the tables of this whole process's memory for each program that it starts, while all threads wait, so
 * it is done another way there. On macOS and Windows Node copies nothing.
 */
export const startProgram = (file: string, args: readonly string[], options: ProgramOptions): Program =>
  canSpawnBeside() ? spawnBeside(file, args, options) : spawnByNode(file, args, options)

/** By Node's own means. */
export function spawnByNode(
  file: string,
  args: readonly string[],
  { env, outputs }: ProgramOptions,
): Program {
  let child: ChildProcess
  const output = (name: 'stdout' | 'stderr') => (outputs.includes(name) ? 'pipe' : 'ignore')
  try {
    child = spawn(file, [...args], {
      env,
      stdio: ['ignore', output('stdout'), output('stderr')],
      windowsHide: true,
    })
  } catch (error) {
    // Some refusals are thrown, others told by an event.
    return notStarted(error)
  }
  const { pid, stdout, stderr } = child
  return {
    pid,
    // There are none when the system is out of handles.
    stdout: stdout ?? null,
    stderr: stderr ?? null,
    ended: new Promise((resolve) => {
      child.on('error', (failed) => {
        if (pid === undefined) resolve({ failed })
      })
      child.once('close', (code, signal) =>
        resolve(signal === null ? { code: code ?? 0, signal } : { code: null, signal }),
      )
    }),
    kill: () => void child.kill('SIGKILL'),
    unref() {
      child.unref()
      for (const stream of [stdout, stderr]) if (stream instanceof Socket) stream.unref()
    },
  }
}
