import { Fault, isFaultCode } from '../../../wire/fault.ts'
import type { DatagramAddress } from '../../kit/datagram/datagram.ts'
import type { CloseReason, Connection, ConnectionStats, ProfileName, Stream } from '../transport.ts'
import { Acknowledging } from './acknowledging.ts'
import type { Host, QuicheConnection } from './binding.ts'
import { encodeReason } from './close-reason.ts'
import { idKey } from './connection-id.ts'
import { Figures } from './figures.ts'
import { LastWords, lastPackets, reasonOfError, reasonOfPeer } from './last-words.ts'
import { carriesShortHeader } from './packet.ts'
import { Path, type PathOwner } from './path.ts'
import type { Profile } from './profile.ts'
import { StreamTable } from './stream-table.ts'
import { Deadline } from './timers.ts'

/** INTERNAL_ERROR (RFC 9000, 20.1). */
const internalError = 1
const nothing = new Uint8Array(0)

/** What a connection needs of its endpoint. */
export interface ConnectionOwner extends PathOwner {
  /** It wants a turn of the loop. */
  wake(connection: QuicConnection): void
  /** Its packets are taken and sent, as many as a turn allows or `most`. */
  flush(connection: QuicConnection, most?: number): void
  addId(connection: QuicConnection, key: string): void
  /** The handshake is through. */
  opened(connection: QuicConnection): void
  /** It is over, though its last packets may still be to send. */
  ended(connection: QuicConnection): void
  /** Nothing is left of it. */
  gone(connection: QuicConnection): void
}

export interface ConnectionParts {
  readonly quiche: QuicheConnection
  readonly isClient: boolean
  readonly local: Host
  readonly remote: Host
  /** Number of the address in the socket's table. */
  readonly peer: number
  readonly profileName: ProfileName
  readonly profile: Profile
  /** A packet at most, where that is less than the profile's. */
  readonly largestPacket: number
}

export class QuicConnection implements Connection {
  readonly isClient: boolean
  readonly profile: ProfileName
  readonly quiche: QuicheConnection
  readonly closed: Promise<CloseReason>
  readonly path: Path
  readonly ids: string[] = []
  /** In the endpoint's list of those that want a turn. */
  woken = false
  isClosed = false
  isOpen = false

  /** Where packets come from as quiche knows it: it is not told of moves (see `Whereabouts`). */
  readonly #info: { readonly from: Host; readonly to: Host }
  readonly #owner: ConnectionOwner
  readonly #keepAliveMs: number
  readonly #figures: Figures
  readonly #streams: StreamTable
  readonly #deadline = new Deadline(() => this.#ring())
  readonly #closing = Promise.withResolvers<CloseReason>()
  readonly #handshakeEnds: number
  readonly #acknowledging = new Acknowledging()
  readonly #lastWords = new LastWords()
  /** When quiche's own timer is due, and when a sign of life is asked for. */
  #quicheDue = Number.POSITIVE_INFINITY
  #keepAliveDue = Number.POSITIVE_INFINITY
  #heardAt: number
  #mustFlush = true
  #confirmed = false
  /** What leaves now is its last. */
  #isClosing = false
  #isGone = false
  #failure: CloseReason | undefined

  constructor(owner: ConnectionOwner, parts: ConnectionParts) {
    this.#owner = owner
    this.quiche = parts.quiche
    this.isClient = parts.isClient
    this.profile = parts.profileName
    this.#keepAliveMs = parts.profile.keepAliveMs
    this.#info = { from: parts.remote, to: parts.local }
    this.closed = this.#closing.promise
    this.#heardAt = performance.now()
    this.#handshakeEnds = this.#heardAt + parts.profile.handshakeTimeoutMs
    const { remote, peer, largestPacket } = parts
    this.path = new Path(owner, remote, peer, largestPacket, () => this.networkChanged())
    this.#streams = new StreamTable({
      quiche: parts.quiche,
      isClient: parts.isClient,
      check: () => this.#check(),
      wrote: () => this.wantsToSend(),
      consumed: (bytes) => this.#consumed(bytes),
    })
    this.#figures = new Figures(parts.quiche, this.path, this.#streams)
  }

  /** Where it is now. */
  get remote(): Host {
    return this.path.remote
  }

  open(signal?: AbortSignal): Promise<Stream> {
    if (this.isClosed) return Promise.reject(this.#fault())
    return this.#streams.open(signal)
  }

  onStream(accept: (stream: Stream) => void): void {
    this.#streams.onStream(accept)
  }

  stats(): ConnectionStats {
    return this.#figures.stats()
  }

  close(code: string, text: string): void {
    if (this.isClosed) return
    this.#isClosing = true
    if (this.isOpen) {
      try {
        this.quiche.dgramSend(encodeReason(code, text))
        this.#owner.flush(this, lastPackets)
      } catch {
        // The other side takes no datagrams: it learns that it was closed.
      }
    }
    this.#closeQuiche()
    this.#over({ code, text, byPeer: false })
  }

  /** A packet for it, from where it is. */
  received(packet: Buffer): void {
    if (this.isClosed) this.#lastWords.repeat((words) => this.#owner.sendRaw(words, this.path.peer))
    const shortHeader = !this.#confirmed && carriesShortHeader(packet)
    const otherId = this.isOpen ? undefined : this.path.idIn(packet)
    const { length } = packet
    try {
      this.quiche.recv(packet, this.#info)
      this.#heardAt = performance.now()
      if (shortHeader) this.#confirmed = true
      this.path.learn(otherId)
    } catch (error) {
      this.#refused((error as Error).message)
    }
    this.#acknowledging.packet(length)
    this.path.size.heard()
    this.#owner.wake(this)
  }

  /** A packet for it, from elsewhere: it has moved if the packet is genuine and new, and an answer comes from there. */
  receivedFrom(packet: Buffer, address: DatagramAddress): void {
    const before = this.quiche.stats().recv
    this.received(packet)
    if (this.isOpen && !this.isClosed && this.quiche.stats().recv > before) this.path.seen(address)
  }

  probed(datagram: Buffer, peer: number): void {
    if (!this.isClosed) this.path.probed(datagram, peer)
  }

  /** The next packet to send, written into `place`: its length, 0 when there is none. */
  nextPacket(place: Buffer): number {
    let length: number
    try {
      length = this.quiche.send(place)?.[0] ?? 0
    } catch (error) {
      this.#refused((error as Error).message)
      return 0
    }
    if (length > 0 && this.#isClosing) this.#lastWords.keep(place.subarray(0, length))
    return length
  }

  /** The endpoint gives it its turn. */
  turn(): void {
    this.woken = false
    if (this.#isGone) return
    if (!this.isOpen || this.isClosed || this.#acknowledging.isFull) {
      this.#mustFlush = true
      this.#acknowledging.mustRead = true
    }
    if (this.#acknowledging.hasPaused()) this.#mustFlush = true
    if (this.quiche.isDraining() || this.quiche.isClosed()) return this.#ended()
    if (!this.isOpen && !this.isClosed && this.quiche.isEstablished() && (this.#confirmed || !this.isClient))
      this.#opened()
    if (this.#acknowledging.mustRead && this.isOpen) {
      this.#acknowledging.mustRead = false
      this.#streams.read()
    }
    this.#streams.write()
    if (this.#mustFlush) this.#flush()
    else if (this.#acknowledging.wait()) this.#schedule()
  }

  /** A new id of our own for the other side to use. */
  addId(id: Uint8Array): void {
    const key = idKey(id)
    this.ids.push(key)
    this.#owner.addId(this, key)
  }

  /** The path may be another: it is proven anew, with small packets at first. */
  networkChanged(): void {
    if (!this.isOpen || this.isClosed) return
    this.path.size.restart()
    this.#acknowledging.newPath()
    this.quiche.sendAckEliciting()
    this.wantsToSend()
  }

  /** The endpoint is closed: nothing is sent any more. */
  drop(): void {
    this.#deadline.stop()
    this.#over({ code: 'closed', text: 'The endpoint was closed.', byPeer: false })
  }

  #flush(): void {
    this.#mustFlush = false
    this.#acknowledging.sent()
    this.#owner.flush(this)
    this.#streams.write()
    const timeout = this.quiche.timeout()
    this.#quicheDue = timeout === null ? Number.POSITIVE_INFINITY : performance.now() + timeout
    this.#schedule()
  }

  #schedule(): void {
    const handshake = this.isOpen || this.isClosed ? Number.POSITIVE_INFINITY : this.#handshakeEnds
    this.#deadline.set(Math.min(this.#quicheDue, this.#acknowledging.due, this.#keepAliveDue, handshake))
  }

  #ring(): void {
    const now = performance.now()
    if (this.quiche.timeout() === 0) {
      this.quiche.onTimeout()
      this.path.size.timedOut()
    }
    if (!this.isOpen && !this.isClosed && now >= this.#handshakeEnds) {
      this.#closeQuiche()
      this.#over({ code: 'peer-unreachable', text: 'The device did not answer in time.', byPeer: false })
      this.#gone()
      return
    }
    if (now >= this.#keepAliveDue) this.#keepAlive(now)
    this.#mustFlush = true
    this.#acknowledging.mustRead = true
    this.turn()
  }

  #keepAlive(now: number): void {
    const due = this.#heardAt + this.#keepAliveMs
    if (now >= due) this.quiche.sendAckEliciting()
    this.#keepAliveDue = Math.max(due, now + this.#keepAliveMs / 2)
  }

  #opened(): void {
    this.isOpen = true
    this.#keepAliveDue = performance.now() + this.#keepAliveMs
    this.#mustFlush = true
    this.#acknowledging.mustRead = true
    this.#owner.opened(this)
    // Probing takes a dozen packets: what the other side waits for goes first.
    setImmediate(() => {
      if (!this.isClosed) this.path.size.restart()
    })
  }

  /** There is something to send, or more than its turn allowed. */
  wantsToSend(): void {
    this.#mustFlush = true
    this.#owner.wake(this)
  }

  #consumed(bytes: number): void {
    if (this.#mustFlush) return
    if (this.#acknowledging.consumed(bytes)) this.#owner.wake(this)
    if (this.#acknowledging.wait()) this.#schedule()
  }

  /** quiche refused what came, or could not go on; that ends the connection. */
  #refused(error: string): void {
    if (error === 'Done' || this.#failure !== undefined) return
    this.#failure = reasonOfError(error, this.isOpen)
    try {
      this.quiche.close(false, internalError, nothing)
    } catch {
      // It has closed itself, with a better reason.
    }
    this.wantsToSend()
  }

  #closeQuiche(): void {
    this.#isClosing = true
    try {
      this.quiche.close(this.isOpen, 0, nothing)
    } catch {
      // It is over already.
    }
    this.#mustFlush = true
    this.#owner.flush(this)
  }

  /** quiche is draining or closed. */
  #ended(): void {
    if (!this.isClosed) {
      this.#owner.flush(this)
      this.#over(this.#failure ?? reasonOfPeer(this.quiche, this.isOpen))
    }
    if (this.quiche.isClosed()) return this.#gone()
    this.#owner.flush(this)
    const timeout = this.quiche.timeout()
    this.#quicheDue = performance.now() + (timeout ?? 0)
    this.#schedule()
  }

  #over(reason: CloseReason): void {
    if (this.isClosed) return
    this.isClosed = true
    this.#keepAliveDue = Number.POSITIVE_INFINITY
    this.path.stop()
    this.#failure = reason
    this.#streams.fail(this.#fault())
    this.#closing.resolve(reason)
    this.#owner.ended(this)
    this.#owner.wake(this)
  }

  #gone(): void {
    this.#isGone = true
    this.#deadline.stop()
    this.#owner.gone(this)
  }

  #check(): void {
    if (this.isClosed) throw this.#fault()
  }

  #fault(): Fault {
    const { code, text } = this.#failure ?? { code: 'closed', text: 'The connection is over.' }
    return new Fault(isFaultCode(code) ? code : 'closed', text)
  }
}
