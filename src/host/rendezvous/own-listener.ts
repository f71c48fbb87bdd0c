import type { Endpoint } from '../../contract/rule.ts'
import { Fault } from '../../wire/fault.ts'
import type { Clock } from '../clock.ts'
import { reachableAt } from '../peers/reachable.ts'
import type { Line } from './line.ts'
import { Listener, type ListenerOptions, type TlsIdentity } from './listener.ts'
import { RendezvousServer } from './server.ts'
import { Sources } from './sources.ts'

/** Of one machine, for its own codes and the calls of devices that it knows. */
const limits = { connections: 128, connectionsOfSource: 16, tries: 3, tryMs: 1000, remembered: 4096 }
const waiting = 64

export interface OwnListenerOptions {
  clock: Clock
  /** Throws `identity-unreadable`. */
  identity(): TlsIdentity
  /** Devices that call. */
  caller?: ListenerOptions['caller']
  changed(): void
}

/** This machine's own port, for who comes with a code of this machine and for devices; open while there is something to come for. */
export class OwnListener {
  readonly server: RendezvousServer
  readonly #options: OwnListenerOptions
  readonly #sources: Sources
  #where: Endpoint | undefined
  #listener: Listener | undefined
  #work: Promise<unknown> = Promise.resolve()

  constructor(options: OwnListenerOptions) {
    this.#options = options
    const { clock } = options
    this.#sources = new Sources(limits, clock.now)
    this.server = new RendezvousServer({
      clock,
      sources: this.#sources,
      isPublic: false,
      waiting,
      waitingOfSource: waiting,
      changed: () => {},
    })
  }

  /** 0 while closed. */
  get port(): number {
    return this.#listener?.port ?? 0
  }

  /** Where others may reach it. */
  get places(): Endpoint[] {
    return this.#where && this.port > 0 ? reachableAt(this.#where.host, this.port) : []
  }

  own(): Line {
    return this.server.own()
  }

  /** Listens there, or nowhere. Throws `listen-failed` or `identity-unreadable`. */
  set(where: Endpoint | undefined): Promise<void> {
    const done = this.#work.then(() => this.#set(where))
    this.#work = done.catch(() => {})
    return done
  }

  async close(): Promise<void> {
    await this.set(undefined)
    this.server.close()
  }

  async #set(where: Endpoint | undefined): Promise<void> {
    const isSame = where?.host === this.#where?.host && where?.port === this.#where?.port
    if (isSame && (this.#listener !== undefined || where === undefined)) return
    this.#listener?.close()
    this.#listener = undefined
    this.#where = where
    if (where) {
      const { identity, clock, caller } = this.#options
      try {
        this.#listener = await Listener.open(where, true, {
          identity: identity(),
          clock,
          sources: this.#sources,
          visitor: (line, source) => this.server.accept(line, source),
          ...(caller && { caller }),
        })
      } catch (error) {
        if (error instanceof Fault) throw error
        throw new Fault('listen-failed', `Nobody can come with a code: ${(error as Error).message}`)
      }
    }
    this.#options.changed()
  }
}
