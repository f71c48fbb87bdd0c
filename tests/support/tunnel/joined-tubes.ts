import type { Endpoint } from '../../../src/contract/rule.ts'
import { type CloseReason, closeReasons } from '../../../src/engines/tunnel/frame/close-reason.ts'
import type { NetTube } from '../../../src/engines/tunnel/net/net-tube.ts'
import type { ListenOutcome } from '../../../src/engines/tunnel/tube/options.ts'
import type {
  ConnectionKind,
  DatagramHandler,
  DatagramStream,
  StreamHandler,
  TunnelStream,
} from '../../../src/engines/tunnel/tube/stream.ts'

const creditBytes = 256 * 1024

/** One end of a tube without any network: what is written here is heard there in a later turn. */
export class JoinedTube implements NetTube {
  onOpening: (stream: TunnelStream) => void = (stream) => stream.close(closeReasons.error)
  onAssociating: (stream: DatagramStream) => void = (stream) => stream.close()
  onListen: (id: string, at: Endpoint) => void = () => {}
  onUnlisten: (id: string) => void = () => {}
  onListened: (id: string, outcome: ListenOutcome) => void = () => {}
  /** Every connection that was opened from here or there. */
  readonly streams = new Set<JoinedStream>()
  other!: JoinedTube
  #next: number

  constructor(first: number) {
    this.#next = first
  }

  open(target: Endpoint | null, kind: ConnectionKind, handler: StreamHandler): TunnelStream {
    const number = this.#take()
    const near = new JoinedStream(this, number, target, kind, true)
    near.handler = handler
    setImmediate(() => {
      const far = new JoinedStream(this.other, number, kind === 'reverse' ? null : target, kind, false)
      far.wayId = kind === 'reverse' ? near.wayId : ''
      near.join(far)
      this.other.onOpening(far)
    })
    return near
  }

  associate(handler: DatagramHandler): DatagramStream {
    const number = this.#take()
    const near = new JoinedDatagrams(number, true)
    near.handler = handler
    setImmediate(() => {
      const far = new JoinedDatagrams(number, false)
      near.other = far
      far.other = near
      this.other.onAssociating(far)
    })
    return near
  }

  askListen(id: string, at: Endpoint): void {
    setImmediate(() => this.other.onListen(id, at))
  }

  unlisten(id: string): void {
    setImmediate(() => this.other.onUnlisten(id))
  }

  answerListen(id: string, outcome: ListenOutcome): void {
    setImmediate(() => this.other.onListened(id, outcome))
  }

  #take(): number {
    const number = this.#next
    this.#next += 2
    return number
  }
}

/** Two ends, joined. */
export function joinedTubes(): [JoinedTube, JoinedTube] {
  const near = new JoinedTube(1)
  const far = new JoinedTube(2)
  near.other = far
  far.other = near
  return [near, far]
}

class JoinedStream implements TunnelStream {
  readonly number: number
  readonly target: Endpoint | null
  readonly kind: ConnectionKind
  readonly isOurs: boolean
  wayId = ''
  source = ''
  isOver = false
  handler!: StreamHandler
  /** Bytes that wait here, at most. */
  mostQueued = 0
  readonly #tube: JoinedTube
  #other: JoinedStream | undefined
  #queue: Uint8Array[] = []
  #queued = 0
  #credit = creditBytes
  #isAccepted = false
  #wantsDrain = false
  #isEnding = false
  #hasEnded = false
  #closing: { reason: CloseReason; text: string } | undefined

  constructor(
    tube: JoinedTube,
    number: number,
    target: Endpoint | null,
    kind: ConnectionKind,
    isOurs: boolean,
  ) {
    this.number = number
    this.target = target
    this.kind = kind
    this.isOurs = isOurs
    this.#tube = tube
    tube.streams.add(this)
  }

  join(far: JoinedStream): void {
    this.#other = far
    far.#other = this
  }

  accept(): void {
    this.#isAccepted = true
    this.#other!.#isAccepted = true
    setImmediate(() => this.#other!.isOver || this.#other!.handler.opened())
    this.#other!.#pump()
  }

  write(bytes: Uint8Array): boolean {
    if (this.isOver || this.#isEnding) return true
    this.#queue.push(new Uint8Array(bytes))
    this.#queued += bytes.length
    this.mostQueued = Math.max(this.mostQueued, this.#queued)
    setImmediate(() => this.#pump())
    this.#wantsDrain = this.#queued >= 64 * 1024
    return !this.#wantsDrain
  }

  end(): void {
    this.#isEnding = true
    setImmediate(() => this.#pump())
  }

  consumed(bytes: number): void {
    const other = this.#other!
    setImmediate(() => {
      other.#credit += bytes
      other.#pump()
    })
  }

  close(reason: CloseReason, text = ''): void {
    if (this.isOver) return
    if (reason === closeReasons.normal && this.#queued > 0) {
      this.#closing = { reason, text }
      return
    }
    this.#over()
    setImmediate(() => this.#other?.heardClose(reason, text))
  }

  heardClose(reason: CloseReason, text: string): void {
    if (this.isOver) return
    this.#over()
    this.handler.closed(reason, text)
  }

  /** What the other end has credit for goes over. */
  #pump(): void {
    const other = this.#other
    if (other === undefined || !this.#isAccepted || this.isOver) return
    while (this.#queue.length > 0 && this.#credit > 0) {
      const bytes = this.#queue.shift()!
      this.#queued -= bytes.length
      this.#credit -= bytes.length
      if (!other.isOver) other.handler.data(bytes)
    }
    if (this.#wantsDrain && this.#queued < 64 * 1024) {
      this.#wantsDrain = false
      this.handler.drain()
    }
    if (this.#queued > 0) return
    if (this.#closing) this.close(closeReasons.error, this.#closing.text)
    else if (this.#isEnding && !this.#hasEnded) {
      this.#hasEnded = true
      if (!other.isOver) other.handler.end()
      if (!other.#hasEnded) return
      for (const side of [this, other]) {
        side.#over()
        side.handler.closed(closeReasons.normal, '')
      }
    }
  }

  #over(): void {
    this.isOver = true
    this.#tube.streams.delete(this)
  }
}

class JoinedDatagrams implements DatagramStream {
  readonly number: number
  readonly isOurs: boolean
  wayId = ''
  source = ''
  isOver = false
  handler!: DatagramHandler
  other: JoinedDatagrams | undefined

  constructor(number: number, isOurs: boolean) {
    this.number = number
    this.isOurs = isOurs
  }

  accept(): void {
    setImmediate(() => this.other?.handler.opened())
  }

  send(bytes: Uint8Array): boolean {
    const copy = new Uint8Array(bytes)
    setImmediate(() => this.other?.isOver === false && this.other.handler.datagram(copy))
    return true
  }

  close(): void {
    if (this.isOver) return
    this.isOver = true
    setImmediate(() => {
      if (this.other === undefined || this.other.isOver) return
      this.other.isOver = true
      this.other.handler.closed(closeReasons.normal, '')
    })
  }
}
