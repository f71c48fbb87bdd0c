import type { DiskPipe } from '../../transfer/disk-link.ts'
import {
  answers,
  asks,
  decodeFinish,
  decodeManifest,
  decodeMessage,
  decodeText,
  decodeWrite,
  diskLinkVersion,
  encodeFault,
  encodeMessage,
  encodeProgress,
  encodeRequests,
  type Head,
} from '../../transfer/disk-messages.ts'
import type { Sink } from '../../transfer/files.ts'
import { limits } from '../../transfer/session/limits.ts'
import { Fault } from '../../wire/fault.ts'

/** A window keeps far below: what is being written lies in memory. */
const maxWrites = 256
/** One a file at most. */
const maxFinishes = limits.entries

export interface DiskConnectionOptions {
  pipe: DiskPipe
  /** Throws a fault for a ticket that is none. */
  sinkOf(ticket: string): Sink
  report(error: unknown): void
}

/** The host's end of a window's connection to the disk: a sink that is asked by messages. */
export class DiskConnection {
  /** Resolves when it is over and what was received lies safe. */
  readonly over: Promise<void>
  readonly #options: DiskConnectionOptions
  readonly #opening = new AbortController()
  #sink: Sink | undefined
  #openRequest = -1
  #writes = 0
  #finishes = 0
  #isOver = false
  /** Answered together at the end of this turn. */
  #done: number[] = []

  constructor(options: DiskConnectionOptions) {
    this.#options = options
    const { pipe, report } = options
    pipe.onMessage = (message) => this.#take(message)
    this.over = pipe.closed
      .then(async () => {
        this.#isOver = true
        this.#opening.abort(new Fault('closed', 'The window is gone.'))
        await this.#sink?.close(true)
      })
      .catch(report)
  }

  close(): void {
    this.#options.pipe.close()
  }

  #take(message: Uint8Array<ArrayBuffer>): void {
    if (this.#isOver) return
    try {
      this.#handle(decodeMessage(message))
    } catch (error) {
      this.#refuse(error)
    }
  }

  /** Tells why, and is over: whoever sends such a message sends nothing that could be relied on. */
  #refuse(error: unknown): void {
    this.#isOver = true
    this.#fail(0, error)
    this.#options.pipe.close()
  }

  #handle({ what, detail, request, body }: Head): void {
    if (what === asks.hello) this.#hello(detail, body)
    else if (!this.#sink) throw unexpected()
    else if (what === asks.open) this.#open(this.#sink, request, body)
    else if (what === asks.abort && request === this.#openRequest) this.#opening.abort(aborted())
    else if (what === asks.abort) return
    else if (what === asks.write) this.#write(this.#sink, request, body)
    else if (what === asks.finish) this.#finish(this.#sink, request, body)
    else if (what === asks.close) this.#close(this.#sink, request, detail === 1)
    else throw unexpected()
  }

  #hello(version: number, body: Uint8Array<ArrayBuffer>): void {
    if (this.#sink) throw unexpected()
    if (version !== diskLinkVersion) {
      throw new Fault('transfer-version', 'This page is of another version than the host: load it again.')
    }
    this.#sink = this.#options.sinkOf(decodeText(body))
  }

  #open(sink: Sink, request: number, body: Uint8Array<ArrayBuffer>): void {
    if (this.#openRequest >= 0) throw unexpected()
    this.#openRequest = request
    const opened = sink.open(decodeManifest(body), this.#opening.signal)
    opened.then(
      (progress) => this.#send(encodeMessage(answers.opened, request, encodeProgress(progress))),
      (error) => this.#fail(request, error),
    )
  }

  #write(sink: Sink, request: number, body: Uint8Array<ArrayBuffer>): void {
    if (this.#writes >= maxWrites) throw tooMuch()
    const { file, block, bytes } = decodeWrite(body)
    this.#writes++
    sink.write(file, block, bytes).then(
      () => {
        this.#writes--
        this.#tell(request)
      },
      (error) => {
        this.#writes--
        this.#fail(request, error)
      },
    )
  }

  #finish(sink: Sink, request: number, body: Uint8Array<ArrayBuffer>): void {
    if (this.#finishes >= maxFinishes) throw tooMuch()
    const { file, hash } = decodeFinish(body)
    this.#finishes++
    sink.finish(file, hash).then(
      () => {
        this.#finishes--
        this.#tell(request)
      },
      (error) => {
        this.#finishes--
        this.#fail(request, error)
      },
    )
  }

  #close(sink: Sink, request: number, keep: boolean): void {
    sink.close(keep).then(
      () => this.#tell(request),
      (error) => this.#fail(request, error),
    )
  }

  #tell(request: number): void {
    if (this.#done.push(request) > 1) return
    queueMicrotask(() => {
      const [first = 0, ...others] = this.#done
      this.#done = []
      this.#send(encodeMessage(answers.done, first, encodeRequests(others)))
    })
  }

  #fail(request: number, error: unknown): void {
    if (!(error instanceof Fault)) this.#options.report(error)
    const fault =
      error instanceof Fault
        ? error
        : new Fault('internal', 'The disk could not be written; the log says more.')
    this.#options.pipe.send(encodeMessage(answers.failed, request, encodeFault(fault)))
  }

  #send(message: Uint8Array<ArrayBuffer>): void {
    if (!this.#isOver) this.#options.pipe.send(message)
  }
}

const unexpected = () => new Fault('transfer-protocol', 'The window asks the disk for something out of turn.')
const tooMuch = () => new Fault('transfer-limit', 'The window writes more at once than is allowed.')
const aborted = () => new Fault('transfer-cancelled', 'The transfer was given up before it began.')
