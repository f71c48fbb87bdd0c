import { EventEmitter } from 'node:events'

/** The page that holds the other end of a port. */
export interface PortHolder {
  tell(message: object): void
}

export class MessagePortMain extends EventEmitter {
  peer: MessagePortMain | undefined
  /** Set once this end was sent to a page. */
  remote: { holder: PortHolder; id: string } | undefined
  #waiting: unknown[] | undefined = []

  postMessage(data: unknown): void {
    this.peer?.deliver(structuredClone(data))
  }

  deliver(data: unknown): void {
    if (this.remote) this.remote.holder.tell({ type: 'port', id: this.remote.id, data })
    else if (this.#waiting) this.#waiting.push(data)
    else this.emit('message', { data, ports: [] })
  }

  start(): void {
    const waiting = this.#waiting ?? []
    this.#waiting = undefined
    for (const data of waiting) this.deliver(data)
  }

  close(): void {
    const { peer } = this
    this.peer = undefined
    if (!peer) return
    peer.peer = undefined
    if (peer.remote) peer.remote.holder.tell({ type: 'port-close', id: peer.remote.id })
    else peer.emit('close')
  }
}

export class MessageChannelMain {
  readonly port1 = new MessagePortMain()
  readonly port2 = new MessagePortMain()
  constructor() {
    this.port1.peer = this.port2
    this.port2.peer = this.port1
  }
}
