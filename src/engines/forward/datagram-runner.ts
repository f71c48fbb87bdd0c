import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import type { RuleDetail, RuleState } from '../../contract/forward.ts'
import type { Endpoint, Rule } from '../../contract/rule.ts'
import { endpointText, shift } from '../kit/endpoint.ts'
import { SourceFilter } from '../kit/source-filter.ts'
import { addFrames, emptyFrames, emptyTotals, type Flow, type Runner } from './flow.ts'
import { createDatagramMonitor, type FrameMonitor } from './frames/index.ts'
import { ListenTroubles } from './listen-troubles.ts'
import type { Tell } from './rule-events.ts'

const relistenMs = 2000
/** A client that has been silent for so long, both ways, is gone: UDP has no other end. */
const silenceMs = 60_000
const earlyLimit = 64
const socketBufferBytes = 4 * 1024 * 1024

/** One client's session: its own socket towards the target, so that answers find their way back. */
class DatagramSession implements Flow {
  readonly id: number
  readonly source: string
  readonly targetName: string
  readonly since = Date.now()
  readonly monitor: FrameMonitor | undefined
  readonly viewer = undefined
  readonly waiting = 0
  readonly droppedFrames = 0
  state: Flow['state'] = 'open'
  bytesDown = 0
  bytesUp = 0
  rateDown = 0
  activeAt: number
  readonly upstream: Socket
  /** What came before the socket was connected, which takes a moment; undefined once it is. */
  #early: Buffer[] | undefined = []
  readonly #ended: (session: DatagramSession) => void
  #measuredAt: number
  #measuredBytes = 0

  constructor(
    id: number,
    source: string,
    target: Endpoint,
    monitor: FrameMonitor | undefined,
    now: number,
    ended: (session: DatagramSession) => void,
  ) {
    this.id = id
    this.source = source
    this.targetName = endpointText(target)
    this.monitor = monitor
    this.activeAt = now
    this.#measuredAt = now
    this.#ended = ended
    this.upstream = createSocket(isIPv6(target.host) ? 'udp6' : 'udp4')
    this.upstream.on('error', (error) => this.end(error))
    this.upstream.on('listening', () => enlarge(this.upstream))
    this.upstream.on('connect', () => {
      const early = this.#early ?? []
      this.#early = undefined
      for (const bytes of early) this.send(bytes)
    })
    this.upstream.connect(target.port, target.host)
  }

  send(bytes: Buffer): void {
    if (this.#early === undefined) this.upstream.send(bytes, ignoreError)
    else if (this.#early.length < earlyLimit) this.#early.push(bytes)
  }

  measure(now: number): void {
    this.rateDown = ((this.bytesDown - this.#measuredBytes) * 1000) / Math.max(now - this.#measuredAt, 1)
    this.#measuredAt = now
    this.#measuredBytes = this.bytesDown
  }

  end(_reason: Error): void {
    try {
      this.upstream.close()
    } catch {
      // It was closed already, by an error of its own.
    }
    this.#ended(this)
  }
}

/** A UDP rule at work: one socket a port, and a session for each client address. */
export class DatagramRunner implements Runner {
  rule: Rule
  tapsFailed = 0
  readonly unsentCapped = undefined
  readonly totals = emptyTotals()
  readonly endedFrames = emptyFrames()
  readonly flows = new Map<number, DatagramSession>()
  readonly #tell: Tell
  readonly #troubles = new ListenTroubles()
  readonly #began: () => void
  readonly #byClient = new Map<string, DatagramSession>()
  #filter: SourceFilter
  #sockets: Socket[] = []
  #listening = 0
  #relistenAt = Number.POSITIVE_INFINITY
  #nextId = 1

  /** `began` is called with each client that comes. */
  constructor(rule: Rule, tell: Tell, began: () => void) {
    this.rule = rule
    this.#tell = tell
    this.#began = began
    this.#filter = new SourceFilter(rule.allowedSources)
    if (rule.enabled) this.#listen()
  }

  get problem(): string {
    return this.#troubles.problem
  }

  get state(): RuleState {
    if (!this.rule.enabled) return 'off'
    if (this.problem !== '') return 'failed'
    if (this.#listening < this.rule.portCount) return 'starting'
    return this.flows.size > 0 ? 'active' : 'ready'
  }

  describeTargets(): RuleDetail['targets'] {
    return [{ target: endpointText(this.rule.target), health: 'unknown' }]
  }

  change(rule: Rule): void {
    this.stopListening()
    this.#endSessions()
    this.rule = rule
    this.#filter = new SourceFilter(rule.allowedSources)
    if (rule.enabled) this.#listen()
  }

  tick(now: number): void {
    for (const session of this.flows.values()) {
      session.measure(now)
      if (now - session.activeAt > silenceMs) session.end(new Error('silent'))
    }
    if (now < this.#relistenAt) return
    this.#unlisten()
    this.#listen()
  }

  probe(): void {
    // The name of a target may lead elsewhere now.
    this.#endSessions()
    if (this.problem !== '') this.#relistenAt = 0
  }

  stopListening(): void {
    this.#unlisten()
    this.#troubles.clear()
  }

  #unlisten(): void {
    this.#relistenAt = Number.POSITIVE_INFINITY
    this.#listening = 0
    const sockets = this.#sockets
    this.#sockets = []
    for (const socket of sockets) {
      // What it still tells of concerns nobody.
      socket.removeAllListeners('error').on('error', () => {})
      socket.close()
    }
  }

  end(): void {
    this.stopListening()
    this.#endSessions()
  }

  #endSessions(): void {
    for (const session of [...this.flows.values()]) session.end(new Error('ended'))
  }

  #listen(): void {
    for (let offset = 0; offset < this.rule.portCount; offset++) {
      const where = shift(this.rule.listen, offset)
      const target = shift(this.rule.target, offset)
      const socket = createSocket({ type: isIPv6(where.host) ? 'udp6' : 'udp4' })
      socket.on('message', (bytes, from) => this.#fromClient(socket, target, bytes, from))
      socket.on('listening', () => {
        enlarge(socket)
        if (++this.#listening === this.rule.portCount) this.#listens()
      })
      socket.on('error', (error) => this.#cannotListen(error, where))
      socket.bind(where.port, where.host)
      this.#sockets.push(socket)
    }
  }

  #listens(): void {
    this.#troubles.clear()
    this.#tell({
      level: 'info',
      code: 'listening',
      text: `"${this.rule.name}" listens on ${endpointText(this.rule.listen)} (UDP).`,
    })
  }

  #cannotListen(error: NodeJS.ErrnoException, where: Endpoint): void {
    this.#troubles.add(this.#tell, this.rule.name, error, where)
    this.#relistenAt = performance.now() + relistenMs
  }

  #fromClient(socket: Socket, target: Endpoint, bytes: Buffer, from: RemoteInfo): void {
    const now = performance.now()
    const key = `${target.port} ${from.address} ${from.port}`
    const session = this.#byClient.get(key) ?? this.#open(key, socket, target, from, now)
    if (session === undefined) return
    session.activeAt = now
    session.bytesUp += bytes.length
    this.totals.bytesUp += bytes.length
    session.monitor?.up(bytes, bytes.length, now)
    session.send(bytes)
  }

  #open(
    key: string,
    socket: Socket,
    target: Endpoint,
    from: RemoteInfo,
    now: number,
  ): DatagramSession | undefined {
    if (!this.#filter.allows(from.address) || this.flows.size >= this.rule.maxConnections) {
      this.totals.rejected++
      return undefined
    }
    this.totals.accepted++
    const monitor = this.rule.monitor ? createDatagramMonitor() : undefined
    const id = this.#nextId++
    const source = endpointText({ host: from.address, port: from.port })
    const session = new DatagramSession(id, source, target, monitor, now, (ended) => {
      if (!this.flows.delete(ended.id)) return
      this.#byClient.delete(key)
      addFrames(this.endedFrames, ended)
      if (ended.monitor?.failed) this.tapsFailed++
    })
    session.upstream.on('message', (bytes) => {
      const at = performance.now()
      session.activeAt = at
      session.bytesDown += bytes.length
      this.totals.bytesDown += bytes.length
      session.monitor?.down(bytes, bytes.length, at)
      socket.send(bytes, from.port, from.address, ignoreError)
    })
    this.flows.set(id, session)
    this.#began()
    this.#byClient.set(key, session)
    return session
  }
}

/** A datagram that cannot be sent is lost, which whoever uses UDP must expect. */
const ignoreError = () => {}

/** Frames come in bursts; the system may allow less. */
function enlarge(socket: Socket): void {
  try {
    socket.setRecvBufferSize(socketBufferBytes)
    socket.setSendBufferSize(socketBufferBytes)
  } catch {
    // The size it has will do.
  }
}
