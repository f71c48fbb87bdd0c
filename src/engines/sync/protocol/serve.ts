import { Fault } from '../../../wire/fault.ts'
import { encodeManifest } from '../model/manifest.ts'
import type { Connection, Stream } from '../transport.ts'
import { violation } from './bytes.ts'
import { Exchange, resetCode } from './exchange.ts'
import { frameType } from './frame.ts'
import type { ChunkWant, SessionHost } from './host.ts'
import { limits } from './limits.ts'
import { answer, answerHeaderBytes, decodeChunkRequest, decodeManifestRequest } from './requests.ts'
import type { StallWatch } from './stall-watch.ts'

/** Who asks may take its time longer than who answers: its disk may be slow, or its owner may limit the rate. */
const serveStallMs = 180_000
/** Requests for many bytes that are answered at once; more of them wait in order. */
const atOnce = 32
const manyBytes = 256 * 1024
/** What is read before the wire asks for it: so many chunks, and bytes unless it is one chunk. */
const chunksAhead = 16
const bytesAhead = 2 * 1024 * 1024
/** The bandwidth limit is asked for each piece, so that a slow limit still makes steady progress. */
const pieceBytes = 32 * 1024
const entriesAtOnce = 1820

export interface ServeOptions {
  device: string
  connection: Connection
  host: SessionHost
  watch: StallWatch
  /** Whether the device may see the folder. */
  isShared(folderId: string): boolean
  /** The device broke the protocol. */
  violated(fault: Fault): void
}

/** A chunk that is read, or was: `buffer` is undefined if it is not there. */
interface Part {
  want: ChunkWant
  buffer: Uint8Array | undefined
  release(): void
}

/** Answers the requests of a device. */
export class Server {
  readonly #options: ServeOptions
  readonly #ended = new AbortController()
  readonly #waiting: (() => void)[] = []
  #answering = 0
  /** Streams of requests that are open. */
  open = 0
  sentChunks = 0
  /** Answers that were broken off, by either side. */
  broken = 0
  sentBytes = 0

  constructor(options: ServeOptions) {
    this.#options = options
  }

  /** The connection is over. */
  end(): void {
    this.#ended.abort(new Fault('closed', 'The connection to the device has ended.'))
    for (const go of this.#waiting.splice(0)) go()
  }

  /** A stream that the device has opened. */
  async accept(stream: Stream): Promise<void> {
    const { connection, watch } = this.#options
    if (this.open >= limits.requests) {
      stream.reset(resetCode.limit)
      this.#options.violated(new Fault('sync-limit', 'The device asks for too much at once.'))
      return
    }
    this.open++
    const exchange = new Exchange(connection, stream, watch, serveStallMs)
    try {
      await this.#answer(exchange)
      exchange.end()
      // A stream is gone only when both sides have ended.
      await exchange.readEnd()
      exchange.done()
    } catch (error) {
      this.broken++
      exchange.fail(error, isViolation(error) ? resetCode.protocol : resetCode.given)
      if (isViolation(error)) this.#options.violated(error)
    } finally {
      this.open--
    }
  }

  async #answer(exchange: Exchange): Promise<void> {
    const { type, body } = await exchange.readFrame()
    if (type === frameType.chunkRequest) await this.#answerChunks(exchange, decodeChunkRequest(body))
    else if (type === frameType.manifestRequest) await this.#answerManifest(exchange, body)
    else if (type === frameType.ping) await exchange.write(new Uint8Array(1))
    else throw violation('A stream begins with what is no request.')
  }

  async #answerManifest(exchange: Exchange, body: Uint8Array): Promise<void> {
    const { device, host } = this.#options
    const { folderId, content } = decodeManifestRequest(body)
    const chunks = this.#options.isShared(folderId) ? host.manifest(device, folderId, content) : undefined
    if (chunks === undefined) return exchange.write(header(answer.unavailable, 0))
    await exchange.write(header(answer.there, chunks.length))
    for (let at = 0; at < chunks.length; at += entriesAtOnce) {
      await this.#writeLimited(exchange, encodeManifest(chunks.slice(at, at + entriesAtOnce)))
    }
  }

  async #answerChunks(exchange: Exchange, wants: readonly ChunkWant[]): Promise<void> {
    const isMany = wants.reduce((bytes, { length }) => bytes + length, 0) > manyBytes
    if (!isMany) return this.#writeChunks(exchange, wants)
    await this.#turn(exchange)
    try {
      await this.#writeChunks(exchange, wants)
    } finally {
      this.#answering--
      this.#waiting.shift()?.()
    }
  }

  /** Waits until few enough others are answered. */
  async #turn(exchange: Exchange): Promise<void> {
    exchange.paused = true
    while (this.#answering >= atOnce && !this.#ended.signal.aborted) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
    this.#answering++
    exchange.paused = false
  }

  async #writeChunks(exchange: Exchange, wants: readonly ChunkWant[]): Promise<void> {
    const given = new AbortController()
    const giveUp = () => given.abort(this.#ended.signal.reason)
    this.#ended.signal.addEventListener('abort', giveUp)
    if (this.#ended.signal.aborted) giveUp()
    /** In the order asked, being read. */
    const ahead: Promise<Part>[] = []
    let next = 0
    let bytes = 0
    const readAhead = () => {
      while (next < wants.length && ahead.length < chunksAhead) {
        const want = wants[next]!
        if (bytes > 0 && bytes + want.length > bytesAhead) return
        bytes += want.length
        next++
        ahead.push(this.#read(want, given.signal))
      }
    }
    const head = new Uint8Array(answerHeaderBytes)
    try {
      readAhead()
      for (let part = ahead.shift(); part !== undefined; part = ahead.shift()) {
        exchange.paused = true
        const { want, buffer, release } = await part
        exchange.paused = false
        try {
          if (buffer === undefined) await exchange.write(header(answer.unavailable, 0, head))
          else {
            await exchange.write(header(answer.there, want.length, head))
            await this.#writeLimited(exchange, buffer.subarray(0, want.length))
            this.sentChunks++
            this.sentBytes += want.length
          }
        } finally {
          release()
        }
        bytes -= want.length
        readAhead()
      }
    } finally {
      this.#ended.signal.removeEventListener('abort', giveUp)
      given.abort(new Fault('closed', 'Nobody waits for the answer any more.'))
      for (const part of ahead) part.then(({ release }) => release())
    }
  }

  /** Never rejects: what cannot be read is not there. */
  async #read(want: ChunkWant, signal: AbortSignal): Promise<Part> {
    const { device, host, isShared } = this.#options
    const nothing: Part = { want, buffer: undefined, release: () => {} }
    if (!isShared(want.folderId)) return nothing
    try {
      const lease = await host.memory.acquire(want.length, signal)
      const buffer = host.buffers.take(want.length)
      const release = () => {
        host.buffers.give(buffer)
        lease.release()
      }
      try {
        const read = signal.aborted ? 0 : await host.readChunk(device, want, buffer)
        return { want, buffer: read === want.length ? buffer : undefined, release }
      } catch {
        return { want, buffer: undefined, release }
      }
    } catch {
      return nothing
    }
  }

  async #writeLimited(exchange: Exchange, bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      const piece = bytes.length <= pieceBytes ? bytes : bytes.subarray(at, at + pieceBytes)
      const room = this.#options.host.uploadRoom(piece.length)
      if (room) {
        exchange.paused = true
        await room
        exchange.paused = false
      }
      await exchange.write(piece)
    }
  }
}

function header(status: number, length: number, into = new Uint8Array(answerHeaderBytes)): Uint8Array {
  into[0] = status
  into[1] = length
  into[2] = length >> 8
  into[3] = length >> 16
  into[4] = length >> 24
  return into
}

/** Faults that only a device that does not keep to the protocol causes. */
export const isViolation = (error: unknown): error is Fault =>
  error instanceof Fault &&
  (error.code === 'sync-protocol' || error.code === 'sync-limit' || error.code === 'file-path-unsafe')
