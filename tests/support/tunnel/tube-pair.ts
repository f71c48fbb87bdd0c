import { BufferPool } from '../../../src/engines/tunnel/frame/buffer-pool.ts'
import type { CloseReason } from '../../../src/engines/tunnel/frame/close-reason.ts'
import type { ListenOutcome, TubeEnd, TubeState } from '../../../src/engines/tunnel/tube/options.ts'
import type { DatagramStream, StreamHandler, TunnelStream } from '../../../src/engines/tunnel/tube/stream.ts'
import { Tube } from '../../../src/engines/tunnel/tube/tube.ts'
import { ManualClock } from '../manual-clock.ts'
import { MemoryMaker, MemoryNetwork } from './memory-lanes.ts'

/** Remembers what happened on a connection; takes everything at once unless it is stalled. */
export class Recorder implements StreamHandler {
  stream!: TunnelStream
  readonly happened: string[] = []
  chunks: Uint8Array[] = []
  bytes = 0
  unread = 0
  isStalled = false
  reason: CloseReason | undefined
  text = ''
  drains = 0
  onDrain: () => void = () => {}
  onData: (bytes: Uint8Array) => void = () => {}
  /** Whether the bytes themselves are kept. */
  keeps = true

  opened(): void {
    this.happened.push('opened')
  }

  data(bytes: Uint8Array): void {
    if (this.keeps) this.chunks.push(bytes)
    this.bytes += bytes.length
    this.onData(bytes)
    if (this.isStalled) this.unread += bytes.length
    else this.stream.consumed(bytes.length)
  }

  drain(): void {
    this.drains++
    this.onDrain()
  }

  end(): void {
    this.happened.push('end')
  }

  closed(reason: CloseReason, text: string): void {
    this.reason = reason
    this.text = text
    this.happened.push('closed')
  }

  /** Reads on. */
  resume(): void {
    this.isStalled = false
    const { unread } = this
    this.unread = 0
    this.stream.consumed(unread)
  }

  get all(): Buffer {
    return Buffer.concat(this.chunks)
  }
}

export class End {
  readonly tube: Tube
  readonly maker: MemoryMaker
  readonly pool = new BufferPool()
  readonly states: TubeState[] = []
  ended: TubeEnd | undefined
  readonly accepted: Recorder[] = []
  readonly associations: DatagramStream[] = []
  readonly listens: string[] = []
  readonly listened: Record<string, ListenOutcome> = {}
  readonly events: string[] = []
  /** What is done with a connection of the other end. */
  onOpening: (stream: TunnelStream) => void = (stream) => {
    this.take(stream)
    stream.accept()
  }

  constructor(
    role: 'initiator' | 'responder',
    network: MemoryNetwork,
    clock: ManualClock,
    options: { maxLanes?: number; maxConnections?: number } = {},
  ) {
    this.maker = new MemoryMaker(role, network)
    this.tube = new Tube({
      meet: this.maker,
      clock,
      unixMs: () => 1_700_000_000_000 + Math.floor(clock.now()),
      defer: (then) => network.later(then),
      pool: this.pool,
      maxLanes: options.maxLanes ?? 4,
      maxConnections: options.maxConnections ?? 20_000,
      handlers: {
        state: (state, end) => {
          this.states.push(state)
          if (end) this.ended = end
        },
        opening: (stream) => this.onOpening(stream),
        associating: (stream) => this.associations.push(stream),
        listen: (id, at) => this.listens.push(`${id} ${at.host}:${at.port}`),
        unlisten: (id) => this.listens.push(`not ${id}`),
        listened: (id, outcome) => {
          this.listened[id] = outcome
        },
        event: ({ code }) => this.events.push(code),
      },
    })
  }

  take(stream: TunnelStream): Recorder {
    const recorder = new Recorder()
    recorder.stream = stream
    stream.handler = recorder
    this.accepted.push(recorder)
    return recorder
  }

  open(host = 'camera.lan', port = 80): Recorder {
    const recorder = new Recorder()
    recorder.stream = this.tube.open({ host, port }, 'forward', recorder)
    return recorder
  }
}

/** Two tubes that are one, with nothing real between them. */
export class TubePair {
  readonly clock = new ManualClock()
  readonly network = new MemoryNetwork()
  readonly near: End
  readonly far: End

  constructor(options: { maxLanes?: number; maxConnections?: number } = {}) {
    this.near = new End('initiator', this.network, this.clock, options)
    this.far = new End('responder', this.network, this.clock, options)
    this.near.maker.other = this.far.maker
    this.far.maker.other = this.near.maker
  }

  static async open(options: { maxLanes?: number; maxConnections?: number } = {}): Promise<TubePair> {
    const pair = new TubePair(options)
    pair.start()
    await pair.network.run()
    return pair
  }

  start(): void {
    this.far.tube.start()
    this.near.tube.start()
  }

  /** On a slow path, `most` messages in 10 ms. */
  pass(ms: number, most?: number): Promise<void> {
    return this.network.pass(this.clock, ms, most)
  }

  run(): Promise<void> {
    return this.network.run()
  }

  close(): void {
    this.near.tube.close({ code: 'closed', text: 'The test is over.' })
    this.far.tube.close({ code: 'closed', text: 'The test is over.' })
  }
}

/** Bytes that differ at every place, for so far as anybody looks. */
export function pattern(bytes: number, seed = 1): Buffer {
  const made = Buffer.alloc(bytes)
  let state = seed * 2_654_435_761
  for (let at = 0; at < bytes; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    made[at] = state >>> 24
  }
  return made
}

/** Writes as a socket would: no more until there is room. */
export function pump(recorder: Recorder, bytes: Buffer, step: number, isEndedThen = false): void {
  let at = 0
  const go = (): void => {
    while (at < bytes.length) {
      const hasRoom = recorder.stream.write(bytes.subarray(at, at + step))
      at += step
      if (!hasRoom) return
    }
    recorder.onDrain = () => {}
    if (isEndedThen) recorder.stream.end()
  }
  recorder.onDrain = go
  go()
}
