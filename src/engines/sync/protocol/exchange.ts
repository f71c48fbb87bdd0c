import type { FaultCode } from '../../../contract/fault-codes.ts'
import { Fault } from '../../../wire/fault.ts'
import type { Connection, Stream } from '../transport.ts'
import { violation } from './bytes.ts'
import { bodyLength, frameHeaderBytes } from './frame.ts'
import { type StallWatch, stillTicks, type Watched } from './stall-watch.ts'

/** Why a stream is reset; for whoever reads a trace. */
export const resetCode = { given: 0, protocol: 1, limit: 2, stalled: 3 } as const

/** A stream under the watch: reads and writes whole pieces, and ends by a fault when the other side stalls. */
export class Exchange implements Watched {
  moved = true
  paused = false
  still = 0
  readonly stillLimit: number
  readonly #connection: Connection
  readonly #stream: Stream
  readonly #watch: StallWatch
  readonly #broken: FaultCode
  #fault: unknown

  /** `broken` is the code of the fault when the other side resets the stream. */
  constructor(
    connection: Connection,
    stream: Stream,
    watch: StallWatch,
    stallMs: number,
    broken: FaultCode = 'chunk-unavailable',
  ) {
    this.#connection = connection
    this.#stream = stream
    this.#watch = watch
    this.#broken = broken
    this.stillLimit = stillTicks(stallMs)
    watch.add(this)
  }

  /** Takes what there is, at least a byte. Returns 0 at the end. */
  async readSome(into: Uint8Array): Promise<number> {
    try {
      for (;;) {
        const count = this.#stream.read(into)
        if (count > 0) {
          this.moved = true
          return count
        }
        if (count < 0) return 0
        await this.#stream.readable()
      }
    } catch (error) {
      throw this.#faultOf(error)
    }
  }

  /** Fills all of `into`. */
  async read(into: Uint8Array): Promise<void> {
    let at = 0
    try {
      while (at < into.length) {
        const count = this.#stream.read(at === 0 ? into : into.subarray(at))
        if (count > 0) {
          at += count
          this.moved = true
        } else if (count === 0) await this.#stream.readable()
        else throw violation('A message ends too early.')
      }
    } catch (error) {
      throw this.#faultOf(error)
    }
  }

  /** Nothing may come any more. */
  async readEnd(): Promise<void> {
    if ((await this.readSome(new Uint8Array(1))) > 0) throw violation('More comes than what was asked for.')
  }

  /** One frame; its body is no longer than its type allows. */
  async readFrame(): Promise<{ type: number; body: Uint8Array }> {
    const header = new Uint8Array(frameHeaderBytes)
    await this.read(header)
    const body = new Uint8Array(bodyLength(header))
    await this.read(body)
    return { type: header[0]!, body }
  }

  async write(bytes: Uint8Array): Promise<void> {
    let at = 0
    try {
      while (at < bytes.length) {
        const count = this.#stream.write(at === 0 ? bytes : bytes.subarray(at))
        if (count > 0) {
          at += count
          this.moved = true
        } else await this.#stream.writable()
      }
    } catch (error) {
      throw this.#faultOf(error)
    }
  }

  end(): void {
    try {
      this.#stream.end()
    } catch (error) {
      throw this.#faultOf(error)
    }
  }

  /** Ends it at once: what waits for it rejects with `fault`. */
  fail(fault: unknown, code: number): void {
    if (this.#fault !== undefined) return
    this.#fault = fault
    this.#watch.remove(this)
    this.#stream.reset(code)
  }

  stalled(): void {
    this.fail(new Fault('sync-stalled', 'The device stopped in the middle.'), resetCode.stalled)
  }

  /** It is over, well. */
  done(): void {
    this.#watch.remove(this)
  }

  #faultOf(error: unknown): unknown {
    if (this.#fault !== undefined) return this.#fault
    if (this.#connection.isClosed) return new Fault('closed', 'The connection to the device has ended.')
    if (error instanceof Fault && error.code === 'sync-protocol') return error
    return new Fault(this.#broken, 'The device broke off in the middle.')
  }
}
