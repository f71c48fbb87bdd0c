import { once } from 'node:events'
import { type AddressInfo, connect, createServer, isIP, type Socket } from 'node:net'
import type { Endpoint } from '../../../src/contract/rule.ts'
import {
  type Allow,
  type AllowInput,
  allowSchema,
  type Way,
  type WayInput,
  waySchema,
} from '../../../src/contract/tunnel.ts'
import { type Clock, monotonicClock } from '../../../src/engines/kit/clock.ts'
import { resolveHost } from '../../../src/engines/kit/resolve-host.ts'
import { BufferPool } from '../../../src/engines/tunnel/frame/buffer-pool.ts'
import { DeniedRequests } from '../../../src/engines/tunnel/net/denied-requests.ts'
import { FarEnd } from '../../../src/engines/tunnel/net/far-end.ts'
import { Ways } from '../../../src/engines/tunnel/net/ways.ts'
import { Tube } from '../../../src/engines/tunnel/tube/tube.ts'
import { MemoryMaker, MemoryNetwork } from './memory-lanes.ts'

export const party = 'other-device'

/** Hurries without being told to. */
class LiveNetwork extends MemoryNetwork {
  override later(task: () => void): void {
    setImmediate(task)
  }
}

/** One machine's ways and far end, on one end of a tube. */
export class NetSide {
  readonly tube: Tube
  readonly ways: Ways
  readonly farEnd: FarEnd
  readonly requests = new DeniedRequests()
  readonly told: string[] = []
  readonly defects: unknown[] = []
  /** What names lead to; addresses lead to themselves, and there are no other names. */
  readonly names = new Map<string, string[]>()
  resolve = async (host: string) => this.names.get(host) ?? (await this.#lookUp(host))
  #rules: Allow[] = []
  #ways: Way[] = []

  constructor(meet: MemoryMaker, clock: Clock) {
    this.tube = new Tube({
      meet,
      clock: monotonicClock,
      unixMs: Date.now,
      defer: (then) => setImmediate(then),
      pool: new BufferPool(),
      maxLanes: 1,
      maxConnections: 1000,
      handlers: {
        state: (state) => {
          if (state === 'open') this.ways.tubeOpen(party, this.tube)
          if (state !== 'ended') return
          this.ways.tubeGone(party, this.tube)
          this.farEnd.close()
        },
        opening: (stream) =>
          stream.kind === 'reverse' ? this.ways.opening(this.tube, stream) : this.farEnd.opening(stream),
        associating: (stream) => this.farEnd.associating(stream),
        listen: (id, at) => this.farEnd.listeners.listen(id, at),
        unlisten: (id) => this.farEnd.listeners.unlisten(id),
        listened: (id, outcome) => this.ways.listened(this.tube, id, outcome),
        event: ({ code }) => this.told.push(code),
      },
    })
    const shared = {
      clock,
      resolve: (host: string) => this.resolve(host),
      tell: ({ code }: { code: string }) => this.told.push(code),
      report: (error: unknown) => this.defects.push(error),
    }
    this.ways = new Ways(shared)
    this.farEnd = new FarEnd({
      ...shared,
      tube: this.tube,
      party: { id: party, by: 'device' },
      peerName: 'Camera van',
      rules: [],
      requests: this.requests,
      unixMs: Date.now,
    })
    this.tube.start()
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

  /** No name server is asked, which may take its time. */
  #lookUp(host: string): Promise<string[]> {
    if (isIP(host) !== 0 || host === 'localhost') return resolveHost(host)
    return Promise.reject(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' }))
  }

  status(id: string) {
    return this.ways.statuses().find((status) => status.id === id)!
  }
}

/** Two machines with a tube between them. */
export class NetPair {
  readonly network = new LiveNetwork()
  readonly near: NetSide
  readonly far: NetSide

  /** `clock`: of the ways and far ends; the tube's goes on by itself. */
  constructor(clock: Clock = monotonicClock) {
    const near = new MemoryMaker('initiator', this.network)
    const far = new MemoryMaker('responder', this.network)
    near.other = far
    far.other = near
    this.far = new NetSide(far, clock)
    this.near = new NetSide(near, clock)
  }

  /** Connections that either tube knows of. */
  get connections(): number {
    return this.near.tube.snapshot().connections + this.far.tube.snapshot().connections
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const side of [this.near, this.far]) {
      side.ways.end()
      side.tube.close({ code: 'closed', text: 'The test is over.' })
    }
  }
}

const endpoint = (text: string): Endpoint => {
  const colon = text.lastIndexOf(':')
  return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) }
}

/** Waits for what the event loop brings. */
export async function until(isSo: () => boolean): Promise<void> {
  const end = performance.now() + 50_000
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
