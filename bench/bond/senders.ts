import { type ChildProcess, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export const uplinks = ['127.0.0.1', '127.0.0.2', '127.0.0.3']

/** An SRTLA sender at work. */
export interface RunningSender extends AsyncDisposable {
  port: number
  /** Processor time that its process has used so far, ns. */
  cpuNs(): Promise<number>
}

export interface Sender {
  name: string
  start(receiverPort: number): Promise<RunningSender>
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  return port
}

/** All threads of a process: the first number of each one's schedstat, in ns. */
async function cpuNs(pid: number): Promise<number> {
  let sum = 0
  for (const task of await readdir(`/proc/${pid}/task`)) {
    const text = await readFile(`/proc/${pid}/task/${task}/schedstat`, 'utf8').catch(() => '0')
    sum += Number(text.split(' ')[0])
  }
  return sum
}

function running(port: number, child: ChildProcess, folder?: string): RunningSender {
  return {
    port,
    async cpuNs() {
      if (child.exitCode === null && child.signalCode === null) return cpuNs(child.pid!)
      throw new Error(`${child.spawnargs.join(' ')} ended: ${child.signalCode ?? child.exitCode}`)
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, 'exit')
        child.kill('SIGKILL')
        await gone
      }
      if (folder) await rm(folder, { recursive: true, force: true })
    },
  }
}

// From source, so that it is never an old build that is measured.
const cli = resolve(import.meta.dirname, '../../src/cli/index.ts')

export const hawserSender = (name: string, options: string[]): Sender => ({
  name,
  async start(receiverPort) {
    const port = await freeUdpPort()
    const where = ['--listen', `127.0.0.1:${port}`, '--receiver', `127.0.0.1:${receiverPort}`]
    const links = uplinks.flatMap((uplink) => ['--uplink', uplink])
    const args = [cli, 'bond', ...where, ...links, ...options, '--json']
    return running(port, spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] }))
  },
})

/** Any sender that takes LISTEN_PORT HOST PORT FILE, the file with one local address a line. */
export const peerSender = (command: string): Sender => ({
  name: command.split('/').at(-1) ?? command,
  async start(receiverPort) {
    const folder = await mkdtemp(join(tmpdir(), 'hawser-bench-'))
    const file = join(folder, 'uplinks.txt')
    await writeFile(file, uplinks.map((uplink) => `${uplink}\n`).join(''))
    const port = await freeUdpPort()
    const args = [String(port), '127.0.0.1', String(receiverPort), file]
    return running(port, spawn(command, args, { stdio: ['ignore', 'ignore', 'ignore'] }), folder)
  },
})
