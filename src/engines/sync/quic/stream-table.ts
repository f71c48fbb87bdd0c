import { Fault } from '../../../wire/fault.ts'
import type { Stream } from '../transport.ts'
import { type QuicheConnection, shutdownRead } from './binding.ts'
import { QuicStream, type StreamOwner } from './stream.ts'

/** Streams that may wait to be opened. */
const openingLimit = 4096
/** The least that a stream is let write in a turn while others wait, bytes. */
const leastShare = 4096
/** STOP_SENDING for streams that nothing takes. */
const refusedCode = 1

interface Opening {
  resolve(stream: Stream): void
  reject(error: unknown): void
  signal: AbortSignal | undefined
  abort: () => void
}

type TableOwner = Pick<StreamOwner, 'quiche' | 'check' | 'wrote' | 'consumed'> & {
  readonly isClient: boolean
}

const nothing = new Uint8Array(0)

/** The streams of one connection: opened by us, by the other side, and waiting for something. */
export class StreamTable implements StreamOwner {
  readonly quiche: QuicheConnection
  readonly #owner: TableOwner
  readonly #streams = new Map<number, QuicStream>()
  readonly #opening: Opening[] = []
  /** Waiting for room, the longest first. */
  readonly #writers = new Set<QuicStream>()
  #nextOwn: number
  /** Of the other side's streams: the next that it has not opened; those it opened of which nothing came yet. */
  #nextOther: number
  readonly #unseen = new Set<number>()
  #unaccepted: QuicStream[] = []
  #accept: ((stream: Stream) => void) | undefined

  constructor(owner: TableOwner) {
    this.#owner = owner
    this.quiche = owner.quiche
    this.#nextOwn = owner.isClient ? 0 : 1
    this.#nextOther = owner.isClient ? 1 : 0
  }

  get size(): number {
    return this.#streams.size
  }

  check(): void {
    this.#owner.check()
  }
  wrote(): void {
    this.#owner.wrote()
  }
  consumed(bytes: number): void {
    this.#owner.consumed(bytes)
  }
  waitToWrite(stream: QuicStream): void {
    this.#writers.add(stream)
  }
  finished(stream: QuicStream): void {
    this.#streams.delete(stream.id)
    this.#writers.delete(stream)
  }

  onStream(accept: (stream: Stream) => void): void {
    this.#accept = accept
    const waiting = this.#unaccepted
    this.#unaccepted = []
    for (const stream of waiting) accept(stream)
  }

  open(signal: AbortSignal | undefined): Promise<Stream> {
    if (signal?.aborted) return Promise.reject(signal.reason)
    const stream = this.#opening.length === 0 ? this.#tryOpen() : undefined
    if (stream !== undefined) return Promise.resolve(stream)
    if (this.#opening.length === openingLimit)
      return Promise.reject(new Fault('too-many', 'Too many streams wait to be opened.'))
    return new Promise((resolve, reject) => {
      const opening: Opening = {
        resolve,
        reject,
        signal,
        abort: () => {
          this.#opening.splice(this.#opening.indexOf(opening), 1)
          reject(signal!.reason)
        },
      }
      signal?.addEventListener('abort', opening.abort, { once: true })
      this.#opening.push(opening)
    })
  }

  /** Wakes those that wait for what has come, and takes the other side's new streams. */
  read(): void {
    for (const id of this.quiche.readable()) {
      const stream = this.#streams.get(id) ?? this.#newOf(id)
      stream?.wakeReader()
    }
    while (this.#opening.length > 0) {
      const stream = this.#tryOpen()
      if (stream === undefined) break
      const opening = this.#opening.shift()!
      opening.signal?.removeEventListener('abort', opening.abort)
      opening.resolve(stream)
    }
  }

  /** Wakes those that wait for room, as many as there is room for; the others come first the next time. */
  write(): void {
    let most = Number.POSITIVE_INFINITY
    let share = Number.POSITIVE_INFINITY
    for (const stream of this.#writers) {
      if (most === 0) return
      let room: number
      try {
        room = stream.capacity()
      } catch {
        continue
      }
      if (room === 0) continue
      if (most === Number.POSITIVE_INFINITY && this.#writers.size > 1) {
        most = Math.max(1, Math.min(this.#writers.size, Math.floor(room / leastShare)))
        share = Math.ceil(room / most)
      }
      most--
      this.#writers.delete(stream)
      stream.wakeWriter(share)
    }
  }

  fail(fault: Fault): void {
    for (const { reject, signal, abort } of this.#opening.splice(0)) {
      signal?.removeEventListener('abort', abort)
      reject(fault)
    }
    for (const stream of this.#streams.values()) stream.fail(fault)
    this.#streams.clear()
    this.#writers.clear()
    this.#unaccepted = []
  }

  /** Bytes of the window that cannot be written now. */
  unsent(window: number): number {
    for (const stream of this.#streams.values()) {
      try {
        return Math.max(0, window - stream.capacity())
      } catch {
        // Another one may tell.
      }
    }
    return 0
  }

  #tryOpen(): QuicStream | undefined {
    if (this.quiche.peerStreamsLeftBidi() <= 0) return undefined
    const stream = new QuicStream(this, this.#nextOwn)
    // An empty write makes quiche count it.
    this.quiche.streamSend(stream.id, nothing, false)
    this.#nextOwn += 4
    this.#streams.set(stream.id, stream)
    return stream
  }

  /** The stream of an id that was not seen before; undefined when it is over, or one that nothing takes. */
  #newOf(id: number): QuicStream | undefined {
    if ((id & 2) !== 0) {
      this.#refuse(id)
      return undefined
    }
    if ((id & 1) !== (this.#nextOther & 1)) return undefined
    for (; this.#nextOther <= id; this.#nextOther += 4) this.#unseen.add(this.#nextOther)
    if (!this.#unseen.delete(id)) return undefined
    const stream = new QuicStream(this, id)
    this.#streams.set(id, stream)
    if (this.#accept === undefined) this.#unaccepted.push(stream)
    else this.#accept(stream)
    return stream
  }

  #refuse(id: number): void {
    try {
      this.quiche.streamShutdown(id, shutdownRead, refusedCode)
      this.#owner.wrote()
    } catch {
      // It is over already.
    }
  }
}
