import type { Endpoint } from '../../../contract/rule.ts'
import { Fault } from '../../../wire/fault.ts'
import type { Clock } from '../../kit/clock.ts'
import { endpointText } from '../../kit/endpoint.ts'
import { closeReasons } from '../frame/close-reason.ts'
import type { NetTube, Tell } from './net-tube.ts'
import type { ReadSocket } from './read-socket.ts'
import { sourceOf, TcpEnd } from './tcp-end.ts'
import { TcpListener, turnAway } from './tcp-listener.ts'

/** Listeners for one tube, and connections of each. */
const mostListeners = 64
const mostConnections = 10_000
const lookAgainMs = 10_000

export interface FarListenersOptions {
  readonly tube: Pick<NetTube, 'open' | 'answerListen'>
  readonly clock: Clock
  /** Of the endpoint's host, all of them allowed to be listened on. Rejects with the fault to answer with. */
  addresses(at: Endpoint, isAskedAgain: boolean): Promise<readonly string[]>
  readonly tell: Tell
  readonly report: (error: unknown) => void
}

/** Listens here for the other end of a tube: each connection that comes is opened towards it. */
export class FarListeners {
  readonly #options: FarListenersOptions
  readonly #wanted = new Map<string, FarListener>()

  constructor(options: FarListenersOptions) {
    this.#options = options
  }

  /** May be asked again: what is the same goes on, and is answered again. */
  listen(id: string, at: Endpoint): void {
    const known = this.#wanted.get(id)
    if (known && endpointText(known.at) === endpointText(at)) return known.answer()
    known?.close()
    if (!known && this.#wanted.size >= mostListeners) {
      const text = `The far end listens on ${mostListeners} ports already.`
      return this.#options.tube.answerListen(id, { code: 'tunnel-limit', text })
    }
    this.#wanted.set(id, new FarListener(id, at, this.#options))
  }

  unlisten(id: string): void {
    this.#wanted.get(id)?.close()
    this.#wanted.delete(id)
  }

  /** Other things are allowed now. */
  reconsider(): void {
    for (const listener of this.#wanted.values()) void listener.consider()
  }

  close(): void {
    for (const listener of this.#wanted.values()) listener.close()
    this.#wanted.clear()
  }
}

class FarListener {
  readonly at: Endpoint
  readonly #id: string
  readonly #options: FarListenersOptions
  readonly #ends = new Set<TcpEnd>()
  #listener: TcpListener | undefined
  /** Why it may not listen. */
  #denied: Fault | undefined
  #isClosed = false
  #isAskedAgain = false
  #cancel = () => {}

  constructor(id: string, at: Endpoint, options: FarListenersOptions) {
    this.#id = id
    this.at = at
    this.#options = options
    void this.consider()
  }

  /** Listens, or stops to, as what is allowed now demands. */
  async consider(): Promise<void> {
    this.#cancel()
    const isAskedAgain = this.#isAskedAgain
    this.#isAskedAgain = true
    try {
      const [address = this.at.host] = await this.#options.addresses(this.at, isAskedAgain)
      if (this.#isClosed || this.#listener) return
      this.#denied = undefined
      this.#listener = new TcpListener({ host: address, port: this.at.port }, this.#options.clock, {
        accepted: (source) => this.#accepted(source),
        changed: () => this.#changed(),
        report: this.#options.report,
      })
    } catch (error) {
      this.#failed(error instanceof Fault ? error : new Fault('internal', 'It could not be looked up.'))
    }
  }

  #failed(fault: Fault): void {
    if (this.#isClosed) return
    // A name that cannot be looked up now is no reason to stop, or to give up.
    if (fault.code !== 'tunnel-denied') {
      this.#cancel = this.#options.clock.after(lookAgainMs, () => void this.consider())
      if (this.#listener) return
    }
    this.#denied = fault
    this.#stop()
    this.answer()
  }

  /** Tells what came of it, once something has. */
  answer(): void {
    const { tube } = this.#options
    const at = this.#listener?.at
    const fault = this.#denied ?? this.#listener?.fault
    if (fault) tube.answerListen(this.#id, { code: fault.code, text: fault.message })
    else if (at) tube.answerListen(this.#id, { at })
  }

  close(): void {
    this.#isClosed = true
    this.#cancel()
    this.#stop()
  }

  #stop(): void {
    this.#listener?.close()
    this.#listener = undefined
    for (const end of [...this.#ends]) end.abort(closeReasons.adminClosed, 'The listener was closed.')
  }

  #changed(): void {
    const at = this.#listener?.at
    if (at)
      this.#options.tell({
        level: 'info',
        code: 'listening',
        text: `This machine listens on ${endpointText(at)} for the other end of the tube.`,
      })
    this.answer()
  }

  #accepted(source: ReadSocket): void {
    const { socket } = source
    if (this.#ends.size >= mostConnections) return turnAway(socket)
    try {
      const end = new TcpEnd(source, this.#owner, closeReasons.client, (handler) => {
        const stream = this.#options.tube.open(null, 'reverse', handler)
        stream.wayId = this.#id
        stream.source = sourceOf(socket)
        return stream
      })
      this.#ends.add(end)
      end.start()
    } catch {
      turnAway(socket)
    }
  }

  readonly #owner = {
    opened: () => {},
    refused: (end: TcpEnd) => turnAway(end.socket),
    ended: (end: TcpEnd) => {
      this.#ends.delete(end)
    },
    report: (error: unknown) => this.#options.report(error),
  }
}
