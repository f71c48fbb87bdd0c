import type { RTCDataChannel, RTCIceServer, RTCPeerConnection } from 'werift'
import type { LaneStats } from '../transfer/channel.ts'
import { type Description, readCandidate, writeDescription } from '../transfer/description.ts'
import { HeldChannel } from '../transfer/peer/held-channel.ts'
import { readIceUrl } from '../transfer/peer/ice-url.ts'
import type { NativeEvents, NativePeer } from '../transfer/peer/native-peer.ts'
import { OpeningPeer } from '../transfer/peer/opening-peer.ts'
import { KnownCandidates, pairText } from '../transfer/peer/path.ts'
import {
  channelLabels,
  type IceServer,
  type RtcOptions,
  type RtcPeer,
  type RtcStack,
} from '../transfer/rtc.ts'
import { HeldCandidates } from './held-candidates.ts'
import {
  announceUnordered,
  askNoStunServer,
  chosenPair,
  passOverSecondAnswers,
  repairAssociation,
  roundTripMs,
} from './werift-repairs.ts'

export type Werift = typeof import('werift')

/** It takes no longer ones apart in time that does not grow with their square. */
const longestMessage = 64 * 1024

/** So long an ending connection still speaks. */
const farewellMs = 100

/** WebRTC in JavaScript alone: slower than the others by far, and there on every machine. `ended`: what to do when it is closed. */
export function weriftStack(library: Werift, ended: () => void = () => {}): RtcStack {
  const peers = new Set<Connection>()
  return {
    name: 'werift',
    connect(options: RtcOptions): RtcPeer {
      return new OpeningPeer(options, (given, events) => {
        const peer = new Connection(library, given, events)
        peers.add(peer)
        void peer.gone.then(() => peers.delete(peer))
        return peer
      })
    },
    async close() {
      const gone = [...peers].map((peer) => peer.gone)
      for (const peer of peers) peer.abandon()
      await Promise.all(gone)
      ended()
    },
  }
}

class Connection implements NativePeer {
  readonly gone: Promise<void>
  readonly #gone = Promise.withResolvers<void>()
  readonly #native: RTCPeerConnection
  readonly #events: NativeEvents
  readonly #channels = new Set<RTCDataChannel>()
  readonly #known = new KnownCandidates()
  readonly #role: RtcOptions['role']
  readonly #hasStun: boolean
  readonly #candidates: HeldCandidates
  #isClosed = false

  constructor(library: Werift, options: RtcOptions, events: NativeEvents) {
    this.gone = this.#gone.promise
    this.#events = events
    this.#role = options.role
    this.#candidates = new HeldCandidates(options, (candidate, mid) => events.candidate(candidate, mid))
    this.#hasStun = options.iceServers.some((server) => readIceUrl(server).kind === 'stun')
    this.#native = new library.RTCPeerConnection({
      iceServers: options.iceServers.map(nativeServer),
      iceTransportPolicy: options.relayOnly ? 'relay' : 'all',
      iceUseTcp: false,
      maxMessageSize: longestMessage,
    })
    this.#native.onIceCandidate.subscribe((candidate) => {
      if (this.#isClosed) return
      const text = candidate?.candidate.replace(/^a=/, '') ?? ''
      if (text !== '') this.#known.add(text)
      this.#candidates.add(text, candidate?.sdpMid ?? '0')
    })
    this.#native.iceConnectionStateChange.subscribe((state) => {
      if (state === 'connected') this.#candidates.release()
    })
    this.#native.connectionStateChange.subscribe((state) => {
      if (this.#isClosed) return
      if (state === 'failed') events.over('No path between the two sides was found, or it is gone.')
      else if (state === 'closed') events.over('The other side has ended the connection.')
    })
    this.#native.onDataChannel.subscribe((channel) => this.#add(channel))
    if (options.role === 'answer') return
    this.#add(this.#native.createDataChannel(channelLabels.control))
    this.#add(
      this.#native.createDataChannel(channelLabels.data, {
        ordered: options.ordered === true,
        ...(options.reliable ? {} : { maxRetransmits: 0 }),
      }),
    )
    this.#repair()
    if (this.#native.sctpTransport) announceUnordered(this.#native.sctpTransport)
    this.#offer().catch((error: Error) => events.over(`No connection can be made: ${error.message}`))
  }

  async describe(description: Description): Promise<void> {
    await this.#native.setRemoteDescription({ type: description.type, sdp: writeDescription(description) })
    this.#repair()
    if (this.#role === 'offer') return this.#candidates.answered()
    if (this.#isClosed) return
    const answer = await this.#native.createAnswer()
    const set = this.#native.setLocalDescription(answer)
    this.#events.described('answer', answer.sdp)
    await set
  }

  async addCandidate(candidate: string, mid: string): Promise<void> {
    const { transport } = readCandidate(candidate)
    if (transport !== 'udp') return
    this.#known.add(candidate)
    await this.#native.addIceCandidate({ candidate, sdpMid: mid, sdpMLineIndex: 0 })
  }

  stats(): LaneStats {
    const [ice] = this.#native.iceTransports
    const pair = this.#isClosed ? undefined : chosenPair(ice)
    const [local, remote] = pair ? [endOf(pair.local), endOf(pair.remote)] : []
    const path = local && remote ? this.#known.pathOf(local, remote) : 'unknown'
    const sum = (key: 'bytesSent' | 'bytesReceived') =>
      [...this.#channels].reduce((bytes, channel) => bytes + channel[key], 0)
    return {
      rttMs: roundTripMs(this.#native.sctpTransport),
      sentBytes: sum('bytesSent'),
      receivedBytes: sum('bytesReceived'),
      sentPackets: -1,
      discardedPackets: -1,
      retransmits: -1,
      path,
      pair: local && remote ? pairText(local, remote, local.transport, path) : '',
    }
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#candidates.end()
    // Its abort is lost when something is under way; channels that close tell the other side as well.
    for (const channel of this.#channels) if (channel.readyState === 'open') channel.close()
    setTimeout(() => {
      this.#native
        .close()
        .catch(() => {})
        .finally(() => this.#gone.resolve())
    }, farewellMs)
  }

  /** Ends it, and says so. */
  abandon(): void {
    if (!this.#isClosed) this.#events.over('This side has ended the connection.')
  }

  async #offer(): Promise<void> {
    const offer = await this.#native.createOffer()
    if (this.#isClosed) return
    const set = this.#native.setLocalDescription(offer)
    this.#events.described('offer', offer.sdp)
    await set
  }

  #repair(): void {
    if (this.#native.sctpTransport) repairAssociation(this.#native.sctpTransport)
    if (!this.#hasStun) for (const transport of this.#native.iceTransports) askNoStunServer(transport)
    for (const transport of this.#native.dtlsTransports) passOverSecondAnswers(transport)
  }

  #add(native: RTCDataChannel): void {
    const channel = new NativeChannel(native, () =>
      this.#events.over('The other side sends before anybody can listen.'),
    )
    this.#channels.add(native)
    native.onMessage.subscribe((message) => {
      if (typeof message !== 'string') channel.took(ownBytes(message))
    })
    native.bufferedAmountLow.subscribe(() => channel.onLow())
    native.stateChange.subscribe((state) => {
      if (this.#isClosed) return
      if (state === 'open') this.#events.channelOpen(native.label, channel)
      else if (state === 'closed') this.#events.over('The other side has ended the connection.')
    })
  }
}

class NativeChannel extends HeldChannel {
  readonly #native: RTCDataChannel

  constructor(native: RTCDataChannel, flooded: () => void) {
    super(flooded)
    this.#native = native
  }

  get bufferedBytes(): number {
    return this.#native.bufferedAmount
  }

  /** Its packets are views of what it is given, until they are acknowledged. */
  protected give(message: Uint8Array<ArrayBuffer>): void {
    this.#native.send(Buffer.from(message))
  }

  protected setLow(bytes: number): void {
    this.#native.bufferedAmountLowThreshold = bytes
  }
}

/** Short messages share memory with others, which nobody may have as his own. */
const ownBytes = (message: Buffer): Uint8Array<ArrayBuffer> =>
  message.byteLength === message.buffer.byteLength
    ? new Uint8Array(message.buffer as ArrayBuffer)
    : new Uint8Array(message)

/** Of its pairs it says what candidates say, without the word before. */
const endOf = (text: string) => readCandidate(`candidate:${text.replace(/^candidate:/, '')}`)

function nativeServer(server: IceServer): RTCIceServer {
  readIceUrl(server)
  const { url, username, credential } = server
  return { urls: url, ...(username ? { username } : {}), ...(credential ? { credential } : {}) }
}
