import type { Socket } from 'node:net'
import type { Way } from '../../../contract/tunnel.ts'
import { Fault } from '../../../wire/fault.ts'
import { type CloseReason, closeReasons } from '../frame/close-reason.ts'
import { GuacdHandshake } from '../guacamole/handshake.ts'
import type { SessionObserver } from '../guacamole/observer.ts'
import type { StreamHandler, TunnelStream } from '../tube/stream.ts'
import { closeOfFault, faultOfClose } from './close-text.ts'
import type { ReadSocket } from './read-socket.ts'
import { TcpEnd, type TcpEndOwner } from './tcp-end.ts'
import { turnAway } from './tcp-listener.ts'
import { switchedOff, type WayClient, type WayClientOwner } from './way-client.ts'

/** From the first instruction to `ready`; guacd may have to log in somewhere meanwhile. */
const handshakeMs = 30_000

/** A client that is joined with guacd after the handshake, which is done here: it sees the session from its first instruction on. */
export class GuacdClient implements WayClient, StreamHandler, TcpEndOwner {
  readonly #source: ReadSocket
  readonly #socket: Socket
  readonly #owner: WayClientOwner
  readonly #stream: TunnelStream
  readonly #observer: SessionObserver
  readonly #handshake: GuacdHandshake
  #cancel = () => {}
  #end: TcpEnd | undefined

  /** Throws the fault for which there can be no connection. */
  constructor(source: ReadSocket, session: NonNullable<Way['session']>, owner: WayClientOwner) {
    const { socket } = source
    this.#source = source
    this.#socket = socket
    this.#owner = owner
    this.#handshake = new GuacdHandshake(session, {
      send: (bytes) => {
        this.#observer.seeFromViewer(bytes)
        this.#stream.write(bytes)
      },
      ready: (_id, rest) => this.#join(new Uint8Array(rest)),
    })
    this.#stream = owner.open(owner.way.target, this, socket)
    this.#observer = owner.observes(this.#stream)
    socket.on('error', () => {})
    socket.on('close', () => this.#gone())
  }

  abort(): void {
    this.#stream.close(closeReasons.adminClosed, switchedOff)
    this.#socket.destroy()
  }

  opened(): void {
    this.#cancel = this.#owner.clock.after(handshakeMs, () =>
      this.#fail(new Fault('guacd-refused', 'guacd did not finish the handshake within 30 seconds.')),
    )
    this.#guard(() => this.#handshake.start())
  }

  data(bytes: Uint8Array): void {
    this.#observer.seeFromGuacd(bytes)
    this.#guard(() => this.#handshake.push(bytes))
    // Of the joined end, who counts by itself, these bytes are none.
    this.#stream.consumed(bytes.length)
  }

  drain(): void {}

  end(): void {
    this.#fail(new Fault('guacd-refused', 'guacd ended the connection in the midst of the handshake.'))
  }

  closed(reason: CloseReason, text: string): void {
    this.#turnAway(faultOfClose(reason, text))
  }

  refused(): void {}

  ended(): void {}

  report(error: unknown): void {
    this.#owner.report(error)
  }

  #guard(step: () => void): void {
    try {
      step()
    } catch (error) {
      this.#fail(error instanceof Fault ? error : new Fault('internal', 'The handshake with guacd failed.'))
    }
  }

  #join(rest: Uint8Array): void {
    this.#cancel()
    const observer = this.#observer
    const end = new TcpEnd(this.#source, this, closeReasons.client, (handler) => {
      this.#stream.handler = handler
      return this.#stream
    })
    end.tap = {
      intoTube: (bytes) => observer.seeFromViewer(bytes),
      outOfTube: (bytes) => observer.seeFromGuacd(bytes),
    }
    end.isOpen = true
    this.#end = end
    this.#owner.opened()
    if (rest.length > 0) this.#socket.write(rest)
    end.start()
  }

  #fail(fault: Fault): void {
    const { reason, text } = closeOfFault(fault)
    this.#stream.close(reason, text)
    this.#turnAway(fault)
  }

  #turnAway(fault: Fault): void {
    this.#owner.refused(fault)
    turnAway(this.#socket)
  }

  #gone(): void {
    this.#cancel()
    if (this.#end === undefined) this.#stream.close(closeReasons.client, 'The client went away.')
    this.#owner.ended(this)
  }
}
