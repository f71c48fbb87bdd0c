import { Fault } from '../../../wire/fault.ts'
import type { Stream } from '../transport.ts'
import { type QuicheConnection, shutdownRead, shutdownWrite } from './binding.ts'

/** What a stream needs of its connection. */
export interface StreamOwner {
  readonly quiche: QuicheConnection
  /** Throws the fault of a connection that is over. */
  check(): void
  /** Something was written and should leave in this turn. */
  wrote(): void
  /** Room was made for the other side; it is told before long. */
  consumed(bytes: number): void
  waitToWrite(stream: QuicStream): void
  finished(stream: QuicStream): void
}

interface Waiting {
  readonly promise: Promise<void>
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

function waiting(): Waiting {
  const made = Promise.withResolvers<void>()
  // Who waits may have gone away when it fails.
  made.promise.catch(() => {})
  return made
}

const nothing = new Uint8Array(0)
const done = Promise.resolve()

/** The code of RESET_STREAM and STOP_SENDING in quiche's errors. */
const resetError = /^Stream(?:Reset|Stopped)\((\d+)\)/

export class QuicStream implements Stream {
  readonly id: number
  readonly #owner: StreamOwner
  #readEnded = false
  #writeEnded = false
  #failure: Fault | undefined
  #reader: Waiting | undefined
  #writer: Waiting | undefined
  /** Bytes that may be written in this turn, while other streams wait for their share. */
  #share = Number.POSITIVE_INFINITY

  constructor(owner: StreamOwner, id: number) {
    this.#owner = owner
    this.id = id
  }

  write(bytes: Uint8Array): number {
    this.#checkWritable()
    if (bytes.length === 0 || this.#share === 0) return 0
    const part = bytes.length > this.#share ? bytes.subarray(0, this.#share) : bytes
    const taken = this.#try(() => this.#owner.quiche.streamSend(this.id, part, false)) ?? 0
    if (taken > 0) {
      this.#share -= taken
      this.#owner.wrote()
    }
    return taken
  }

  writable(): Promise<void> {
    try {
      this.#checkWritable()
      if (this.#share > 0 && this.capacity() > 0) return done
    } catch (error) {
      return Promise.reject(error)
    }
    if (this.#writer === undefined) {
      this.#writer = waiting()
      this.#owner.waitToWrite(this)
    }
    return this.#writer.promise
  }

  async writeAll(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const taken = this.write(at === 0 ? bytes : bytes.subarray(at))
      at += taken
      if (taken === 0) await this.writable()
    }
  }

  end(): void {
    if (this.#writeEnded || this.#failure !== undefined) return
    this.#owner.check()
    this.#writeEnded = true
    try {
      // An end needs no room.
      this.#owner.quiche.streamSend(this.id, nothing, true)
      this.#owner.wrote()
    } catch {
      // The other side stopped it, so it is over.
    }
    this.#finishedPerhaps()
  }

  read(into: Uint8Array): number {
    if (this.#readEnded) return -1
    if (this.#failure !== undefined) throw this.#failure
    this.#owner.check()
    const got = this.#try(() => this.#owner.quiche.streamRecv(this.id, into))
    if (got === null) return 0
    const [length, end] = got
    this.#owner.consumed(length)
    if (!end) return length
    this.#readEnded = true
    this.#finishedPerhaps()
    return length === 0 ? -1 : length
  }

  readable(): Promise<void> {
    if (this.#readEnded) return done
    try {
      if (this.#failure !== undefined) throw this.#failure
      this.#owner.check()
      if (this.#owner.quiche.streamReadable(this.id)) return done
    } catch (error) {
      return Promise.reject(error)
    }
    this.#reader ??= waiting()
    return this.#reader.promise
  }

  async readAll(into: Uint8Array): Promise<number> {
    let at = 0
    while (at < into.length) {
      const length = this.read(at === 0 ? into : into.subarray(at))
      if (length < 0) break
      at += length
      if (length === 0) await this.readable()
    }
    return at
  }

  reset(code: number): void {
    if (this.#failure !== undefined || (this.#readEnded && this.#writeEnded)) return
    this.fail(new Fault('closed', 'The stream was reset.'))
    this.#shutDown(code)
  }

  /** Bytes that quiche would take; throws when the other side wants no more. */
  capacity(): number {
    return this.#try(() => this.#owner.quiche.streamCapacity(this.id)) ?? 0
  }

  wakeReader(): void {
    this.#reader?.resolve()
    this.#reader = undefined
  }

  wakeWriter(share: number): void {
    this.#share = share
    this.#writer?.resolve()
    this.#writer = undefined
  }

  /** Everything on it fails with this from now on. */
  fail(fault: Fault): void {
    this.#failure ??= fault
    this.#reader?.reject(this.#failure)
    this.#writer?.reject(this.#failure)
    this.#reader = undefined
    this.#writer = undefined
  }

  #checkWritable(): void {
    if (this.#failure !== undefined) throw this.#failure
    if (this.#writeEnded) throw new Fault('closed', 'The stream was ended.')
    this.#owner.check()
  }

  #shutDown(code: number): void {
    for (const direction of [shutdownRead, shutdownWrite] as const) {
      try {
        this.#owner.quiche.streamShutdown(this.id, direction, code)
      } catch {
        // That direction is over already.
      }
    }
    this.#owner.wrote()
    this.#owner.finished(this)
  }

  #finishedPerhaps(): void {
    if (this.#readEnded && this.#writeEnded) this.#owner.finished(this)
  }

  /** quiche's errors as faults; null where there is nothing to do. */
  #try<T>(call: () => T | null): T | null {
    try {
      return call()
    } catch (error) {
      const { message } = error as Error
      if (message === 'Done') return null
      const code = resetError.exec(message)?.[1]
      const text = code === undefined ? message : `reset by the other side, code ${code}`
      this.fail(new Fault('closed', `The stream is over: ${text}.`))
      this.#shutDown(0)
      throw this.#failure
    }
  }
}
