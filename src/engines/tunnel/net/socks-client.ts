import type { Socket } from 'node:net'
import type { Endpoint } from '../../../contract/rule.ts'
import { Fault } from '../../../wire/fault.ts'
import { type CloseReason, closeReasons } from '../frame/close-reason.ts'
import { SocksConversation } from '../socks/conversation.ts'
import { replies, replyBytes, replyOf } from '../socks/reply.ts'
import { faultOfClose } from './close-text.ts'
import { NearAssociation } from './near-association.ts'
import type { ReadSocket } from './read-socket.ts'
import { TcpEnd, type TcpEndOwner } from './tcp-end.ts'
import type { WayClient, WayClientOwner } from './way-client.ts'

/** From the first byte to a complete request. */
const conversationMs = 10_000
/** For a client that was refused to take the answer and go. */
const lettingGoMs = 5000

/** A client of the SOCKS5 server: says what it wants, and is joined with it. */
export class SocksClient implements WayClient, TcpEndOwner {
  readonly #source: ReadSocket
  readonly #socket: Socket
  readonly #owner: WayClientOwner
  readonly #conversation: SocksConversation
  #cancel: () => void
  #end: TcpEnd | undefined
  /** Whether what comes is for the conversation, or for nobody; else it waits. */
  #isHeard = true

  constructor(source: ReadSocket, owner: WayClientOwner) {
    const { socket } = source
    this.#source = source
    this.#socket = socket
    this.#owner = owner
    this.#conversation = new SocksConversation(owner.way, {
      answer: (bytes) => socket.write(bytes),
      connect: (target) => this.#connect(target),
      associate: ({ port }) => this.#associate(port),
      refuse: (fault) => this.#refuse(fault),
    })
    this.#cancel = owner.clock.after(conversationMs, () =>
      this.#refuse(new Fault('socks-invalid', 'A client did not say within ten seconds what it wants.')),
    )
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#cancel()
      owner.ended(this)
    })
    source.received = this.#hear
    socket.on('end', this.#endedEarly)
    socket.resume()
  }

  abort(): void {
    if (this.#end) this.#end.abort(closeReasons.adminClosed, 'The way was switched off.')
    else this.#socket.destroy()
  }

  opened(end: TcpEnd): void {
    this.#socket.write(replyBytes(replies.ok))
    this.#owner.opened()
    end.start(this.#conversation.rest)
  }

  refused(_end: TcpEnd, reason: CloseReason, text: string): void {
    const fault = faultOfClose(reason, text)
    this.#owner.refused(fault)
    this.#letGo(replyBytes(replyOf(fault.code)))
  }

  ended(): void {}

  report(error: unknown): void {
    this.#owner.report(error)
  }

  readonly #hear = (bytes: Uint8Array): boolean => {
    try {
      this.#conversation.push(bytes)
    } catch (error) {
      this.report(error)
      this.abort()
    }
    return this.#isHeard
  }

  readonly #endedEarly = (): void => {
    this.#socket.end()
  }

  /** The conversation is over: from now on the socket is read by whom it is joined with. */
  #stopHearing(): void {
    this.#cancel()
    this.#isHeard = false
    this.#socket.off('end', this.#endedEarly)
    this.#socket.pause()
  }

  #connect(target: Endpoint): void {
    this.#stopHearing()
    try {
      this.#end = new TcpEnd(this.#source, this, closeReasons.client, (handler) =>
        this.#owner.open(target, handler, this.#socket),
      )
    } catch (error) {
      this.#failed(error)
    }
  }

  #associate(port: number): void {
    this.#stopHearing()
    this.#isHeard = true
    try {
      new NearAssociation(port, {
        client: this.#source,
        wayId: this.#owner.way.id,
        associate: (handler) => this.#owner.associate(handler),
        opened: () => this.#owner.opened(),
        refused: (fault) => this.#failed(fault),
        dropped: () => this.#owner.dropped(),
        report: (error) => this.#owner.report(error),
      })
    } catch (error) {
      this.#failed(error)
    }
  }

  #failed(error: unknown): void {
    const fault = error instanceof Fault ? error : new Fault('internal', 'The tube did not take it.')
    this.#owner.refused(fault)
    this.#letGo(replyBytes(replyOf(fault.code)))
  }

  #refuse(fault: Fault): void {
    this.#stopHearing()
    this.#owner.refused(fault)
    this.#letGo(Buffer.alloc(0))
  }

  /** With what is still to be said; bytes that it has sent and nobody has read must not turn that into a reset. */
  #letGo(answer: Uint8Array): void {
    this.#socket.end(answer)
    this.#cancel = this.#owner.clock.after(lettingGoMs, () => this.#socket.destroy())
    this.#source.received = () => true
    this.#isHeard = true
    this.#socket.resume()
  }
}
