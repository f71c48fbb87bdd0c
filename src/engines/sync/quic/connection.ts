import { Fault, isFaultCode } from '../../../wire/fault.ts'
import type { DatagramAddress } from '../../kit/datagram/datagram.ts'
import type { CloseReason, Connection, ConnectionStats, ProfileName, Stream } from '../transport.ts'
import type { Host, QuicheConnection, QuichePath } from './binding.ts'
import { decodeReason, encodeReason } from './close-reason.ts'
import { idBytes, idKey } from './connection-id.ts'
import { carriesShortHeader, readLongHeader } from './packet.ts'
import { answerByte, numberBytes, PacketSize, probeByte } from './packet-size.ts'
import type { Profile } from './profile.ts'
import { StreamTable } from './stream-table.ts'
import { Deadline } from './timers.ts'
import { probeBytes, Whereabouts } from './whereabouts.ts'

/** Packets that may come, and ms that may pass, before they are acknowledged while nothing else is to be sent. */
const acknowledgeEvery = 32
const acknowledgeWithin = 1
/**
 * Bytes that were read after which a pause of the other side is taken for a lack of room, which it is given at once:
 * half of the window that quiche begins with behind the initial one, however large that was.
 */
const consumedAtOnce = 16_384
/** Packets at the begin of a burst that are read at once. */
const readAtOnce = 2
/** Times that what closed a connection is sent again, because packets still come. */
const closesAgain = 8
/** Packets that may go ahead of it with the reason: more could fill the other side's buffers, and it would be lost. */
const lastPackets = 2
/** The longest of them that is kept to be sent again, bytes. */
const longestLast = 1500

/** What a connection needs of its endpoint. */
export interface ConnectionOwner {
  /** It wants a turn of the loop. */
  wake(connection: QuicConnection): void
  /** Its packets are taken and sent, as many as a turn allows or `most`. */
  flush(connection: QuicConnection, most?: number): void
  sendRaw(bytes: Uint8Array, peer: number): void
  /** The number of an address in the socket's table, for one user more; −1 where nothing can be sent to it. */
  remember(address: DatagramAddress): number
  forget(peer: number): void
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
  readonly packetSize: PacketSize
  readonly ids: string[] = []
  /** Where it is now, and the number of that address. */
  remote: Host
  peer: number
  /** In the endpoint's list of those that want a turn. */
  woken = false
  isClosed = false
  /** What leaves now is its last. */
  isClosing = false
  isOpen = false

  /** Where packets come from as quiche knows it: it is not told of moves (see `Whereabouts`). */
  readonly #info: { readonly from: Host; readonly to: Host }
  readonly #whereabouts: Whereabouts
  readonly #owner: ConnectionOwner
  readonly #figures: Profile
  readonly #streams: StreamTable
  readonly #deadline = new Deadline(() => this.#ring())
  readonly #closing = Promise.withResolvers<CloseReason>()
  readonly #handshakeEnds: number
  /** When quiche's own timer is due, when what came must be acknowledged, and when a sign of life is asked for. */
  #quicheDue = Number.POSITIVE_INFINITY
  #acknowledgeDue = Number.POSITIVE_INFINITY
  #keepAliveDue = Number.POSITIVE_INFINITY
  #heardAt: number
  /** Packets since the last were acknowledged. */
  #unacknowledged = 0
  #mustFlush = true
  /** Bytes read since the last were acknowledged, and whether the next turn looks if the other side went on sending. */
  #consumedBytes = 0
  #pauseCheck = false
  #packetsThen = 0
  #mustRead = true
  #largestHeard = 0
  #confirmed = false
  /** An id of the other side's, where its ids are like ours: probes name it. */
  #otherId: Buffer | undefined
  #minRttMs = Number.POSITIVE_INFINITY
  #failure: CloseReason | undefined
  #lastWords: Buffer[] = []
  #closesLeft = closesAgain

  constructor(owner: ConnectionOwner, parts: ConnectionParts) {
    this.#owner = owner
    this.quiche = parts.quiche
    this.isClient = parts.isClient
    this.remote = parts.remote
    this.profile = parts.profileName
    this.#figures = parts.profile
    this.peer = parts.peer
    this.#info = { from: parts.remote, to: parts.local }
    this.closed = this.#closing.promise
    this.#heardAt = performance.now()
    this.#handshakeEnds = this.#heardAt + parts.profile.handshakeTimeoutMs
    this.#whereabouts = new Whereabouts({
      probe: (peer, number) => this.#sendProbe(peer, probeBytes, number),
      remember: (address) => owner.remember(address),
      forget: (peer) => owner.forget(peer),
      moved: (address, peer) => this.#moved(address, peer),
    })
    this.packetSize = new PacketSize(parts.largestPacket, (size, number) =>
      this.#sendProbe(this.peer, size, number),
    )
    this.#streams = new StreamTable({
      quiche: parts.quiche,
      isClient: parts.isClient,
      check: () => this.#check(),
      wrote: () => this.#wrote(),
      consumed: (bytes) => this.#consumed(bytes),
    })
  }

  open(signal?: AbortSignal): Promise<Stream> {
    if (this.isClosed) return Promise.reject(this.#fault())
    return this.#streams.open(signal)
  }

  onStream(accept: (stream: Stream) => void): void {
    this.#streams.onStream(accept)
  }

  stats(): ConnectionStats {
    const path = this.#path()
    // quiche tells whole milliseconds only; within a LAN what the probes took says more.
    const { roundTripMs } = this.packetSize
    const rttMs = path === undefined || path.rtt === 0 ? roundTripMs : path.rtt
    const known = [rttMs, this.#minRttMs, roundTripMs].filter((ms) => ms > 0)
    return {
      rttMs,
      minRttMs: known.length === 0 ? 0 : Math.min(...known),
      cwnd: path?.cwnd ?? 0,
      inFlight: this.#streams.unsent(path?.cwnd ?? 0),
      sentBytes: path?.sentBytes ?? 0,
      receivedBytes: path?.recvBytes ?? 0,
      sentPackets: path?.sent ?? 0,
      lostPackets: path?.lost ?? 0,
      retransmits: path?.retrans ?? 0,
      packetBytes: this.packetSize.bytes,
      streams: this.#streams.size,
    }
  }

  close(code: string, text: string): void {
    if (this.isClosed) return
    this.isClosing = true
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
    if (this.isClosed) this.#repeatClose()
    const shortHeader = !this.#confirmed && carriesShortHeader(packet)
    const otherId = this.#otherId === undefined && !this.isOpen ? readLongHeader(packet)?.source : undefined
    const otherIdCopy = otherId?.length === idBytes ? Buffer.from(otherId) : undefined
    const { length } = packet
    try {
      this.quiche.recv(packet, this.#info)
      this.#heardAt = performance.now()
      if (shortHeader) this.#confirmed = true
      this.#otherId ??= otherIdCopy
    } catch (error) {
      this.#refused((error as Error).message)
    }
    // One that is not full ends what the other side had to send.
    if (++this.#unacknowledged <= readAtOnce || length < this.#largestHeard) this.#mustRead = true
    if (length > this.#largestHeard) this.#largestHeard = length
    this.packetSize.heard()
    this.#owner.wake(this)
  }

  /** A packet for it, from elsewhere: it has moved if the packet is genuine and new, and an answer comes from there. */
  receivedFrom(packet: Buffer, address: DatagramAddress): void {
    const before = this.quiche.stats().recv
    this.received(packet)
    if (this.isOpen && !this.isClosed && this.quiche.stats().recv > before) this.#whereabouts.seen(address)
  }

  /** The endpoint gives it its turn. */
  turn(): void {
    this.woken = false
    if (!this.isOpen || this.isClosed || this.#unacknowledged >= acknowledgeEvery) {
      this.#mustFlush = true
      this.#mustRead = true
    }
    if (this.#pauseCheck) {
      this.#pauseCheck = false
      if (this.#unacknowledged === this.#packetsThen) this.#mustFlush = true
    }
    if (this.quiche.isDraining() || this.quiche.isClosed()) {
      this.#ended()
      return
    }
    if (!this.isOpen && !this.isClosed && this.quiche.isEstablished() && (this.#confirmed || !this.isClient))
      this.#opened()
    if (this.#mustRead && this.isOpen) {
      this.#mustRead = false
      this.#streams.read()
    }
    this.#streams.write()
    if (this.#mustFlush) {
      this.#flush()
    } else if (this.#unacknowledged > 0 && this.#acknowledgeDue === Number.POSITIVE_INFINITY) {
      this.#acknowledgeDue = performance.now() + acknowledgeWithin
      this.#schedule()
    }
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
    this.packetSize.restart()
    this.#largestHeard = 0
    this.quiche.sendAckEliciting()
    this.#wrote()
  }

  /** The endpoint is closed: nothing is sent any more. */
  drop(): void {
    this.#deadline.stop()
    this.packetSize.stop()
    this.#over({ code: 'closed', text: 'The endpoint was closed.', byPeer: false })
  }

  #flush(): void {
    this.#mustFlush = false
    this.#unacknowledged = 0
    this.#consumedBytes = 0
    this.#acknowledgeDue = Number.POSITIVE_INFINITY
    this.#owner.flush(this)
    this.#streams.write()
    const timeout = this.quiche.timeout()
    this.#quicheDue = timeout === null ? Number.POSITIVE_INFINITY : performance.now() + timeout
    this.#schedule()
  }

  #schedule(): void {
    const handshake = this.isOpen || this.isClosed ? Number.POSITIVE_INFINITY : this.#handshakeEnds
    this.#deadline.set(Math.min(this.#quicheDue, this.#acknowledgeDue, this.#keepAliveDue, handshake))
  }

  #ring(): void {
    const now = performance.now()
    if (this.quiche.timeout() === 0) {
      this.quiche.onTimeout()
      this.packetSize.timedOut()
    }
    if (!this.isOpen && !this.isClosed && now >= this.#handshakeEnds) {
      this.#closeQuiche()
      this.#over({ code: 'peer-unreachable', text: 'The device did not answer in time.', byPeer: false })
    }
    if (now >= this.#keepAliveDue) this.#keepAlive(now)
    this.#mustFlush = true
    this.#mustRead = true
    this.turn()
  }

  #keepAlive(now: number): void {
    const due = this.#heardAt + this.#figures.keepAliveMs
    if (now >= due) this.quiche.sendAckEliciting()
    this.#keepAliveDue = Math.max(due, now + this.#figures.keepAliveMs / 2)
  }

  #opened(): void {
    this.isOpen = true
    this.#keepAliveDue = performance.now() + this.#figures.keepAliveMs
    this.packetSize.restart()
    this.#mustFlush = true
    this.#mustRead = true
    this.#owner.opened(this)
  }

  /** It had more to send than its turn allows. */
  again(): void {
    this.#wrote()
  }

  #wrote(): void {
    this.#mustFlush = true
    this.#owner.wake(this)
  }

  #consumed(bytes: number): void {
    this.#consumedBytes += bytes
    if (this.#consumedBytes >= consumedAtOnce && !this.#mustFlush && !this.#pauseCheck) {
      this.#pauseCheck = true
      this.#packetsThen = this.#unacknowledged
      this.#owner.wake(this)
    }
    if (this.#acknowledgeDue !== Number.POSITIVE_INFINITY || this.#mustFlush) return
    this.#acknowledgeDue = performance.now() + acknowledgeWithin
    this.#schedule()
  }

  /** quiche refused a packet. Most of its errors end the connection; it sends the reason itself. */
  #refused(error: string): void {
    if (error === 'Done' || this.#failure !== undefined) return
    const text = this.isOpen
      ? `The other side does not keep to the protocol (${error}).`
      : 'The certificate of the other side is not the one that was expected.'
    const code = this.isOpen ? 'sync-protocol' : error === 'TlsFail' ? 'peer-refused' : 'sync-protocol'
    this.#failure = { code, text, byPeer: false }
    this.#mustFlush = true
  }

  #closeQuiche(): void {
    this.isClosing = true
    try {
      this.quiche.close(this.isOpen, 0, Buffer.alloc(0))
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
      this.#over(this.#failure ?? this.#reasonOfPeer())
    }
    if (this.quiche.isClosed()) {
      this.#deadline.stop()
      this.packetSize.stop()
      this.#owner.gone(this)
      return
    }
    this.#owner.flush(this)
    const timeout = this.quiche.timeout()
    this.#quicheDue = performance.now() + (timeout ?? 0)
    this.#schedule()
  }

  #reasonOfPeer(): CloseReason {
    if (this.quiche.isTimedOut())
      return this.isOpen
        ? { code: 'idle-timeout', text: 'Nothing was heard of the other side.', byPeer: false }
        : { code: 'peer-unreachable', text: 'The device did not answer in time.', byPeer: false }
    if (!this.isOpen) return { code: 'peer-refused', text: 'The device ended the handshake.', byPeer: true }
    const bytes = Buffer.alloc(2048)
    try {
      const length = this.quiche.dgramRecv(bytes)
      const reason = length === null ? undefined : decodeReason(bytes.subarray(0, length))
      if (reason !== undefined) return { ...reason, byPeer: true }
    } catch {
      // None came.
    }
    return { code: 'closed', text: 'The other side closed the connection.', byPeer: true }
  }

  #over(reason: CloseReason): void {
    if (this.isClosed) return
    this.isClosed = true
    this.#keepAliveDue = Number.POSITIVE_INFINITY
    this.packetSize.stop()
    this.#whereabouts.stop()
    this.#failure = reason
    this.#streams.fail(this.#fault())
    this.#closing.resolve(reason)
    this.#owner.ended(this)
    this.#owner.wake(this)
  }

  #check(): void {
    if (this.isClosed) throw this.#fault()
  }

  #fault(): Fault {
    const { code, text } = this.#failure ?? { code: 'closed', text: 'The connection is over.' }
    return new Fault(isFaultCode(code) ? code : 'closed', text)
  }

  #path(): QuichePath | undefined {
    const path = this.quiche.pathStats().find(({ active }) => active)
    if (path !== undefined && path.rtt > 0) this.#minRttMs = Math.min(this.#minRttMs, path.rtt)
    return path
  }

  #sendProbe(peer: number, size: number, number: Buffer): void {
    if (this.#otherId === undefined) return
    const probe = Buffer.alloc(size)
    probe[0] = probeByte
    probe.set(this.#otherId, 1)
    probe.set(number, 1 + idBytes)
    this.#owner.sendRaw(probe, peer)
  }

  /** A probe of the other side's, or an answer to one of ours; `peer` is the number of where it came from. */
  probed(datagram: Buffer, peer: number): void {
    const number = datagram.subarray(1 + idBytes, 1 + idBytes + numberBytes)
    if (this.#otherId === undefined || number.length < numberBytes || this.isClosed) return
    if (datagram[0] === probeByte)
      this.#owner.sendRaw(Buffer.concat([Buffer.of(answerByte), this.#otherId, number]), this.peer)
    else if (!this.#whereabouts.answered(number, peer)) this.packetSize.answered(number)
  }

  #moved(address: DatagramAddress, peer: number): void {
    this.#owner.forget(this.peer)
    this.peer = peer
    this.remote = { host: address.address, port: address.port }
    this.networkChanged()
  }

  /** What was sent while closing is sent again to a side that goes on sending. */
  sentWhileClosing(packet: Uint8Array): void {
    if (packet.length <= longestLast && this.#lastWords.length < 2 * lastPackets)
      this.#lastWords.push(Buffer.from(packet))
  }

  #repeatClose(): void {
    if (this.#closesLeft === 0) return
    this.#closesLeft--
    for (const words of this.#lastWords) this.#owner.sendRaw(words, this.peer)
  }
}
