import { createHash } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Peer, Self } from '../contract/peers.ts'
import type { Endpoint } from '../contract/rule.ts'
import {
  type Folder,
  type FolderSnapshot,
  type SyncSnapshot,
  syncContract,
  syncSettingsSchema,
} from '../contract/sync.ts'
import { openIdentity } from '../host/peers/identity.ts'
import { Fault, isFaultCode } from '../wire/fault.ts'
import { runEngine } from './engine-run.ts'
import type { Output } from './output.ts'
import { withPeers } from './peers-access.ts'
import { withFolders } from './sync-access.ts'
import { type Ending, hindranceOf, isComplete, Patience } from './sync-ending.ts'
import { progress } from './sync-table.ts'

export interface SyncRun {
  userData: string
  /** Without peers: every paired device. */
  folder: Folder
  /** Undefined: any free port. */
  listen: Endpoint | undefined
  /** bytes/s; without, none */
  limits: { upload?: number; download?: number }
  /** Where the one device is that is to be reached. */
  at: Endpoint | undefined
  ends: Ending
  /** How long nothing may go on, in ms, before a command that ends by itself gives up. */
  patienceMs: number
  json: boolean
  intervalMs: number
  output: Output
  stop: AbortSignal
}

const startingMs = 100

/**
 * Shares one folder until it is done or `stop`. Throws the fault that keeps it from listening, `peer-unknown` when a
 * device is not paired, what is wrong with the folder, or why nothing goes on.
 */
export async function runSync(run: SyncRun): Promise<void> {
  const { json, output, stop, ends, intervalMs, patienceMs } = run
  const work = await workOf(run)
  const nameOf = (id: string) => work.peers.find((peer) => peer.id === id)?.name ?? id
  await runEngine({
    engine: 'sync',
    name: 'sync',
    contract: syncContract,
    json,
    drainMs: 3000,
    output,
    stop,
    async follow(client, until) {
      await client.apply(work)
      for await (const snapshot of client.snapshots({ intervalMs: startingMs }, until)) {
        const { listening, listenProblem, listenFaultCode } = snapshot
        if (listenProblem)
          throw new Fault(isFaultCode(listenFaultCode) ? listenFaultCode : 'listen-failed', listenProblem)
        if (listening === '') continue
        output.line(json ? JSON.stringify({ event: 'listening', listening }) : `Listening on ${listening}.`)
        break
      }
      let toldAt = 0
      let shown = ''
      const patience = new Patience(ends === 'never' ? Number.POSITIVE_INFINITY : patienceMs)
      for await (const snapshot of client.snapshots({ intervalMs: startingMs }, until)) {
        const folder = snapshot.folders[0]!
        if (folder.state === 'failed' || folder.state === 'missing')
          throw new Fault(isFaultCode(folder.faultCode) ? folder.faultCode : 'folder-missing', folder.problem)
        const isDone = isComplete(folder, ends)
        if (isDone || performance.now() - toldAt >= intervalMs) {
          toldAt = performance.now()
          const text = json ? JSON.stringify(sampleOf(snapshot, folder)) : textOf(snapshot, folder, nameOf)
          if (text !== shown) output.latest(text)
          shown = text
        }
        if (isDone) {
          output.line(json ? JSON.stringify({ event: 'done', files: folder.files }) : 'Done.')
          return
        }
        patience.check(snapshot, folder, nameOf, performance.now())
      }
    },
  })
}

async function workOf({ userData, folder, listen, limits, at }: SyncRun) {
  const { self, paired } = await ownPeers(userData)
  const wanted = folder.peers.length > 0 ? folder.peers : paired.map(({ id }) => id)
  if (wanted.length === 0)
    throw new Fault('peer-unknown', 'No device is paired yet: "hawser pair" shows a code for another one.')
  const app = await runningApp(userData)
  const peers = wanted.map((id) => {
    const peer = paired.find((each) => each.id === id)
    if (peer === undefined)
      throw new Fault(
        'peer-unknown',
        `${id} is not paired: "hawser pair" there shows a code for "hawser pair CODE" here.`,
      )
    // A device knows this one once: two programs in its name would drive each other away.
    if (at && app && isConnected(app, id, at))
      throw new Fault(
        'host-running',
        `Hawser is running here and connected to ${peer.name} there: share the folder in it, or let "hawser sync serve" on ${peer.name} listen on another port.`,
      )
    if (at) return { ...peer, addresses: [at] }
    return app ? { ...peer, addresses: [] } : peer
  })
  // What is known of the folder is kept apart from the app's, so that both may run.
  const dataFolder = join(
    userData,
    'sync',
    createHash('sha256').update(`${folder.id} ${folder.path}`).digest('hex').slice(0, 16),
  )
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  const settings = syncSettingsSchema.parse({
    listen: listen ?? { host: '0.0.0.0', port: await freePort() },
    announce: false,
    ...limits,
  })
  const key = await openIdentity({
    userData,
    now: Date.now,
    notice: ({ text }) => console.error(`hawser: ${text}`),
  })
  const identity = { id: key.id, name: self.name, certificate: key.certificate, privateKey: key.privateKey() }
  return { identity, settings, peers, folders: [{ ...folder, peers: wanted }], dataFolder }
}

/** How a running Hawser of the same user-data folder is doing, if there is one. */
async function runningApp(userData: string): Promise<SyncSnapshot | undefined> {
  let app: SyncSnapshot | undefined
  try {
    await withFolders(userData, async (folders) => {
      app = await folders.snapshot()
    })
  } catch (error) {
    if (!(error instanceof Fault)) throw error
  }
  return app
}

const isConnected = ({ peers }: SyncSnapshot, id: string, { port }: Endpoint): boolean =>
  peers.some((peer) => peer.id === id && peer.state === 'connected' && peer.address.endsWith(`:${port}`))

async function ownPeers(userData: string): Promise<{ self: Self; paired: readonly Peer[] }> {
  let found: { self: Self; paired: readonly Peer[] } | undefined
  await withPeers(userData, async (peers) => {
    found = { self: await peers.self(), paired: await peers.list() }
  })
  return found!
}

const sampleOf = ({ at, peers, memoryBytes, refused }: SyncSnapshot, folder: FolderSnapshot) => ({
  event: 'telemetry',
  at,
  ...folder,
  devices: peers,
  memoryBytes,
  refused,
})

const rate = (bytesPerSecond: number) => `${(bytesPerSecond / 1e6).toFixed(1)} MB/s`

/** What keeps devices away is told of a few. */
const hindrancesShown = 3

function textOf(snapshot: SyncSnapshot, folder: FolderSnapshot, nameOf: (id: string) => string): string {
  const hindrances = folder.peers
    .map((peer) => {
      const device = snapshot.peers.find(({ id }) => id === peer.id)
      return hindranceOf(peer, device, nameOf(peer.id), folder.id)?.message
    })
    .filter((text) => text !== undefined)
  const waiting = hindrances.slice(0, hindrancesShown).join(' ')
  // What others have by now nobody knows, so nothing is said of it.
  if (folder.peers.every(({ connected }) => !connected)) return waiting
  const going = `${progress(folder)} here, down ${rate(folder.downRate)}, up ${rate(folder.upRate)}. ${folder.text}`
  return waiting === '' ? going : `${going} ${waiting}`
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0)
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  return port
}
