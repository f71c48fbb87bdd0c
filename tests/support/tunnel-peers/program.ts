import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Program extends AsyncDisposable {
  /** What it has said so far, on both of its outputs. */
  said(): string
}

/** A server that runs until it is disposed of, with all that it has started; resolves when its TCP port takes connections. */
export async function startServer(
  command: string,
  args: readonly string[],
  port: number,
  env: NodeJS.ProcessEnv = {},
): Promise<Program> {
  // A group of its own, so that the processes that it starts end with it.
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    env: { ...process.env, ...env },
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (more: string) => {
      text += more
    })
  const ended = once(child, 'exit').catch((error: Error) => {
    text += error.message
  })
  const isOver = () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined
  const stop = async () => {
    if (!isOver()) process.kill(-child.pid!, 'SIGKILL')
    await ended
  }
  while (!(await answers(port))) {
    if (isOver()) throw new Error(`${command} has ended: ${text}`)
    await sleep(20)
  }
  return { said: () => text, [Symbol.asyncDispose]: stop }
}

async function answers(port: number): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port })
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
