import type { Socket } from 'node:net'
import type { Endpoint } from '../../../contract/rule.ts'
import type { Way } from '../../../contract/tunnel.ts'
import type { Fault } from '../../../wire/fault.ts'
import type { Clock } from '../../kit/clock.ts'
import { type CloseReason, closeReasons } from '../frame/close-reason.ts'
import type { SessionObserver } from '../guacamole/observer.ts'
import type { DatagramHandler, DatagramStream, StreamHandler, TunnelStream } from '../tube/stream.ts'
import { faultOfClose } from './close-text.ts'
import type { ReadSocket } from './read-socket.ts'
import { TcpEnd, type TcpEndOwner } from './tcp-end.ts'
import { turnAway } from './tcp-listener.ts'

/** Somebody who came to a way's listener. */
export interface WayClient {
  /** The way was switched off or is gone. */
  abort(): void
}

/** What clients need of the way they came to. */
export interface WayClientOwner {
  /** As it is now. */
  readonly way: Way
  readonly clock: Clock
  /** Throws the fault for which there can be no connection. */
  open(target: Endpoint | null, handler: StreamHandler, socket: Socket): TunnelStream
  associate(handler: DatagramHandler): DatagramStream
  opened(): void
  refused(fault: Fault): void
  /** A datagram was. */
  dropped(): void
  /** A Guacamole session is read along; it is shown with its connection. */
  observes(stream: TunnelStream): SessionObserver
  /** Once, and the last call. */
  ended(client: WayClient): void
  /** A defect of ours, which has ended one client. */
  report(error: unknown): void
}

export const switchedOff = 'The way was switched off.'

/** A client that is joined with the way's target, whatever it says. It is read at once: its first bytes need not wait for the target. */
export class ForwardClient implements WayClient, TcpEndOwner {
  readonly #owner: WayClientOwner
  readonly #end: TcpEnd

  /** Throws the fault for which there can be no connection. */
  constructor(source: ReadSocket, owner: WayClientOwner) {
    this.#owner = owner
    this.#end = new TcpEnd(source, this, closeReasons.client, (handler) =>
      owner.open(owner.way.target, handler, source.socket),
    )
    if (owner.way.kind === 'guacd') {
      const observer = owner.observes(this.#end.stream)
      this.#end.tap = {
        intoTube: (bytes) => observer.seeFromViewer(bytes),
        outOfTube: (bytes) => observer.seeFromGuacd(bytes),
      }
    }
    this.#end.start()
  }

  abort(): void {
    this.#end.abort(closeReasons.adminClosed, switchedOff)
  }

  opened(): void {
    this.#owner.opened()
  }

  refused(end: TcpEnd, reason: CloseReason, text: string): void {
    this.#owner.refused(faultOfClose(reason, text))
    turnAway(end.socket)
  }

  ended(): void {
    this.#owner.ended(this)
  }

  report(error: unknown): void {
    this.#owner.report(error)
  }
}
