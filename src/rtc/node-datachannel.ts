import type {
  DataChannel,
  IceServer as NativeIceServer,
  PeerConnection,
  SelectedCandidateInfo,
} from 'node-datachannel'
import type { LaneStats } from '../transfer/channel.ts'
import { type Description, writeDescription } from '../transfer/description.ts'
import { HeldChannel } from '../transfer/peer/held-channel.ts'
import { readIceUrl } from '../transfer/peer/ice-url.ts'
import type { NativeEvents, NativePeer } from '../transfer/peer/native-peer.ts'
import { OpeningPeer } from '../transfer/peer/opening-peer.ts'
import { KnownCandidates, type PairEnd, pairText } from '../transfer/peer/path.ts'
import {
  channelLabels,
  type IceServer,
  type RtcOptions,
  type RtcPeer,
  type RtcStack,
} from '../transfer/rtc.ts'
import { Fault } from '../wire/fault.ts'
import { HeldCandidates } from './held-candidates.ts'

export type NodeDataChannel = typeof import('node-datachannel')

const longestMessage = 256 * 1024
/** A connection that is let go of is gone after a few ms; none is waited for longer than this. */
const closingMs = 5_000

/**
 * libdatachannel, by its native calls; its imitation of a browser's loses candidates that come early. For the main
 * thread alone. Told to use relays alone it still tries its own addresses, and the other side learns them, so it is not asked to.
 */
export function nodeDataChannelStack(library: NodeDataChannel): RtcStack {
  const peers = new Set<Connection>()
  return {
    name: 'node-datachannel',
    connect(options: RtcOptions): RtcPeer {
      if (options.relayOnly) throw new Fault('internal', 'node-datachannel does not keep to relays.')
      return new OpeningPeer(options, (given, events) => {
        const peer = new Connection(library, given, events)
        peers.add(peer)
        void peer.gone.then(() => peers.delete(peer))
        return peer
      })
    },
    async close() {
      for (const peer of peers) peer.abandon()
      const { promise, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, closingMs)
      await Promise.race([Promise.all([...peers].map(({ gone }) => gone)), promise])
      clearTimeout(timer)
    },
  }
}

/**
 * What is thrown in a callback of a native thread would end the process at once, whatever `process` listens to: it is thrown
 * again where it is an error like others.
 */
function guarded<T extends unknown[]>(callback: (...values: T) => void): (...values: T) => void {
  return (...values) => {
    try {
      callback(...values)
    } catch (error) {
      queueMicrotask(() => {
        throw error
      })
    }
  }
}

class Connection implements NativePeer {
  /** Nothing native is left. Until then everything native is held, for its threads call what would be collected otherwise. */
  readonly gone: Promise<void>
  readonly #gone = Promise.withResolvers<void>()
  readonly #native: PeerConnection
  readonly #events: NativeEvents
  readonly #channels = new Set<DataChannel>()
  readonly #known = new KnownCandidates()
  readonly #role: RtcOptions['role']
  readonly #candidates: HeldCandidates
  #isClosed = false
  #isNativeClosed = false

  constructor(library: NodeDataChannel, options: RtcOptions, events: NativeEvents) {
    this.gone = this.#gone.promise
    this.#events = events
    this.#role = options.role
    this.#candidates = new HeldCandidates(options, (candidate, mid) => events.candidate(candidate, mid))
    this.#native = new library.PeerConnection('hawser', {
      iceServers: options.iceServers.flatMap(nativeServer),
      maxMessageSize: longestMessage,
      // Descriptions are asked for when everything that listens is in place.
      disableAutoNegotiation: true,
    })
    this.#native.onLocalDescription(
      guarded((sdp, type) => {
        if (!this.#isClosed && (type === 'offer' || type === 'answer')) events.described(type, sdp)
      }),
    )
    this.#native.onLocalCandidate(
      guarded((candidate, mid) => {
        if (this.#isClosed) return
        const text = candidate.replace(/^a=/, '')
        this.#known.add(text)
        this.#candidates.add(text, mid)
      }),
    )
    this.#native.onGatheringStateChange(
      guarded((state) => {
        if (state === 'complete' && !this.#isClosed) this.#candidates.add('', '0')
      }),
    )
    this.#native.onStateChange(guarded((state) => this.#changed(state)))
    this.#native.onIceStateChange(
      guarded((state) => {
        if (state === 'connected' || state === 'completed') this.#candidates.release()
      }),
    )
    this.#native.onDataChannel(
      guarded((channel) => {
        this.#add(channel, channel.getLabel(), true)
      }),
    )
    if (options.role === 'answer') return
    this.#make(channelLabels.control, {})
    this.#make(channelLabels.data, {
      unordered: options.ordered !== true,
      ...(options.reliable ? {} : { maxRetransmits: 0 }),
    })
    this.#native.setLocalDescription('offer')
  }

  describe(description: Description): void {
    this.#native.setRemoteDescription(writeDescription(description), description.type)
    if (this.#role === 'answer') return this.#native.setLocalDescription('answer')
    this.#candidates.answered()
  }

  addCandidate(candidate: string, mid: string): void {
    this.#known.add(candidate)
    this.#native.addRemoteCandidate(candidate, mid)
  }

  stats(): LaneStats {
    const isOpen = !this.#isClosed
    const pair = isOpen ? this.#native.getSelectedCandidatePair() : null
    const [local, remote] = pair ? [endOf(pair.local), endOf(pair.remote)] : []
    const path = local && remote ? this.#known.pathOf(local, remote) : 'unknown'
    const rttMs = isOpen ? this.#native.rtt() : -1
    return {
      rttMs: rttMs > 0 ? rttMs : -1,
      sentBytes: isOpen ? this.#native.bytesSent() : -1,
      receivedBytes: isOpen ? this.#native.bytesReceived() : -1,
      sentPackets: -1,
      discardedPackets: -1,
      retransmits: -1,
      path,
      pair: local && remote ? pairText(local, remote, pair?.local.transportType ?? 'udp', path) : '',
    }
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#candidates.end()
    // One that never opened would otherwise not be told of as closed, and keep the process from ending.
    for (const channel of this.#channels) channel.close()
    this.#native.close()
  }

  /** Ends it, and says so. */
  abandon(): void {
    if (!this.#isClosed) this.#events.over('This side has ended the connection.')
  }

  #changed(state: string): void {
    if (state === 'closed') {
      this.#isNativeClosed = true
      this.#look()
    }
    if (this.#isClosed) return
    if (state === 'failed') this.#events.over('No path between the two sides was found, or it is gone.')
    else if (state === 'closed') this.#events.over('The other side has ended the connection.')
  }

  #make(label: string, config: { unordered?: boolean; maxRetransmits?: number }): void {
    this.#add(this.#native.createDataChannel(label, config), label, false)
  }

  #add(native: DataChannel, label: string, isIncoming: boolean): void {
    this.#channels.add(native)
    const channel = new NativeChannel(native, () =>
      this.#events.over('The other side sends before anybody can listen.'),
    )
    // Its thread holds on to this callback, so the callback must be able to let go of the channel.
    const forget = () => this.#forget(native)
    const held: { forget: (() => void) | undefined } = { forget }
    native.onClosed(
      guarded(() => {
        held.forget?.()
        if (!this.#isClosed) this.#events.over('The other side has ended the connection.')
      }),
    )
    native.onMessage(
      guarded((message) => {
        if (typeof message !== 'string') channel.took(bytesOf(message))
      }),
    )
    native.onBufferedAmountLow(guarded(() => channel.onLow()))
    if (!isIncoming)
      return native.onOpen(
        guarded(() => {
          if (!this.#isClosed) this.#events.channelOpen(label, channel)
        }),
      )
    if (!this.#isClosed && native.isOpen()) return this.#events.channelOpen(label, channel)
    // Over before anybody could be told of it; nobody will be.
    native.close()
    held.forget = undefined
    forget()
  }

  #forget(channel: DataChannel): void {
    this.#channels.delete(channel)
    this.#look()
  }

  #look(): void {
    if (this.#isNativeClosed && this.#channels.size === 0) this.#gone.resolve()
  }
}

class NativeChannel extends HeldChannel {
  readonly #native: DataChannel

  constructor(native: DataChannel, flooded: () => void) {
    super(flooded)
    this.#native = native
  }

  get bufferedBytes(): number {
    return this.#native.bufferedAmount()
  }

  /** False says only that not all of it has left. */
  protected give(message: Uint8Array<ArrayBuffer>): void {
    this.#native.sendMessageBinary(message)
  }

  protected setLow(bytes: number): void {
    this.#native.setBufferedAmountLowThreshold(bytes)
  }
}

/** A plain array over the same bytes, which the stack has copied for us. */
const bytesOf = (message: Buffer | ArrayBuffer): Uint8Array<ArrayBuffer> =>
  message instanceof ArrayBuffer
    ? new Uint8Array(message)
    : new Uint8Array(message.buffer as ArrayBuffer, message.byteOffset, message.byteLength)

const endOf = ({ address, port, type }: SelectedCandidateInfo): PairEnd => ({ address, port, kind: type })

/** It reaches TURN servers by UDP alone. */
function nativeServer(server: IceServer): (string | NativeIceServer)[] {
  const { kind, host, port, transport } = readIceUrl(server)
  if (kind === 'stun') return [`stun:${host.includes(':') ? `[${host}]` : host}:${port}`]
  if (transport !== 'udp') return []
  const { username = '', credential = '' } = server
  return [{ hostname: host, port, username, password: credential, relayType: 'TurnUdp' }]
}
