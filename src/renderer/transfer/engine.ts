import type { FaultCode } from '../../contract/fault-codes.ts'
import { Fault } from '../../wire/index.ts'
import { servePeers } from './rtc/page-peers.ts'
import type { FromSessions, OpenSession, ToSessions } from './worker/messages.ts'

/** What comes from one session. */
export type SessionMessage = Extract<FromSessions, { session: string }>
type Asked = Extract<ToSessions, { request: number }>
type Said = Exclude<Extract<ToSessions, { session: string }>, Asked | { type: 'open' }>
type Bare<Message> = Message extends unknown ? Omit<Message, 'session' | 'request'> : never

const broken =
  'The part of Hawser that moves files has stopped working. Begin again; what has arrived is kept.'

/** The worker of this window's sessions, started when the first one begins. */
export class SessionEngine {
  readonly #handlers = new Map<string, (message: SessionMessage) => void>()
  readonly #waiting = new Map<number, PromiseWithResolvers<string>>()
  #worker: Worker | undefined
  #stopPeers = () => {}
  #requests = 0

  open(id: string, session: OpenSession, heard: (message: SessionMessage) => void): void {
    this.#handlers.set(id, heard)
    this.#post({ type: 'open', session: id, ...session })
  }

  tell(session: string, message: Bare<Said>): void {
    if (this.#handlers.has(session)) this.#post({ session, ...message } as ToSessions)
  }

  /** Rejects with the fault of the session, or `closed`. */
  ask(session: string, message: Bare<Asked>, transfer: Transferable[] = []): Promise<string> {
    if (!this.#handlers.has(session)) return Promise.reject(new Fault('closed', 'The session is over.'))
    const request = ++this.#requests
    const waiting = Promise.withResolvers<string>()
    this.#waiting.set(request, waiting)
    this.#post({ session, request, ...message } as ToSessions, transfer)
    return waiting.promise
  }

  networkChanged(): void {
    if (this.#worker) this.#post({ type: 'networkChanged' })
  }

  #post(message: ToSessions, transfer: Transferable[] = []): void {
    this.#worker ??= this.#start()
    this.#worker.postMessage(message, transfer)
  }

  #start(): Worker {
    const worker = new Worker(new URL('./worker/transfer-worker.ts', import.meta.url), { type: 'module' })
    const { port1, port2 } = new MessageChannel()
    this.#stopPeers = servePeers(port1)
    worker.onmessage = ({ data }: MessageEvent<FromSessions>) => this.#take(data)
    worker.onerror = (event) => {
      console.error('transfer worker:', event.message)
      this.#failed()
    }
    worker.postMessage({ type: 'start', rtc: port2 }, [port2])
    return worker
  }

  #take(message: FromSessions): void {
    if (message.type === 'carrier') {
      console.info(
        message.carrier === 'channels'
          ? 'Transfers: channels run in the worker.'
          : 'Transfers: this browser keeps channels in the page; messages are passed on to the worker.',
      )
      return
    }
    if (message.type === 'answer') return this.#settle(message.request)?.resolve(message.value)
    if (message.type === 'refused')
      return this.#settle(message.request)?.reject(new Fault(message.code, message.text))
    const heard = this.#handlers.get(message.session)
    if (message.type === 'ended') this.#handlers.delete(message.session)
    heard?.(message)
  }

  #settle(request: number): PromiseWithResolvers<string> | undefined {
    const waiting = this.#waiting.get(request)
    this.#waiting.delete(request)
    return waiting
  }

  /** All sessions end; the next one has a worker of its own. */
  #failed(): void {
    this.#worker?.terminate()
    this.#worker = undefined
    this.#stopPeers()
    const code: FaultCode = 'internal'
    for (const { reject } of this.#waiting.values()) reject(new Fault(code, broken))
    this.#waiting.clear()
    const handlers = [...this.#handlers]
    this.#handlers.clear()
    for (const [session, heard] of handlers) heard({ type: 'ended', session, code, text: broken })
  }
}
