import type { Endpoint } from '../../../contract/rule.ts'
import { Fault } from '../../../wire/fault.ts'
import type { Clock } from '../../kit/clock.ts'
import { endpointText } from '../../kit/endpoint.ts'
import { closeReasons } from '../frame/close-reason.ts'
import { isHost } from '../socks/address.ts'
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
  /** Those that do not listen any more, and whose connections go on. */
  readonly #retired = new Set<FarListener>()

  constructor(options: FarListenersOptions) {
    this.#options = options
  }

  /** May be asked again: what is the same goes on, and is answered again. */
  listen(id: string, at: Endpoint): void {
    const known = this.#wanted.get(id)
    if (known && endpointText(known.at) === endpointText(at)) return known.answer()
    this.unlisten(id)
    if (!isHost(at.host))
      return this.#options.tube.answerListen(id, {
        code: 'address-unavailable',
        text: 'It was not said where to listen.',
      })
    if (this.#wanted.size >= mostListeners) {
      const text = `The far end listens on ${mostListeners} ports already.`
      return this.#options.tube.answerListen(id, { code: 'tunnel-limit', text })
    }
    this.#wanted.set(id, new FarListener(id, at, this.#options))
  }

  unlisten(id: string): void {
    const listener = this.#wanted.get(id)
    if (listener === undefined) return
    this.#wanted.delete(id)
    this.#retired.add(listener)
    listener.retire(() => this.#retired.delete(listener))
  }

  /** Other things are allowed now. */
  reconsider(): void {
    for (const listener of [...this.#wanted.values(), ...this.#retired]) void listener.consider()
  }

  close(): void {
    for (const listener of [...this.#wanted.values(), ...this.#retired]) listener.close()
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
  /** Set when it is not to listen any more: to be called once nothing of it is left. */
  #whenGone: (() => void) | undefined
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
      if (this.#isClosed || this.#listener || this.#whenGone) return
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
      if (this.#whenGone) return
      this.#cancel = this.#options.clock.after(lookAgainMs, () => void this.consider())
      if (this.#listener) return
    }
    this.#denied = fault
    this.#stop()
    if (!this.#whenGone) this.answer()
  }

  /** Tells what came of it, once something has. */
  answer(): void {
    const { tube } = this.#options
    const at = this.#listener?.at
    const fault = this.#denied ?? this.#listener?.fault
    if (fault) tube.answerListen(this.#id, { code: fault.code, text: fault.message })
    else if (at) tube.answerListen(this.#id, { at })
  }

  /** Listens no more; its connections go on as long as they are allowed. */
  retire(gone: () => void): void {
    this.#whenGone = gone
    this.#cancel()
    this.#listener?.close()
    this.#listener = undefined
    if (this.#ends.size === 0) gone()
  }

  /** Ends its connections too. */
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
      if (this.#ends.size === 0) this.#whenGone?.()
    },
    report: (error: unknown) => this.#options.report(error),
  }
}
