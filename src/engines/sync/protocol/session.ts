import { Fault } from '../../../wire/fault.ts'
import { manifestOfOne, verifyManifest } from '../model/manifest.ts'
import type { Chunk, FileRecord } from '../model/record.ts'
import type { CloseReason, Connection, Stream } from '../transport.ts'
import { ControlReader } from './control-reader.ts'
import { Exchange, resetCode } from './exchange.ts'
import { type FetchOptions, fetchChunks, fetchManifest } from './fetch.ts'
import { beginFrame, endFrame, frameType } from './frame.ts'
import type { Greeted } from './hello.ts'
import type { ChunkWant, ManifestWant, SessionHost, SharedFolder } from './host.ts'
import { IncomingIndexes } from './incoming-indexes.ts'
import { limits } from './limits.ts'
import { encodeFolders, encodeGoodbye, encodeIndexRequest, type IndexRequest } from './messages.ts'
import { OutgoingIndex } from './outgoing-index.ts'
import { wantsThatFit } from './requests.ts'
import { isViolation, Server } from './serve.ts'
import type { StallWatch } from './stall-watch.ts'

export type { FetchOptions } from './fetch.ts'

/** A device that answers nothing for so long has stalled. */
const requestStallMs = 60_000
const pingStallMs = 10_000

export interface SessionOptions {
  connection: Connection
  greeted: Greeted
  host: SessionHost
  watch: StallWatch
}

/** A connection to a paired device after the hello: folders, indexes, and chunks both ways. */
export class PeerSession {
  readonly device: string
  /** As the device calls itself. */
  readonly name: string
  /** Of the program at the other end, made anew with each start. */
  readonly instance: string
  readonly connection: Connection
  /** Resolves, never rejects. */
  readonly closed: Promise<CloseReason>
  /** Streams of own requests that are under way. */
  requests = 0
  readonly #host: SessionHost
  readonly #watch: StallWatch
  readonly #control: Exchange
  readonly #server: Server
  readonly #incoming = new IncomingIndexes()
  readonly #outgoing = new Map<string, OutgoingIndex>()
  #shared: ReadonlyMap<string, SharedFolder> = new Map()
  /** The end of what is written to the control stream. */
  #written: Promise<void> = Promise.resolve()
  #announcing = false
  #broken = 0
  #retiring = false
  #saidGoodbye = false
  #heardGoodbye = false

  constructor({ connection, greeted, host, watch }: SessionOptions) {
    this.device = greeted.device
    this.name = greeted.name
    this.instance = greeted.instance
    this.connection = connection
    this.closed = connection.closed
    this.#control = greeted.control
    this.#host = host
    this.#watch = watch
    this.#server = new Server({
      device: this.device,
      connection,
      host,
      watch,
      isShared: (folderId) => this.#shared.has(folderId),
      violated: (fault) => this.close(fault.code, fault.message),
    })
    // A control stream may be still for hours.
    this.#control.paused = true
    this.closed.then(() => this.#end())
  }

  /** Tells which folders there are and begins to listen. */
  start(): void {
    if (!this.#retiring) this.announce(this.#host.folders(this.device))
    void this.#listen()
  }

  /** A stream that the device has opened: a request. */
  serve(stream: Stream): void {
    void this.#server.accept(stream)
  }

  /** Chunks and bytes of them that the device got. */
  get served(): { chunks: number; bytes: number } {
    return { chunks: this.#server.sentChunks, bytes: this.#server.sentBytes }
  }

  /** Requests of either side that were broken off. */
  get resets(): number {
    return this.#broken + this.#server.broken
  }

  /** Tells the device the whole list of folders that it may see; again when anything in it changes. */
  announce(folders: readonly SharedFolder[]): void {
    this.#shared = new Map(folders.map((folder) => [folder.id, folder]))
    for (const [folderId, index] of this.#outgoing) {
      if (this.#shared.has(folderId)) continue
      index.end()
      this.#outgoing.delete(folderId)
    }
    // What waits to be told tells the latest.
    if (this.#announcing) return
    this.#announcing = true
    this.#send(() => {
      this.#announcing = false
      return encodeFolders([...this.#shared.values()].slice(0, limits.folders))
    }).catch(() => {})
  }

  /** Asks for the records of a folder after `sequence` of the index `indexId` (as announced), and for those that follow. */
  requestIndex(folderId: string, indexId: string, sequence: number): void {
    const request = this.#incoming.ask(folderId, indexId, sequence)
    this.#send(() => encodeIndexRequest({ request, folderId, indexId, sequence })).catch(() => {})
  }

  /**
   * Records that were just stored, in rising order of sequence. Resolves when they are handed to the connection; at once if
   * the device has not asked for the index. While older records are still on their way they are sent in their turn.
   * Rejects with `closed`.
   */
  sendIndex(folderId: string, records: readonly FileRecord[]): Promise<void> {
    return this.#outgoing.get(folderId)?.add(records) ?? Promise.resolve()
  }

  /** The chunks of a content, proven against its id. Rejects with `chunk-unavailable`, `sync-protocol`, `sync-limit`, `sync-stalled` or `closed`. */
  async manifest(folderId: string, want: ManifestWant, signal?: AbortSignal): Promise<Chunk[]> {
    if (want.chunks > limits.manifestChunks) throw new Fault('sync-limit', 'A file has too many chunks.')
    const known = manifestOfOne(want)
    if (known) return known
    const chunks = await this.#request(requestStallMs, signal, (exchange) =>
      fetchManifest(exchange, folderId, want),
    )
    verifyManifest(want.content, want.size, chunks)
    return chunks
  }

  /**
   * Asks for chunks on one stream (more than one request may hold are asked for one request after the other). They come in
   * the order asked; `take` gets exactly the length asked in a buffer that is valid until its promise resolves, and verifies
   * the hash. Up to four calls of it may be under way at once, and all have ended when this ends.
   * Rejects with what `take` rejects with, or as `manifest` does.
   */
  async fetch(
    wants: readonly ChunkWant[],
    take: (index: number, bytes: Uint8Array) => Promise<void>,
    options: FetchOptions,
  ): Promise<void> {
    let refused: unknown
    const taking = async (index: number, bytes: Uint8Array) => {
      try {
        await take(index, bytes)
      } catch (error) {
        refused = error
        throw error
      }
    }
    for (let from = 0; from < wants.length; ) {
      const part = wants.slice(from, from + wantsThatFit(wants, from))
      const first = from
      try {
        await this.#request(requestStallMs, options.signal, (exchange) =>
          fetchChunks(exchange, part, first, taking, options),
        )
      } catch (error) {
        if (isViolation(error) && error !== refused) this.close(error.code, error.message)
        throw error
      }
      from += part.length
    }
  }

  /** How long the device takes to answer, ms of the given clock. Rejects as `manifest` does. */
  async ping(now: () => number): Promise<number> {
    const start = now()
    await this.#request(pingStallMs, undefined, async (exchange) => {
      await exchange.write(endFrame(beginFrame(frameType.ping)))
      exchange.end()
      await exchange.read(new Uint8Array(1))
      await exchange.readEnd()
    })
    return now() - start
  }

  /** No request is begun any more; when those of both sides are answered the connection ends. */
  retire(): void {
    this.#retiring = true
    for (const index of this.#outgoing.values()) index.end()
    this.#sayGoodbye()
  }

  /** `code` is a fault code that the device gets too. */
  close(code: string, text: string): void {
    this.connection.close(code, text)
  }

  async #request<T>(
    stallMs: number,
    signal: AbortSignal | undefined,
    ask: (exchange: Exchange) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted()
    if (this.#retiring) throw new Fault('closed', 'Another connection to the device has taken over.')
    this.requests++
    let exchange: Exchange | undefined
    const abort = () => exchange?.fail(signal?.reason, resetCode.given)
    try {
      const stream = await this.#open(signal)
      exchange = new Exchange(this.connection, stream, this.#watch, stallMs)
      signal?.addEventListener('abort', abort)
      const result = await ask(exchange)
      exchange.done()
      return result
    } catch (error) {
      if (exchange) this.#broken++
      exchange?.fail(error, isViolation(error) ? resetCode.protocol : resetCode.given)
      throw error
    } finally {
      signal?.removeEventListener('abort', abort)
      this.requests--
      this.#sayGoodbye()
    }
  }

  async #open(signal: AbortSignal | undefined): Promise<Stream> {
    try {
      return await this.connection.open(signal)
    } catch (error) {
      signal?.throwIfAborted()
      if (error instanceof Fault && !this.connection.isClosed) throw error
      throw new Fault('closed', 'The connection to the device has ended.')
    }
  }

  /** One frame after the other, each made when its turn has come; resolves when there is room for the next. */
  #send(frame: () => Uint8Array): Promise<void> {
    const sent = this.#written.then(async () => {
      const bytes = frame()
      this.#control.moved = true
      this.#control.paused = false
      await this.#control.write(bytes)
      this.#control.paused = true
    })
    this.#written = sent.catch(() => {})
    return sent
  }

  async #listen(): Promise<void> {
    try {
      await new ControlReader(this.#control).run({
        folders: (folders) => {
          if (!this.#retiring) this.#host.onFolders(this.device, folders)
        },
        indexRequest: (request) => this.#answerIndex(request),
        indexBatch: async (request, records) => {
          const index = this.#incoming.batch(request, records)
          // The connection that has taken over asks for it again.
          if (index && !this.#retiring)
            await this.#host.onIndex(this.device, index.folderId, index.indexId, records)
        },
        indexEnd: (request, sequence) => {
          const index = this.#incoming.end(request, sequence)
          if (index && !this.#retiring)
            this.#host.onIndexEnd(this.device, index.folderId, index.indexId, sequence)
        },
        goodbye: () => {
          this.#heardGoodbye = true
          this.retire()
        },
      })
      this.close('closed', 'The device has ended its control stream.')
    } catch (error) {
      // What is wrong on this machine is not for the device to read.
      if (isViolation(error) || isOfConnection(error)) this.close(error.code, error.message)
      else this.close('internal', 'What the device sent could not be stored.')
    }
  }

  /** A folder that is not shared, or whose index is another by now, gets no answer: the next announcement tells. */
  #answerIndex(request: IndexRequest): void {
    const { folderId, indexId } = request
    if (this.#retiring || this.#shared.get(folderId)?.indexId !== indexId) return
    this.#outgoing.get(folderId)?.end()
    const index = new OutgoingIndex(request, {
      since: (sequence) => this.#host.indexSince(this.device, folderId, indexId, sequence),
      looked: this.#host.looked?.(this.device, folderId),
      send: (frame) => this.#send(() => frame),
    })
    this.#outgoing.set(folderId, index)
    index.start().catch((error) => {
      if (!(error instanceof Fault)) this.close('internal', 'The index could not be read.')
    })
  }

  #sayGoodbye(): void {
    if (!this.#retiring || this.requests > 0) return
    if (!this.#saidGoodbye) {
      this.#saidGoodbye = true
      this.#send(() => encodeGoodbye('closed', 'Another connection has taken over.')).catch(() => {})
    }
    if (this.#heardGoodbye && this.connection.isClient) {
      this.#written.then(() => this.close('closed', 'Another connection has taken over.'))
    }
  }

  #end(): void {
    this.#control.fail(new Fault('closed', 'The connection to the device has ended.'), resetCode.given)
    this.#server.end()
    for (const index of this.#outgoing.values()) index.end()
    this.#outgoing.clear()
  }
}

const isOfConnection = (error: unknown): error is Fault =>
  error instanceof Fault && (error.code === 'closed' || error.code === 'sync-stalled')
