import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import type { LinkConditions } from './conditions.ts'
import { Direction, type DirectionCounters } from './direction.ts'
import { seededRandom } from './random.ts'
import { monotonicMs, type Timeline, TimelineRecorder } from './timeline.ts'

export interface PathOptions {
  /** The real receiver. */
  to: { address: string; port: number }
  /** Where senders send to; port 0 lets the system choose. */
  listen?: { address: string; port: number }
  /** By source address of the sender; `*` is every other one. Sources that are not here are dropped and counted. */
  links: Record<string, LinkConditions>
  seed?: string
}

export interface LinkReport {
  up: DirectionCounters
  down: DirectionCounters
  /** Of the way up. */
  timeline: Timeline
}

export interface PathReport {
  links: Record<string, LinkReport>
  /** Datagrams of sources that are no link. */
  strangers: number
}

interface Client {
  address: string
  port: number
  socket: Socket
  heardAt: number
}

interface Held {
  bytes: Buffer
  client: Client
}

interface Link {
  up: Direction<Held>
  down: Direction<Held>
  timeline: TimelineRecorder
  timer: NodeJS.Timeout | undefined
  wakesAt: number
}

/** Sockets towards the receiver at most; the client that was silent longest makes room. */
const clientLimit = 256
const bufferBytes = 4 * 1024 * 1024
/** Timers have a grain of a millisecond: half of it early is as good as half of it late. */
const earlyMs = 0.5

const isData = (bytes: Buffer) => bytes.length >= 16 && bytes[0]! < 0x80
/** Addresses are literals: nothing is looked up, and nothing is put off to a later turn of the loop. */
const literal = (host: string, ...rest: unknown[]) =>
  (rest.at(-1) as (error: null, address: string, family: number) => void)(null, host, 4)

async function open(address: string, port: number): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', lookup: literal as never })
  // Nothing is looked up, so it may listen before `bind` returns.
  const listening = once(socket, 'listening')
  socket.bind(port, address)
  await listening
  // A peer that is not there now is no reason to stop.
  socket.on('error', () => {})
  socket.setRecvBufferSize(bufferBytes)
  socket.setSendBufferSize(bufferBytes)
  return socket
}

/** One listening socket that leads to one receiver; each source address goes by a link of its own. */
export class Path {
  readonly #to: PathOptions['to']
  readonly #listener: Socket
  readonly #links = new Map<string, Link>()
  readonly #clients = new Map<string, Promise<Client>>()
  #strangers = 0
  #isClosed = false

  private constructor(listener: Socket, { to, links, seed = 'links' }: PathOptions) {
    this.#to = to
    this.#listener = listener
    for (const [name, conditions] of Object.entries(links)) {
      const link: Link = {
        up: new Direction(seededRandom(`${seed} ${name} up`), ({ bytes, client }) => {
          client.socket.send(bytes, to.port, to.address)
        }),
        down: new Direction(seededRandom(`${seed} ${name} down`), ({ bytes, client }) => {
          this.#listener.send(bytes, client.port, client.address)
        }),
        timeline: new TimelineRecorder(),
        timer: undefined,
        wakesAt: Number.POSITIVE_INFINITY,
      }
      this.#links.set(name, link)
      this.change(name, conditions)
    }
    listener.on('message', (bytes, { address, port }) => this.#fromClient(bytes, address, port))
  }

  static async open(options: PathOptions): Promise<Path> {
    const { address, port } = options.listen ?? { address: '127.0.0.1', port: 0 }
    return new Path(await open(address, port), options)
  }

  get port(): number {
    return this.#listener.address().port
  }

  /** Returns when it was done, monotonic ms. Throws for a name that is no link. */
  change(name: string, { up = {}, down = {} }: LinkConditions): number {
    const link = this.#links.get(name)
    if (link === undefined) throw new Error(`no link ${name}`)
    const now = monotonicMs()
    link.up.change(now, up)
    link.down.change(now, down)
    this.#arm(link, now)
    return now
  }

  report(): PathReport {
    const now = monotonicMs()
    const links = [...this.#links].map(([name, { up, down, timeline }]) => [
      name,
      { up: up.counters, down: down.counters, timeline: timeline.read(now) },
    ])
    return { links: Object.fromEntries(links) as Record<string, LinkReport>, strangers: this.#strangers }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    for (const { timer } of this.#links.values()) clearTimeout(timer)
    this.#listener.close()
    for (const client of this.#clients.values()) (await client).socket.close()
  }

  #fromClient(bytes: Buffer, address: string, port: number): void {
    const link = this.#links.get(address) ?? this.#links.get('*')
    if (link === undefined) {
      this.#strangers++
      return
    }
    const now = monotonicMs()
    const data = isData(bytes)
    if (data) link.timeline.add(now)
    // What dgram hands out is a view of a much larger buffer, which must not be kept.
    const copy = Buffer.from(bytes)
    void this.#clientOf(address, port, link).then((client) => {
      if (this.#isClosed) return
      client.heardAt = now
      this.#offer(link, link.up, { bytes: copy, client }, data)
    })
  }

  #clientOf(address: string, port: number, link: Link): Promise<Client> {
    const key = `${address}:${port}`
    let client = this.#clients.get(key)
    if (client === undefined) {
      client = this.#newClient(address, port, link)
      this.#clients.set(key, client)
      if (this.#clients.size > clientLimit) void this.#dropOldest()
    }
    return client
  }

  async #newClient(address: string, port: number, link: Link): Promise<Client> {
    // From the client's own address where that is one of this machine's, so that the receiver sees links apart.
    const socket = await open(address.startsWith('127.') ? address : '0.0.0.0', 0)
    const client: Client = { address, port, socket, heardAt: monotonicMs() }
    socket.on('message', (bytes, from) => {
      if (from.port !== this.#to.port || this.#isClosed) return
      this.#offer(link, link.down, { bytes: Buffer.from(bytes), client }, isData(bytes))
    })
    return client
  }

  async #dropOldest(): Promise<void> {
    const clients = await Promise.all(this.#clients.values())
    const oldest = clients.reduce((a, b) => (a.heardAt <= b.heardAt ? a : b))
    if (this.#clients.delete(`${oldest.address}:${oldest.port}`)) oldest.socket.close()
  }

  #offer(link: Link, direction: Direction<Held>, held: Held, data: boolean): void {
    const now = monotonicMs()
    direction.offer(now, held, held.bytes.length, data)
    direction.advance(now + earlyMs)
    this.#arm(link, now)
  }

  /** One timer a link, set for whatever is due first. */
  #arm(link: Link, now: number): void {
    const nextAt = Math.min(link.up.nextAt, link.down.nextAt)
    if (nextAt === link.wakesAt) return
    clearTimeout(link.timer)
    link.wakesAt = nextAt
    if (nextAt === Number.POSITIVE_INFINITY) return
    link.timer = setTimeout(
      () => {
        link.wakesAt = Number.POSITIVE_INFINITY
        const woken = monotonicMs() + earlyMs
        link.up.advance(woken)
        link.down.advance(woken)
        this.#arm(link, woken - earlyMs)
      },
      Math.max(1, Math.round(nextAt - now)),
    )
  }
}
