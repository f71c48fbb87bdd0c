import type { Duplex } from 'node:stream'
import { Fault } from '../../wire/fault.ts'
import type { Clock } from '../clock.ts'
import { encodeFrame, FrameReader, frameLimit } from './frames.ts'

/** Nothing heard for so long, and the other side is asked whether it is there; for so long, and it is taken to be gone. */
const quietMs = 10_000
const deadMs = 25_000
/** When it matters, an answer must come within this. */
const checkMs = 5000
/** What the other side has not yet read; beyond this it is cut off. */
const unreadLimit = 512 * 1024

/** Messages to and from whoever is at the other end, until one of both goes. */
export interface Line {
  /** May be silently lost, as anything that is under way when a line closes. */
  send(message: object): void
  /** From then on messages come, first those that have come already. Called once. What the listener throws closes the line. */
  listen(onMessage: (message: unknown) => void): void
  /** Frames may be so long from now on. */
  allow(bytes: number): void
  /** Has the line closed unless the other side is heard of soon. */
  check(): void
  /** With why; never rejects. */
  readonly closed: Promise<Fault>
  close(why?: Fault): void
}

const isPlain = (message: unknown, type: string) => (message as { type?: unknown } | null)?.type === type

export interface SocketLineOptions {
  clock: Clock
  /** Bytes of a frame, to begin with. */
  limit?: number
  /** Bytes that are taken at once and in a second; what comes faster waits outside. */
  pace?: { burst: number; perSecond: number }
  /** Of what came. */
  count?(bytes: number): void
}

/** Frames over a connection. Notices when it is dead, by itself. */
export class SocketLine implements Line {
  readonly closed: Promise<Fault>
  readonly #close: (why: Fault) => void
  readonly #socket: Duplex
  readonly #options: SocketLineOptions
  readonly #reader: FrameReader
  #isOver = false
  #heardAt: number
  #mustHearBy = Number.POSITIVE_INFINITY
  #cancelWatch = () => {}
  #cancelPause = () => {}
  #budget: number
  #budgetAt: number

  constructor(socket: Duplex, options: SocketLineOptions) {
    this.#socket = socket
    this.#options = options
    this.#reader = new FrameReader(options.limit ?? frameLimit)
    const { promise, resolve } = Promise.withResolvers<Fault>()
    this.closed = promise
    this.#close = resolve
    this.#heardAt = this.#budgetAt = options.clock.now()
    this.#budget = options.pace?.burst ?? 0
    const gone = () => this.close()
    socket.on('error', gone).on('end', gone).on('close', gone)
    this.#watch()
  }

  send(message: object): void {
    if (this.#isOver || !this.#socket.writable) return
    this.#socket.write(encodeFrame(message))
    if (this.#socket.writableLength > unreadLimit)
      this.close(new Fault('transfer-limit', 'The other side does not read what it is told.'))
  }

  listen(onMessage: (message: unknown) => void): void {
    this.#socket.on('data', (bytes: Buffer) => {
      if (this.#isOver) return
      this.#heardAt = this.#options.clock.now()
      this.#mustHearBy = Number.POSITIVE_INFINITY
      this.#options.count?.(bytes.length)
      try {
        this.#reader.push(bytes)
        for (let frame = this.#reader.next(); frame && !this.#isOver; frame = this.#reader.next())
          if (isPlain(frame.message, 'ping')) this.send({ type: 'pong' })
          else if (!isPlain(frame.message, 'pong')) onMessage(frame.message)
      } catch (error) {
        this.close(error instanceof Fault ? error : new Fault('internal', String(error)))
      }
      this.#spend(bytes.length)
    })
  }

  allow(bytes: number): void {
    this.#reader.limit = bytes
  }

  check(): void {
    if (this.#isOver || this.#mustHearBy !== Number.POSITIVE_INFINITY) return
    this.#mustHearBy = this.#options.clock.now() + checkMs
    this.send({ type: 'ping' })
    this.#cancelWatch()
    this.#watch()
  }

  close(why = new Fault('closed', 'The other side ended the connection.')): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#cancelWatch()
    this.#cancelPause()
    // What was sent leaves first, but not for long.
    this.#socket.end(() => this.#socket.destroy())
    this.#socket.resume()
    const late = this.#options.clock.after(1000, () => this.#socket.destroy())
    this.#socket.once('close', late)
    this.#close(why)
  }

  /** One timer, however much is heard. */
  #watch(isAsked = false): void {
    const { clock } = this.#options
    const due = Math.min(this.#heardAt + (isAsked ? deadMs : quietMs), this.#mustHearBy)
    this.#cancelWatch = clock.after(Math.max(due - clock.now(), 0), () => this.#look())
  }

  #look(): void {
    const now = this.#options.clock.now()
    if (now >= Math.min(this.#heardAt + deadMs, this.#mustHearBy)) {
      this.#socket.destroy()
      return this.close(new Fault('closed', 'Nothing is heard of the other side any more.'))
    }
    const isQuiet = now >= this.#heardAt + quietMs
    if (isQuiet) this.send({ type: 'ping' })
    if (!this.#isOver) this.#watch(isQuiet)
  }

  #spend(bytes: number): void {
    const { pace, clock } = this.#options
    if (pace === undefined || this.#isOver) return
    const now = clock.now()
    const earned = (Math.max(0, now - this.#budgetAt) / 1000) * pace.perSecond
    this.#budget = Math.min(pace.burst, this.#budget + earned) - bytes
    this.#budgetAt = now
    if (this.#budget >= 0) return
    this.#socket.pause()
    this.#cancelPause = clock.after((-this.#budget / pace.perSecond) * 1000, () => this.#socket.resume())
  }
}
