import type { Endpoint as Address } from '../../../src/contract/rule.ts'
import type { Clock } from '../../../src/engines/kit/clock.ts'
import type {
  CloseReason,
  Connection,
  ConnectionStats,
  ConnectOptions,
  ProfileName,
  Stream,
  Transport,
  TransportEndpoint,
  TransportOptions,
} from '../../../src/engines/sync/transport.ts'
import { Fault, isFaultCode } from '../../../src/wire/fault.ts'

const windowBytes = 64 * 1024
const streamsAtOnce = 256

/** Calls back when something sent now has arrived; in the order of the calls. */
type Travel = (arrive: () => void) => void
const atOnce: Travel = (arrive) => arrive()

/** One direction of a stream: bytes up to a window. */
class Pipe {
  #chunks: Uint8Array[] = []
  #held = 0
  #ended = false
  #readFault: Fault | undefined
  #writeFault: Fault | undefined
  #wake: (() => void)[] = []
  /** Nothing gets through any more. */
  readonly #isSilent: () => boolean
  readonly #count: (bytes: number) => void
  readonly #travel: Travel
  /** Chunks that have arrived. */
  #arrived = 0
  #endArrived = false

  constructor(isSilent: () => boolean, count: (bytes: number) => void, travel: Travel) {
    this.#isSilent = isSilent
    this.#count = count
    this.#travel = travel
  }

  get isOver(): boolean {
    return (
      this.#readFault !== undefined || this.#writeFault !== undefined || (this.#ended && this.#held === 0)
    )
  }

  write(bytes: Uint8Array): number {
    if (this.#writeFault) throw this.#writeFault
    if (this.#ended) throw new Fault('closed', 'The stream was ended.')
    const taken = Math.min(bytes.length, windowBytes - this.#held)
    if (taken === 0) return 0
    this.#chunks.push(bytes.slice(0, taken))
    this.#held += taken
    this.#travel(() => {
      this.#arrived++
      this.#ring()
    })
    return taken
  }

  read(into: Uint8Array): number {
    if (this.#readFault) throw this.#readFault
    if (this.#isSilent()) return 0
    const chunk = this.#chunks[0]
    if (chunk === undefined) return this.#endArrived ? -1 : 0
    if (this.#arrived === 0) return 0
    const length = Math.min(chunk.length, into.length)
    into.set(chunk.subarray(0, length))
    if (length === chunk.length) {
      this.#chunks.shift()
      this.#arrived--
    } else this.#chunks[0] = chunk.subarray(length)
    this.#held -= length
    this.#count(length)
    this.#ring()
    return length
  }

  async readable(): Promise<void> {
    const isEmpty = () => (this.#held === 0 ? !this.#endArrived : this.#arrived === 0)
    while (!this.#readFault && (this.#isSilent() || isEmpty())) await this.#change()
    if (this.#readFault) throw this.#readFault
  }

  async writable(): Promise<void> {
    while (!this.#writeFault && this.#held >= windowBytes) await this.#change()
    if (this.#writeFault) throw this.#writeFault
  }

  end(): void {
    this.#ended = true
    this.#travel(() => {
      this.#endArrived = true
      this.#ring()
    })
  }

  failReader(fault: Fault): void {
    this.#readFault ??= fault
    this.#ring()
  }

  failWriter(fault: Fault): void {
    this.#writeFault ??= fault
    this.#ring()
  }

  /** Tells the other side, if anything gets there. */
  tell(arrive: () => void): void {
    if (!this.#isSilent()) this.#travel(arrive)
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve))
  }

  #ring(): void {
    for (const wake of this.#wake.splice(0)) wake()
  }
}

class MemoryStream implements Stream {
  readonly id: number
  readonly #incoming: Pipe
  readonly #outgoing: Pipe

  constructor(id: number, incoming: Pipe, outgoing: Pipe) {
    this.id = id
    this.#incoming = incoming
    this.#outgoing = outgoing
  }

  write = (bytes: Uint8Array) => this.#outgoing.write(bytes)
  writable = () => this.#outgoing.writable()
  read = (into: Uint8Array) => this.#incoming.read(into)
  readable = () => this.#incoming.readable()
  end = () => this.#outgoing.end()

  async writeAll(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const count = this.write(bytes.subarray(at))
      at += count
      if (count === 0) await this.writable()
    }
  }

  async readAll(into: Uint8Array): Promise<number> {
    let at = 0
    while (at < into.length) {
      const count = this.read(into.subarray(at))
      if (count < 0) break
      at += count
      if (count === 0) await this.readable()
    }
    return at
  }

  reset(_code: number): void {
    const fault = new Fault('closed', 'The stream was reset.')
    this.fail(fault)
    this.#outgoing.tell(() => {
      this.#outgoing.failReader(fault)
      this.#incoming.failWriter(fault)
    })
  }

  fail(fault: Fault): void {
    this.#incoming.failReader(fault)
    this.#outgoing.failWriter(fault)
  }

  get isOver(): boolean {
    return this.#incoming.isOver && this.#outgoing.isOver
  }
}

/** One end of a connection. */
export class MemoryConnection implements Connection {
  readonly isClient: boolean
  readonly remote: Address
  readonly profile: ProfileName
  readonly closed: Promise<CloseReason>
  isClosed = false
  /** The other end. */
  peer!: MemoryConnection
  /** What is written arrives no more. */
  silent = false
  /** How long what it sends takes. */
  travel: Travel = atOnce
  minRttMs = 0.2
  receivedBytes = 0
  sentBytes = 0
  readonly streams = new Set<MemoryStream>()
  readonly #closing = Promise.withResolvers<CloseReason>()
  readonly #waiting: MemoryStream[] = []
  #accept: ((stream: Stream) => void) | undefined
  #opened = 0

  constructor(isClient: boolean, remote: Address, profile: ProfileName) {
    this.isClient = isClient
    this.remote = remote
    this.profile = profile
    this.closed = this.#closing.promise
  }

  async open(signal?: AbortSignal): Promise<Stream> {
    signal?.throwIfAborted()
    if (this.isClosed) throw new Fault('closed', 'The connection has ended.')
    for (const stream of this.streams) if (stream.isOver) this.streams.delete(stream)
    if (this.streams.size >= streamsAtOnce) throw new Fault('too-many', 'Too many streams.')
    const id = this.#opened++ * 4 + (this.isClient ? 0 : 1)
    const there = this.#pipe(this, this.peer)
    const back = this.#pipe(this.peer, this)
    const stream = new MemoryStream(id, back, there)
    this.streams.add(stream)
    this.travel(() => this.peer.#arrived(new MemoryStream(id, there, back)))
    return stream
  }

  onStream(accept: (stream: Stream) => void): void {
    this.#accept = accept
    for (const stream of this.#waiting.splice(0)) accept(stream)
  }

  stats(): ConnectionStats {
    return {
      rttMs: this.minRttMs,
      minRttMs: this.minRttMs,
      cwnd: 0,
      inFlight: 0,
      sentBytes: this.sentBytes,
      receivedBytes: this.receivedBytes,
      sentPackets: 0,
      lostPackets: 0,
      retransmits: 0,
      packetBytes: 1472,
      streams: this.streams.size,
    }
  }

  close(code: string, text: string): void {
    this.#over({ code, text, byPeer: false })
    const reason = { code: isFaultCode(code) ? code : 'closed', text, byPeer: true }
    if (!this.silent) this.travel(() => this.peer.#over(reason))
  }

  #pipe(from: MemoryConnection, to: MemoryConnection): Pipe {
    return new Pipe(
      () => from.silent,
      (bytes) => {
        from.sentBytes += bytes
        to.receivedBytes += bytes
        from.receivedBytes++
      },
      (arrive) => from.travel(arrive),
    )
  }

  #arrived(stream: MemoryStream): void {
    if (this.isClosed) return
    this.streams.add(stream)
    if (this.#accept) this.#accept(stream)
    else this.#waiting.push(stream)
  }

  #over(reason: CloseReason): void {
    if (this.isClosed) return
    this.isClosed = true
    for (const stream of this.streams) stream.fail(new Fault('closed', 'The connection has ended.'))
    this.streams.clear()
    this.#closing.resolve(reason)
  }
}

/** Both ends of a connection, the client's first. */
export function connectedPair(
  profile: ProfileName = 'lan',
  addresses: { client: Address; server: Address } = {
    client: { host: '10.0.0.1', port: 1 },
    server: { host: '10.0.0.2', port: 2 },
  },
): [MemoryConnection, MemoryConnection] {
  const client = new MemoryConnection(true, addresses.server, profile)
  const server = new MemoryConnection(false, addresses.client, profile)
  client.peer = server
  server.peer = client
  return [client, server]
}

interface Listening {
  options: TransportOptions
  trusted: ReadonlySet<string>
}

const keyOf = ({ host, port }: Address) => `${host}:${port}`

/** Machines that reach one another at once, unless told otherwise. */
export class MemoryNetwork implements Transport {
  readonly name = 'memory'
  readonly #listening = new Map<string, Listening>()
  readonly connections: MemoryConnection[] = []
  /** Addresses (`host:port`) that do not answer, ever. */
  readonly dark = new Set<string>()
  /** Called before a connection is established; it may wait. */
  beforeConnect: ((from: Address, to: Address, options: ConnectOptions) => Promise<void> | void) | undefined
  /** Dials so far, as `from>to`. */
  readonly dials: string[] = []
  minRttMs = 0.2
  /** ms that what is sent takes, and the clock that counts them; at once unless both are given. */
  latency: (() => number) | undefined
  clock: Clock | undefined

  async open(options: TransportOptions): Promise<TransportEndpoint> {
    const key = keyOf(options.local)
    const listening: Listening = { options, trusted: new Set() }
    this.#listening.set(key, listening)
    const counters = { refused: 0, malformed: 0, dropped: 0, accepted: 0, connected: 0 }
    return {
      local: options.local,
      counters,
      trust: (certificates) => {
        listening.trusted = new Set(certificates)
      },
      networkChanged: () => {},
      connect: (to, connect) => this.#connect(listening.options, to, connect),
      close: async () => {
        this.#listening.delete(key)
      },
    }
  }

  /** One direction between two machines: what is sent later arrives later. */
  #path(): Travel {
    const { clock, latency } = this
    if (clock === undefined || latency === undefined) return atOnce
    let last = 0
    return (arrive) => {
      last = Math.max(last, clock.now() + latency())
      clock.after(last - clock.now(), arrive)
    }
  }

  async #connect(from: TransportOptions, to: Address, options: ConnectOptions): Promise<Connection> {
    this.dials.push(`${keyOf(from.local)}>${keyOf(to)}`)
    await this.beforeConnect?.(from.local, to, options)
    options.signal?.throwIfAborted()
    if (this.dark.has(keyOf(to))) await aborted(options.signal)
    const server = this.#listening.get(keyOf(to))
    if (server === undefined) throw new Fault('peer-unreachable', 'Nobody listens there.')
    if (server.options.identity.certificate !== options.certificate) {
      throw new Fault('peer-refused', 'The device has another certificate.')
    }
    if (!server.trusted.has(from.identity.certificate)) {
      throw new Fault('peer-refused', 'The device does not know this one.')
    }
    const [client, accepted] = connectedPair(options.profile, { client: from.local, server: to })
    client.minRttMs = this.minRttMs
    accepted.minRttMs = this.minRttMs
    client.travel = this.#path()
    accepted.travel = this.#path()
    this.connections.push(client)
    client.travel(() => server.options.accept(accepted))
    await new Promise<void>((resolve) => accepted.travel(resolve))
    if (options.signal?.aborted) client.close('closed', 'The attempt was given up.')
    options.signal?.throwIfAborted()
    return client
  }
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
}
