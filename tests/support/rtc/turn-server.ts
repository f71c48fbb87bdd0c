import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { networkInterfaces } from 'node:os'
import type { IceServer } from '../../../src/transfer/rtc.ts'

export interface TurnServer {
  iceServers: readonly IceServer[]
  [Symbol.asyncDispose](): Promise<void>
}

/** An address of this machine that others could reach; stacks offer no loopback. */
export function ownAddress(): string | undefined {
  return Object.values(networkInterfaces())
    .flat()
    .find((each) => each?.family === 'IPv4' && !each.internal)?.address
}

async function freePort(host: string): Promise<number> {
  const socket = createSocket('udp4').bind(0, host)
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  await once(socket, 'close')
  return port
}

/** coturn, for this machine alone. */
export async function startTurnServer(host: string): Promise<TurnServer> {
  const port = await freePort(host)
  const addresses = [`--listening-ip=${host}`, `--relay-ip=${host}`, `--allowed-peer-ip=${host}`]
  const account = ['--user=hawser:secret', '--realm=test', '--lt-cred-mech']
  const process = spawn(
    'turnserver',
    [
      '-n',
      '--no-tls',
      '--no-dtls',
      '--no-cli',
      '--log-file=stdout',
      '--simple-log',
      '--pidfile=/dev/null',
    ].concat(addresses, account, `--listening-port=${port}`),
    { stdio: ['ignore', 'pipe', 'pipe'], cwd: '/tmp' },
  )
  const ended = once(process, 'exit')
  let said = ''
  const listening = Promise.withResolvers<void>()
  for (const output of [process.stdout, process.stderr])
    output.on('data', (text) => {
      said += text
      if (/IPv4\. UDP listener opened on/.test(said)) listening.resolve()
    })
  void ended.then(() => listening.reject(new Error(`turnserver ended: ${said}`)))
  await listening.promise
  return {
    iceServers: [{ url: `turn:${host}:${port}`, username: 'hawser', credential: 'secret' }],
    async [Symbol.asyncDispose]() {
      process.kill()
      await ended
    },
  }
}
