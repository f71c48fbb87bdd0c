import type { SessionEngine } from '../engine.ts'
import type { HostAccess } from './host-access.ts'

/** Carries what a session and its other end say to one another by a call of the host, for as long as the call lasts. */
export class CallSignals {
  readonly #host: HostAccess
  readonly #engine: SessionEngine
  readonly #session: string
  readonly #callId: string
  readonly #over = new AbortController()
  /** In the order in which they were said. */
  #last: Promise<void> = Promise.resolve()

  constructor(host: HostAccess, engine: SessionEngine, session: string, callId: string) {
    this.#host = host
    this.#engine = engine
    this.#session = session
    this.#callId = callId
    void this.#read()
  }

  send(text: string): void {
    this.#last = this.#last.then(() => this.#send(text)).catch(() => {})
  }

  /** Hangs up. */
  close(reason = ''): void {
    if (this.#over.signal.aborted) return
    this.#over.abort()
    void this.#host.whenThere().then((host) => host.endCall({ callId: this.#callId, reason }).catch(() => {}))
  }

  async #send(text: string): Promise<void> {
    await this.#host.again(
      (host) => host.sendSignal({ callId: this.#callId, signal: { text } }),
      this.#over.signal,
    )
  }

  async #read(): Promise<void> {
    let text = 'The call has ended.'
    try {
      await this.#host.again(async (host) => {
        for await (const signal of host.signals({ callId: this.#callId }, this.#over.signal))
          this.#engine.tell(this.#session, { type: 'signal', text: signal.text })
      }, this.#over.signal)
    } catch (error) {
      if (error instanceof Error) text = error.message
    }
    if (!this.#over.signal.aborted)
      this.#engine.tell(this.#session, { type: 'signallingOver', code: 'closed', text })
  }
}
