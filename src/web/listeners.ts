import type { Server } from 'node:http'
import type { Endpoint } from '../contract/rule.ts'
import { Fault } from '../wire/fault.ts'
import { formatEndpoint } from './endpoint.ts'

/** Used when nobody asks for a port, if it is free: a stable port keeps a browser's tabs and cookies useful. */
export const usualPort = 8740

/** Servers that listen on one port. */
export interface Listening {
  servers: Server[]
  port: number
}

const noIpv6 = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'])
const tries = 10

/** Starts a server at `at`. Throws a fault that says why it cannot. */
async function listen(server: Server, at: Endpoint): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen({ host: at.host, port: at.port, ipv6Only: at.host === '::1' }, resolve)
  try {
    await promise
  } catch (error) {
    throw cannotListen(at, error as NodeJS.ErrnoException)
  } finally {
    server.off('error', reject)
  }
  return (server.address() as { port: number }).port
}

/** What a failure to listen means for a person. */
export function cannotListen(at: Endpoint, { code, message }: NodeJS.ErrnoException): Fault {
  const where = formatEndpoint(at)
  const detail = { errno: code }
  switch (code) {
    case 'EADDRINUSE':
      return new Fault('port-in-use', `Another program already listens on ${where}.`, detail)
    case 'EACCES':
    case 'EPERM':
      return new Fault('port-denied', `The system does not allow listening on ${where}.`, detail)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new Fault('address-unavailable', `This machine does not have the address ${at.host}.`, detail)
    default:
      return new Fault('listen-failed', `Cannot listen on ${where}: ${message}.`, detail)
  }
}

const isFault = (error: unknown, code: string) => error instanceof Fault && error.code === code

/**
 * Listens on 127.0.0.1 and, where there is IPv6, on the same port of ::1, so that no other program answers there for
 * `localhost`. Without a port: the usual one if it is free, else any.
 */
export async function listenOnLoopback(create: () => Server, port: number | undefined): Promise<Listening> {
  if (port !== undefined && port !== 0) return listenOnBoth(create, port)
  if (port === undefined)
    try {
      return await listenOnBoth(create, usualPort)
    } catch (error) {
      if (!isFault(error, 'port-in-use')) throw error
    }
  for (let left = tries; ; left--)
    try {
      return await listenOnBoth(create, 0)
    } catch (error) {
      if (left === 0 || !isFault(error, 'port-in-use')) throw error
    }
}

async function listenOnBoth(create: () => Server, port: number): Promise<Listening> {
  const first = create()
  const chosen = await listen(first, { host: '127.0.0.1', port })
  const second = create()
  try {
    await listen(second, { host: '::1', port: chosen })
    return { servers: [first, second], port: chosen }
  } catch (error) {
    const errno = error instanceof Fault ? (error.detail as { errno?: string }).errno : undefined
    if (noIpv6.has(errno ?? '')) return { servers: [first], port: chosen }
    await new Promise((done) => first.close(done))
    throw error
  }
}

export async function listenAt(create: () => Server, at: Endpoint): Promise<Listening> {
  const server = create()
  return { servers: [server], port: await listen(server, at) }
}
