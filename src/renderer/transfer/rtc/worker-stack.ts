import type { LaneStats } from '../../../transfer/channel.ts'
import type { Description } from '../../../transfer/description.ts'
import type { NativeEvents, NativePeer } from '../../../transfer/peer/native-peer.ts'
import { OpeningPeer } from '../../../transfer/peer/opening-peer.ts'
import type { RtcOptions, RtcPeer, RtcStack } from '../../../transfer/rtc.ts'
import type { ChannelCarrier, ToPage, ToWorker } from './messages.ts'
import { DistantChannel, OwnChannel } from './worker-channels.ts'

/** The browser's own WebRTC, for a worker: `port` leads to `servePeers` in the page. */
export class BrowserStack implements RtcStack {
  readonly name = 'browser'
  readonly #port: MessagePort
  readonly #carrier: (carrier: ChannelCarrier) => void
  readonly #peers = new Map<number, WorkerPeer>()
  #last = 0

  /** `carrier` is told of each channel how it came. */
  constructor(port: MessagePort, carrier: (carrier: ChannelCarrier) => void) {
    this.#port = port
    this.#carrier = carrier
    port.onmessage = ({ data }: MessageEvent<ToWorker>) => this.#peers.get(data.id)?.heard(data)
  }

  connect(options: RtcOptions): RtcPeer {
    return new OpeningPeer(options, (given, events) => {
      const id = ++this.#last
      const peer = new WorkerPeer(id, given, events, {
        post: (message) => this.#port.postMessage(message),
        carrier: this.#carrier,
        gone: () => this.#peers.delete(id),
      })
      this.#peers.set(id, peer)
      return peer
    })
  }

  async close(): Promise<void> {
    for (const peer of [...this.#peers.values()]) peer.abandon()
  }
}

interface Way {
  post(message: ToPage): void
  carrier(carrier: ChannelCarrier): void
  gone(): void
}

class WorkerPeer implements NativePeer {
  readonly #id: number
  readonly #events: NativeEvents
  readonly #way: Way
  readonly #waiting = new Map<number, PromiseWithResolvers<LaneStats | undefined>>()
  #lastRequest = 0
  #isClosed = false

  constructor(
    id: number,
    { role, reliable, ordered = false, iceServers, relayOnly }: RtcOptions,
    events: NativeEvents,
    way: Way,
  ) {
    this.#id = id
    this.#events = events
    this.#way = way
    way.post({ type: 'make', id, role, reliable, ordered, iceServers, relayOnly })
  }

  async describe(description: Description): Promise<void> {
    await this.#ask((request) => ({ type: 'describe', id: this.#id, request, description }))
  }

  addCandidate(candidate: string, mid: string): void {
    this.#way.post({ type: 'candidate', id: this.#id, candidate, mid })
  }

  async stats(): Promise<LaneStats> {
    return (await this.#ask((request) => ({ type: 'stats', id: this.#id, request }))) ?? unknown
  }

  restart(): void {
    if (!this.#isClosed) this.#way.post({ type: 'restart', id: this.#id })
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const { resolve } of this.#waiting.values()) resolve(undefined)
    this.#waiting.clear()
    this.#way.post({ type: 'close', id: this.#id })
    this.#way.gone()
  }

  /** Ends it, and says so. */
  abandon(): void {
    this.#events.over('This side has ended the connection.')
  }

  heard(message: ToWorker): void {
    switch (message.type) {
      case 'local':
        return this.#events.described(message.kind, message.sdp)
      case 'candidate':
        return this.#events.candidate(message.candidate, message.mid)
      case 'channel':
        return this.#add(message.label, message.channel)
      case 'described':
        return this.#settle(message.request)?.resolve(undefined)
      case 'refused':
        return this.#settle(message.request)?.reject(new Error(message.text))
      case 'stats':
        return this.#settle(message.request)?.resolve(message.stats)
      case 'over':
        return this.#events.over(message.text)
    }
  }

  #ask(message: (request: number) => ToPage): Promise<LaneStats | undefined> {
    if (this.#isClosed) return Promise.resolve(undefined)
    const request = ++this.#lastRequest
    const waiting = Promise.withResolvers<LaneStats | undefined>()
    this.#waiting.set(request, waiting)
    this.#way.post(message(request))
    return waiting.promise
  }

  #settle(request: number): PromiseWithResolvers<LaneStats | undefined> | undefined {
    const waiting = this.#waiting.get(request)
    this.#waiting.delete(request)
    return waiting
  }

  #add(label: string, native: RTCDataChannel | MessagePort): void {
    const events = {
      opened: () => this.#events.channelOpen(label, channel),
      over: () => this.#events.over('The other side has ended the connection.'),
      flooded: () => this.#events.over('The other side sends before anybody can listen.'),
    }
    const isPort = native instanceof MessagePort
    this.#way.carrier(isPort ? 'messages' : 'channels')
    const channel = isPort ? new DistantChannel(native, events) : new OwnChannel(native, events)
  }
}

const unknown: LaneStats = {
  rttMs: -1,
  sentBytes: -1,
  receivedBytes: -1,
  sentPackets: -1,
  discardedPackets: -1,
  retransmits: -1,
  path: 'unknown',
  pair: '',
}
