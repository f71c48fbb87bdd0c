import { Fault, isFaultCode } from '../wire/fault.ts'
import {
  answers,
  asks,
  decodeFault,
  decodeMessage,
  decodeProgress,
  decodeRequests,
  diskLinkVersion,
  encodeFinish,
  encodeManifest,
  encodeMessage,
  encodeText,
  encodeWrite,
  maxWriteBytes,
} from './disk-messages.ts'
import type { Manifest, Progress, Sink } from './files.ts'

/** Whole binary messages both ways, in order: a WebSocket, a MessagePort. */
export interface DiskPipe {
  /** The bytes may be used again when this returns. Does nothing once it is closed. */
  send(message: Uint8Array<ArrayBuffer>): void
  /** Messages that come before this is set are kept. */
  onMessage: (message: Uint8Array<ArrayBuffer>) => void
  readonly closed: Promise<void>
  close(): void
}

/** Blocks that are on their way to the host or being written; those beyond wait here, and their bytes stay the caller's. */
export const maxWrites = 32

interface Waiting {
  resolve(progress: Progress): void
  reject(error: unknown): void
}

const nothing: Progress = { whole: [], partial: new Map() }
const gone = () => new Fault('closed', 'The connection to the disk is gone.')

/** The sink of the host, written to from a window. One connection is one transfer. Faults are those of the host's sink, and `closed`. */
export class RemoteSink implements Sink {
  readonly #pipe: DiskPipe
  readonly #waiting = new Map<number, Waiting>()
  /** Writes that are to be sent when others are done. */
  readonly #queue: (() => void)[] = []
  /** One for all: what is sent has been copied when sending returns. */
  readonly #staging = new Uint8Array(maxWriteBytes)
  #writes = 0
  #lastRequest = 0
  #over: Fault | undefined

  /** `ticket`: of the host's call `openDisk`; good once, for a minute. */
  constructor(pipe: DiskPipe, ticket: string) {
    this.#pipe = pipe
    pipe.onMessage = (message) => this.#take(message)
    pipe.closed.then(() => this.#end(gone()))
    pipe.send(encodeMessage(asks.hello, 0, encodeText(ticket), diskLinkVersion))
  }

  async open(manifest: Manifest, signal: AbortSignal): Promise<Progress> {
    signal.throwIfAborted()
    const request = this.#next()
    const opened = this.#ask(request, () => encodeMessage(asks.open, request, encodeManifest(manifest)))
    const abort = () => {
      this.#pipe.send(encodeMessage(asks.abort, request))
      this.#waiting.get(request)?.reject(signal.reason)
      this.#waiting.delete(request)
    }
    signal.addEventListener('abort', abort, { once: true })
    try {
      return await opened
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }

  async write(file: number, block: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (this.#writes >= maxWrites) await new Promise<void>((resolve) => this.#queue.push(resolve))
    else this.#writes++
    try {
      const request = this.#next()
      await this.#ask(request, () => encodeWrite(this.#staging, request, file, block, bytes))
    } finally {
      const next = this.#queue.shift()
      // The place goes over to the one that waited longest.
      if (next) next()
      else this.#writes--
    }
  }

  async finish(file: number, hash: Uint8Array): Promise<void> {
    const request = this.#next()
    await this.#ask(request, () => encodeMessage(asks.finish, request, encodeFinish(file, hash)))
  }

  /** Resolves also when the connection is gone: the host then keeps what is there. */
  async close(keep: boolean): Promise<void> {
    if (this.#over) return
    const request = this.#next()
    const closed = this.#ask(request, () =>
      encodeMessage(asks.close, request, new Uint8Array(0), keep ? 1 : 0),
    )
    try {
      await Promise.race([closed, this.#pipe.closed])
    } finally {
      this.#end(gone())
      this.#pipe.close()
    }
  }

  #next(): number {
    this.#lastRequest = (this.#lastRequest + 1) >>> 0
    return this.#lastRequest
  }

  #ask(request: number, message: () => Uint8Array<ArrayBuffer>): Promise<Progress> {
    if (this.#over) return Promise.reject(this.#over)
    return new Promise((resolve, reject) => {
      this.#waiting.set(request, { resolve, reject })
      this.#pipe.send(message())
    })
  }

  #take(message: Uint8Array<ArrayBuffer>): void {
    try {
      const { what, request, body } = decodeMessage(message)
      // Read first: an answer that makes no sense must not leave its request without any.
      if (what === answers.opened) {
        const progress = decodeProgress(body)
        this.#settle(request)?.resolve(progress)
      } else if (what === answers.failed) this.#failed(request, faultOf(body))
      else if (what === answers.done) {
        const others = decodeRequests(body)
        this.#settle(request)?.resolve(nothing)
        for (const other of others) this.#settle(other)?.resolve(nothing)
      }
    } catch (error) {
      this.#end(error instanceof Fault ? error : new Fault('transfer-protocol', String(error)))
      this.#pipe.close()
    }
  }

  #settle(request: number): Waiting | undefined {
    const waiting = this.#waiting.get(request)
    this.#waiting.delete(request)
    return waiting
  }

  #failed(request: number, fault: Fault): void {
    if (request === 0) this.#end(fault)
    else this.#settle(request)?.reject(fault)
  }

  #end(fault: Fault): void {
    this.#over ??= fault
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const { reject } of waiting) reject(this.#over)
  }
}

function faultOf(body: Uint8Array<ArrayBuffer>): Fault {
  const { code, message, detail } = decodeFault(body)
  return typeof code === 'string' && isFaultCode(code)
    ? new Fault(code, String(message), detail)
    : new Fault('internal', String(message))
}
