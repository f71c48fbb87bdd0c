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

/** Asks (STUN binding request, RFC 8489) until something answers. */
async function answered(host: string, port: number, until: AbortSignal): Promise<void> {
  const request = Buffer.alloc(20)
  request.writeUInt16BE(1, 0)
  request.writeUInt32BE(0x2112a442, 4)
  const socket = createSocket('udp4').bind(0, host)
  const timer = setInterval(() => socket.send(request, port, host), 50)
  await once(socket, 'message', { signal: until }).finally(() => {
    clearInterval(timer)
    socket.close()
  })
}

/** coturn, for this machine alone. */
export async function startTurnServer(host: string): Promise<TurnServer> {
  const port = await freePort(host)
  const process = spawn(
    'turnserver',
    [
      ...['-n', '--no-tls', '--no-dtls', '--no-cli', '--log-file=stdout', '--pidfile=/dev/null'],
      ...[`--listening-ip=${host}`, `--relay-ip=${host}`, `--allowed-peer-ip=${host}`],
      ...['--user=hawser:secret', '--realm=test', '--lt-cred-mech', `--listening-port=${port}`],
    ],
    { stdio: 'ignore' },
  )
  const gone = new AbortController()
  const ended = once(process, 'exit').then(() => gone.abort(new Error('turnserver ended')))
  await answered(host, port, gone.signal)
  return {
    iceServers: [{ url: `turn:${host}:${port}`, username: 'hawser', credential: 'secret' }],
    async [Symbol.asyncDispose]() {
      process.kill()
      await ended
    },
  }
}
