import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { Endpoint } from '../../../src/contract/rule.ts'
import {
  type Allow,
  type AllowInput,
  allowSchema,
  type Way,
  type WayInput,
  waySchema,
} from '../../../src/contract/tunnel.ts'
import { monotonicClock } from '../../../src/engines/kit/clock.ts'
import { resolveHost } from '../../../src/engines/kit/resolve-host.ts'
import { DeniedRequests } from '../../../src/engines/tunnel/net/denied-requests.ts'
import { FarEnd } from '../../../src/engines/tunnel/net/far-end.ts'
import { Ways } from '../../../src/engines/tunnel/net/ways.ts'
import { type JoinedTube, joinedTubes } from './joined-tubes.ts'

export const party = 'other-device'

/** One machine's ways and far end, on one end of a tube. */
export class NetSide {
  readonly tube: JoinedTube
  readonly ways: Ways
  readonly farEnd: FarEnd
  readonly requests = new DeniedRequests()
  readonly told: string[] = []
  /** What names lead to; others are looked up. */
  readonly names = new Map<string, string[]>()
  #rules: Allow[] = []
  #ways: Way[] = []

  constructor(tube: JoinedTube) {
    this.tube = tube
    const shared = {
      clock: monotonicClock,
      resolve: async (host: string) => this.names.get(host) ?? (await resolveHost(host)),
      tell: ({ code }: { code: string }) => this.told.push(code),
    }
    this.ways = new Ways(shared)
    this.farEnd = new FarEnd({
      ...shared,
      tube,
      party: { id: party, by: 'device' },
      peerName: 'Camera van',
      rules: [],
      requests: this.requests,
      unixMs: Date.now,
    })
    tube.onOpening = (stream) =>
      stream.kind === 'reverse' ? this.ways.opening(tube, stream) : this.farEnd.opening(stream)
    tube.onAssociating = (stream) => this.farEnd.associating(stream)
    tube.onListen = (id, at) => this.farEnd.listeners.listen(id, at)
    tube.onUnlisten = (id) => this.farEnd.listeners.unlisten(id)
    tube.onListened = (id, outcome) => this.ways.listened(tube, id, outcome)
  }

  allow(...rules: (string | Omit<AllowInput, 'party'>)[]): void {
    this.#rules = rules.map((rule, index) =>
      allowSchema.parse({ id: `a${index}`, party, ...(typeof rule === 'string' ? { target: rule } : rule) }),
    )
    this.farEnd.allow(this.#rules)
  }

  /** Adds a way on any free port, and says where it listens once it does. */
  async way(input: Omit<Partial<WayInput>, 'party'>): Promise<Endpoint> {
    const id = `w${this.#ways.length}`
    const way = waySchema.parse({ id, name: id, party, listen: { host: '127.0.0.1', port: 0 }, ...input })
    this.#ways.push(way)
    this.ways.apply(this.#ways)
    await until(() => this.status(id).state === 'listening')
    return endpoint(this.status(id).listening)
  }

  change(id: string, change: Partial<Way>): void {
    this.#ways = this.#ways.map((way) => (way.id === id ? { ...way, ...change } : way))
    this.ways.apply(this.#ways)
  }

  status(id: string) {
    return this.ways.statuses().find((status) => status.id === id)!
  }
}

/** Two machines with a tube between them that is open. */
export class NetPair {
  readonly near: NetSide
  readonly far: NetSide

  constructor() {
    const [near, far] = joinedTubes()
    this.near = new NetSide(near)
    this.far = new NetSide(far)
    for (const side of [this.near, this.far]) side.ways.tubeOpen(party, side.tube)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const side of [this.near, this.far]) {
      side.ways.end()
      side.farEnd.close()
    }
  }
}

const endpoint = (text: string): Endpoint => {
  const colon = text.lastIndexOf(':')
  return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) }
}

/** Waits for what the event loop brings, at most ten seconds. */
export async function until(isSo: () => boolean): Promise<void> {
  const end = performance.now() + 10_000
  while (!isSo()) {
    if (performance.now() > end) throw new Error('it did not come about')
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

/** A server on any free port of a local address. */
export async function serve(accept: (socket: Socket) => void, host = '127.0.0.1') {
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    accept(socket)
  })
  server.listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    host,
    port,
    sockets,
    async [Symbol.asyncDispose]() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** Connects; rejects when nobody listens. Later errors, and a reset right away, are for whoever reads. */
export function dial({ host, port }: Endpoint): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, allowHalfOpen: true })
    socket.on('connect', () => resolve(socket))
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') reject(error)
      else resolve(socket)
    })
  })
}

/** Everything until the end, or what there was before a reset, and which of both it was. */
export function readAll(socket: Socket): Promise<{ bytes: Buffer; wasReset: boolean }> {
  return new Promise((resolve) => {
    if (socket.destroyed) return resolve({ bytes: Buffer.alloc(0), wasReset: true })
    const parts: Buffer[] = []
    let wasReset = false
    const done = () => resolve({ bytes: Buffer.concat(parts), wasReset })
    socket.on('data', (bytes) => parts.push(bytes))
    socket.on('error', () => {
      wasReset = true
    })
    socket.on('end', done)
    socket.on('close', done)
  })
}
