import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A forwarder at work: from `port` to the target it was started with. */
export interface Running extends AsyncDisposable {
  port: number
  /** Seconds of processor time that it and its children have used. */
  cpuSeconds(): Promise<number>
  rssBytes(): Promise<number>
}

export interface Peer {
  name: string
  start(targetPort: number): Promise<Running>
}

const ticksPerSecond = 100

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

async function children(pid: number): Promise<number[]> {
  const found: number[] = [pid]
  for (const task of await readdir(`/proc/${pid}/task`)) {
    const list = await readFile(`/proc/${pid}/task/${task}/children`, 'utf8').catch(() => '')
    for (const child of list.split(' ').filter(Boolean)) found.push(...(await children(Number(child))))
  }
  return found
}

/** Processor seconds and resident bytes of a process and all below it. */
export async function usage(pid: number): Promise<{ cpuSeconds: number; rssBytes: number }> {
  let ticks = 0
  let rssBytes = 0
  for (const each of await children(pid)) {
    const stat = await readFile(`/proc/${each}/stat`, 'utf8').catch(() => '')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // utime and stime, and those of children that have been waited for; proc(5).
    for (const index of [11, 12, 13, 14]) ticks += Number(fields[index] ?? 0)
    const status = await readFile(`/proc/${each}/status`, 'utf8').catch(() => '')
    rssBytes += Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024
  }
  return { cpuSeconds: ticks / ticksPerSecond, rssBytes }
}

/** Whether anybody listens, asked without leaving a connection behind at the target. */
async function listens(port: number): Promise<boolean> {
  const table =
    (await readFile('/proc/net/tcp', 'utf8')) + (await readFile('/proc/net/tcp6', 'utf8').catch(() => ''))
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  return new RegExp(`:${hex} [0-9A-F]+:0000 0A`).test(table)
}

async function running(port: number, child: ChildProcess, folder?: string): Promise<Running> {
  let output = ''
  child.stderr?.on('data', (text) => {
    output += text
  })
  for (let tries = 0; !(await listens(port)); tries++) {
    if (tries > 200 || child.exitCode !== null)
      throw new Error(`${child.spawnfile} does not listen: ${output}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return {
    port,
    cpuSeconds: async () => (await usage(child.pid!)).cpuSeconds,
    rssBytes: async () => (await usage(child.pid!)).rssBytes,
    async [Symbol.asyncDispose]() {
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      const impatience = setTimeout(() => child.kill('SIGKILL'), 3000)
      if (child.exitCode === null && child.signalCode === null) await gone
      clearTimeout(impatience)
      if (folder) await rm(folder, { recursive: true, force: true })
    },
  }
}

const quiet = { stdio: ['ignore', 'ignore', 'pipe'] as ['ignore', 'ignore', 'pipe'] }

const haproxy = (name: string, tuning: string): Peer => ({
  name,
  async start(targetPort) {
    const folder = await mkdtemp(join(tmpdir(), 'hawser-bench-'))
    const port = await freePort()
    const config = [
      'global',
      '  nbthread 1',
      '  maxconn 4000',
      tuning,
      'defaults',
      '  mode tcp',
      '  timeout connect 5s',
      '  timeout client 1h',
      '  timeout server 1h',
      'frontend in',
      `  bind 127.0.0.1:${port}`,
      '  default_backend out',
      'backend out',
      `  server target 127.0.0.1:${targetPort}`,
      '',
    ].join('\n')
    await writeFile(join(folder, 'haproxy.cfg'), config)
    return running(port, spawn('haproxy', ['-db', '-f', join(folder, 'haproxy.cfg')], quiet), folder)
  },
})

const nginx: Peer = {
  name: 'nginx',
  async start(targetPort) {
    const folder = await mkdtemp(join(tmpdir(), 'hawser-bench-'))
    const port = await freePort()
    const config = [
      'load_module /usr/lib/nginx/modules/ngx_stream_module.so;',
      'daemon off;',
      'worker_processes 1;',
      `pid ${folder}/pid;`,
      'error_log stderr;',
      'events { worker_connections 8192; }',
      `stream { server { listen 127.0.0.1:${port}; proxy_pass 127.0.0.1:${targetPort}; } }`,
      '',
    ].join('\n')
    await writeFile(join(folder, 'nginx.conf'), config)
    return running(port, spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], quiet), folder)
  },
}

const socat: Peer = {
  name: 'socat',
  async start(targetPort) {
    const port = await freePort()
    const listen = `TCP-LISTEN:${port},bind=127.0.0.1,fork,reuseaddr,nodelay,backlog=1024`
    return running(port, spawn('socat', [listen, `TCP:127.0.0.1:${targetPort},nodelay`], quiet))
  },
}

const hawser = (name: string, options: string[]): Peer => ({
  name,
  async start(targetPort) {
    const port = await freePort()
    const rule = ['--listen', `127.0.0.1:${port}`, '--target', `127.0.0.1:${targetPort}`]
    const child = spawn(process.execPath, ['bin/hawser.js', 'forward', ...rule, ...options, '--json'], quiet)
    return running(port, child)
  },
})

export const hawserPeer = hawser('hawser', [])
export const haproxyPeer = haproxy('haproxy', '')
export const haproxy64Peer = haproxy('haproxy-64k', '  tune.bufsize 65536')
export const bulkPeers: Peer[] = [
  hawserPeer,
  hawser('hawser, no monitor', ['--no-monitor']),
  haproxyPeer,
  haproxy64Peer,
  nginx,
  socat,
]
export const streamPeers: Peer[] = [hawserPeer, haproxyPeer, nginx]

/** Connects, waiting for a listener that is still coming up. */
export async function dial(port: number) {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true })
  await once(socket, 'connect')
  return socket
}
