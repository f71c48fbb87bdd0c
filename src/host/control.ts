import { createHash } from 'node:crypto'
import { chmod, lstat, mkdir, rm } from 'node:fs/promises'
import { connect as connectSocket, createServer, type Socket } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { hostContract } from '../contract/host.ts'
import type { Client, Server } from '../contract/procedure.ts'
import { connect } from '../wire/connect.ts'
import { Fault } from '../wire/fault.ts'
import { lineLink } from '../wire/line-link.ts'
import { serve } from '../wire/serve.ts'

/** The shortest limit for the path of a local socket among the systems that Hawser runs on (macOS; Linux has 108). */
const pathLimit = 104
const maxClients = 32

/** What of a host the control socket needs. */
export interface ControlledHost {
  readonly server: Server<typeof hostContract>
  report(error: unknown): void
}

/** A connection to the host of a user-data folder. */
export interface Control extends Disposable {
  readonly client: Client<typeof hostContract>
}

/** Where the host of a user-data folder listens: a pipe on Windows, else a local socket, beside the settings if its path is short enough. */
export function controlPath(userData: string, platform: NodeJS.Platform = process.platform): string {
  const folder = resolve(userData)
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 32)
  if (platform === 'win32') return `\\\\.\\pipe\\hawser-${hash}`
  const beside = join(folder, 'hawser.sock')
  if (Buffer.byteLength(beside) < pathLimit) return beside
  return join(tmpdir(), `hawser-${userInfo().uid}`, `${hash}.sock`)
}

/**
 * Lets the command line of the same user ask this host. To be called by the one that holds the folder's lock, so that
 * a socket that is found there already must be the leftover of a host that was killed.
 */
export async function serveControl(host: ControlledHost, userData: string): Promise<AsyncDisposable> {
  const path = controlPath(userData)
  const local = process.platform !== 'win32'
  if (local) {
    await ownFolder(dirname(path), dirname(path) === resolve(userData))
    await rm(path, { force: true })
  }
  const clients = new Set<Socket>()
  const server = createServer((socket) => {
    clients.add(socket)
    socket.on('close', () => clients.delete(socket))
    serve(hostContract, host.server, lineLink(socket), host.report)
  })
  server.maxConnections = maxClients
  const { promise: listening, resolve: opened, reject } = Promise.withResolvers<void>()
  server.once('error', reject).listen(path, opened)
  await listening
  server.off('error', reject).on('error', host.report)
  if (local) await chmod(path, 0o600)
  return {
    async [Symbol.asyncDispose]() {
      const closed = new Promise((done) => server.close(done))
      for (const socket of clients) socket.destroy()
      await closed
    },
  }
}

/** Asks the host that runs with this user-data folder. Throws a fault of code `host-not-running`. */
export async function connectControl(userData: string): Promise<Control> {
  const socket = connectSocket(controlPath(userData))
  const { promise: connected, resolve: opened, reject } = Promise.withResolvers<void>()
  socket.once('error', reject).once('connect', opened)
  try {
    await connected
  } catch (cause) {
    socket.destroy()
    const { code } = cause as NodeJS.ErrnoException
    throw new Fault('host-not-running', 'No Hawser is running for this user.', { reason: code })
  }
  socket.off('error', reject)
  return { client: connect(hostContract, lineLink(socket)), [Symbol.dispose]: () => socket.destroy() }
}

/** The shared folder for temporary files is everyone's: what lies there under our name must be ours alone. */
async function ownFolder(folder: string, isUserData: boolean): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if (isUserData) return
  const facts = await lstat(folder)
  if (!facts.isDirectory() || facts.uid !== userInfo().uid)
    throw new Fault('settings-unreadable', `${folder} belongs to somebody else.`, { path: folder })
  await chmod(folder, 0o700)
}
