import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { Side } from '../sync/network.ts'
import { ended, sleep } from './remote.ts'
import { openTube, type StackName } from './tube.ts'

/** What leads from ports of the near side to ports of the far side. */
export interface FarPeer {
  name: string
  open(near: Side, far: Side, ports: number[]): Promise<Opened>
}

interface Opened extends AsyncDisposable {
  host: string
  ports: number[]
}

const start = (side: Side, program: string, args: string[]): ChildProcess => {
  const [command, all] = side.command(program, args)
  return spawn(command, all, { stdio: ['ignore', 'ignore', 'pipe'] })
}

/** Until somebody listens there: asked on that side itself. */
async function until(side: Side, host: string, port: number, child: ChildProcess): Promise<void> {
  let complaint = ''
  child.stderr?.on('data', (text) => {
    complaint = `${complaint}${text}`.slice(-2000)
  })
  const [command, args] = side.command('sh', ['-c', 'ss -Htln'])
  for (let tries = 0; tries < 300; tries++) {
    const listeners = execFileSync(command, args, { encoding: 'utf8' })
    if (listeners.includes(`${host}:${port} `)) return
    if (child.exitCode !== null) break
    await sleep(50)
  }
  throw new Error(`${child.spawnargs.join(' ')}: nobody listens. ${complaint}`)
}

const farPort = 7000
/** Where it listens for each of them. */
const nearPorts = [7001, 7002, 7003]

/** TCP itself, without a tunnel. */
const direct: FarPeer = {
  name: 'TCP without a tunnel',
  open: async (_near, far, ports) => ({ host: far.host, ports, async [Symbol.asyncDispose]() {} }),
}

const ssh: FarPeer = {
  name: 'ssh -L',
  async open(near, far, ports) {
    const folder = mkdtempSync(join(tmpdir(), 'hawser-bench-'))
    const at = (name: string) => join(folder, name)
    for (const name of ['host', 'user'])
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(name)])
    mkdirSync('/run/sshd', { recursive: true })
    chmodSync(folder, 0o700)
    const config = [
      `ListenAddress ${far.host}:${farPort}`,
      `HostKey ${at('host')}`,
      `AuthorizedKeysFile ${at('user.pub')}`,
      'PermitRootLogin yes',
      'StrictModes no',
      'UsePAM no',
      `PidFile ${at('pid')}`,
    ]
    writeFileSync(at('config'), `${config.join('\n')}\n`)
    const server = start(far, '/usr/sbin/sshd', ['-D', '-e', '-f', at('config')])
    await until(far, far.host, farPort, server)
    const trust = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-i', at('user')]
    const ways = ports.flatMap((port, at) => ['-L', `127.0.0.1:${nearPorts[at]}:127.0.0.1:${port}`])
    const to = ['-p', String(farPort), '-F', 'none', '-N', `${userInfo().username}@${far.host}`]
    const client = start(near, 'ssh', [...trust, ...ways, ...to])
    await until(near, '127.0.0.1', nearPorts[0]!, client)
    return {
      host: '127.0.0.1',
      ports: nearPorts,
      async [Symbol.asyncDispose]() {
        await ended(client)
        await ended(server)
        rmSync(folder, { recursive: true })
      },
    }
  },
}

const webSocket: FarPeer = {
  name: 'WebSockets, in ten lines, not encrypted',
  async open(near, far, ports) {
    const program = join(import.meta.dirname, 'ws-tunnel.ts')
    const server = start(far, process.execPath, [program, 'serve', far.host, String(farPort)])
    await until(far, far.host, farPort, server)
    const ways = ports.flatMap((port, at) => [String(nearPorts[at]), `ws://${far.host}:${farPort}/${port}`])
    const client = start(near, process.execPath, [program, 'forward', ...ways])
    await until(near, '127.0.0.1', nearPorts[0]!, client)
    return {
      host: '127.0.0.1',
      ports: nearPorts,
      async [Symbol.asyncDispose]() {
        await ended(client)
        await ended(server)
      },
    }
  },
}

const hawser = (stack: StackName, maxLanes: number): FarPeer => ({
  name: `Hawser, ${stack}, ${maxLanes} ${maxLanes === 1 ? 'lane' : 'lanes at most'}`,
  async open(near, far, ports) {
    const tube = await openTube({ stack, targets: ports, near, far, maxLanes })
    return { host: '127.0.0.1', ports: tube.ports, [Symbol.asyncDispose]: tube[Symbol.asyncDispose] }
  },
})

export const farPeers: readonly FarPeer[] = [
  direct,
  ssh,
  webSocket,
  hawser('node-datachannel', 1),
  hawser('node-datachannel', 8),
  hawser('werift', 8),
]
