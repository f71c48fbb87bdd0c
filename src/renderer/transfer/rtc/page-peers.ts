import { type Description, writeDescription } from '../../../transfer/description.ts'
import { KnownCandidates } from '../../../transfer/peer/path.ts'
import { channelLabels, type IceServer } from '../../../transfer/rtc.ts'
import { laneStats } from './lane-stats.ts'
import type { ToPage, ToWorker } from './messages.ts'
import { serveChannel } from './page-channel.ts'

/** The page's half of the browser's stack: makes the connections that the worker asks for over `port`, and hands it their channels. */
export function servePeers(port: MessagePort): () => void {
  const peers = new Map<number, PagePeer>()
  port.onmessage = ({ data }: MessageEvent<ToPage>) => {
    if (data.type === 'make') {
      peers.set(data.id, new PagePeer(port, data))
      return
    }
    peers.get(data.id)?.take(data)
    if (data.type === 'close') peers.delete(data.id)
  }
  return () => {
    for (const peer of peers.values()) peer.close()
    peers.clear()
    port.close()
  }
}

class PagePeer {
  readonly #id: number
  readonly #role: 'offer' | 'answer'
  readonly #port: MessagePort
  readonly #connection: RTCPeerConnection
  readonly #known = new KnownCandidates()
  /** What changes descriptions: one at a time, in order. */
  #last: Promise<void> = Promise.resolve()

  constructor(
    port: MessagePort,
    { id, role, reliable, ordered = false, iceServers, relayOnly }: ToPage & { type: 'make' },
  ) {
    this.#id = id
    this.#role = role
    this.#port = port
    this.#connection = new RTCPeerConnection({
      iceServers: iceServers.map(nativeServer),
      iceTransportPolicy: relayOnly ? 'relay' : 'all',
    })
    const connection = this.#connection
    connection.onicecandidate = ({ candidate }) => {
      // Of a component other than the only one, or empty: the end of one attempt.
      const text = candidate?.candidate ?? ''
      if (text !== '') this.#known.add(text)
      this.#tell({ type: 'candidate', id, candidate: text, mid: candidate?.sdpMid ?? '0' })
    }
    connection.onconnectionstatechange = () => {
      if (connection.connectionState !== 'failed') return
      this.#tell({
        type: 'over',
        id,
        text: 'No path between the two sides was found, or it is gone.',
      })
    }
    connection.ondatachannel = ({ channel }) => this.#hand(channel)
    // At first, and for each search for new paths; one that is asked for while another is under way comes after it.
    connection.onnegotiationneeded = () => this.#describeSelf('offer')
    if (role === 'answer') return
    this.#hand(connection.createDataChannel(channelLabels.control))
    this.#hand(
      connection.createDataChannel(channelLabels.data, {
        ordered,
        ...(reliable ? {} : { maxRetransmits: 0 }),
      }),
    )
  }

  take(message: ToPage): void {
    switch (message.type) {
      case 'describe':
        return this.#describe(message.request, message.description)
      case 'candidate':
        return this.#candidate(message.candidate, message.mid)
      case 'stats':
        return void this.#stats(message.request)
      case 'restart':
        return this.#connection.restartIce()
      case 'close':
        return this.close()
    }
  }

  close(): void {
    this.#connection.close()
  }

  #tell(message: ToWorker): void {
    this.#port.postMessage(message)
  }

  /** Only in the turn in which it was made may it be handed over. */
  #hand(channel: RTCDataChannel): void {
    const message = { type: 'channel', id: this.#id, label: channel.label } as const
    if (!keepsChannels()) {
      try {
        this.#port.postMessage({ ...message, channel }, [channel as never])
        return
      } catch {
        // This browser cannot; the channel is as it was.
      }
    }
    const { port1, port2 } = new MessageChannel()
    serveChannel(channel, port1)
    this.#port.postMessage({ ...message, channel: port2 }, [port2])
  }

  #after(step: () => Promise<void>, failed: (text: string) => void): void {
    this.#last = this.#last.then(step).catch((error) => {
      if (this.#connection.signalingState !== 'closed')
        failed(error instanceof Error ? error.message : String(error))
    })
  }

  #describeSelf(kind: 'offer' | 'answer'): void {
    const id = this.#id
    this.#after(
      async () => {
        if (kind === 'offer' && this.#connection.signalingState !== 'stable') return
        await this.#connection.setLocalDescription()
        const sdp = this.#connection.localDescription?.sdp ?? ''
        this.#tell({ type: 'local', id, kind, sdp })
      },
      (text) => this.#tell({ type: 'over', id, text }),
    )
  }

  /** When both sides look for new paths at once, the offer of the one that made the first holds (RFC 8829 §4.1.8.2). */
  #describe(request: number, description: Description): void {
    const connection = this.#connection
    const id = this.#id
    this.#after(
      async () => {
        const { signalingState } = connection
        const isOffer = description.type === 'offer'
        const isLate = isOffer
          ? signalingState !== 'stable' && this.#role === 'offer'
          : signalingState !== 'have-local-offer'
        if (!isLate) {
          await connection.setRemoteDescription({
            type: description.type,
            sdp: writeDescription(description),
          })
          if (isOffer) this.#describeSelf('answer')
        }
        this.#tell({ type: 'described', id, request })
      },
      (text) => this.#tell({ type: 'refused', id, request, text }),
    )
  }

  #candidate(candidate: string, mid: string): void {
    this.#known.add(candidate)
    this.#after(
      () => this.#connection.addIceCandidate({ candidate, sdpMid: mid }),
      () => {},
    )
  }

  async #stats(request: number): Promise<void> {
    const stats = laneStats(await this.#connection.getStats(), this.#known)
    this.#tell({ type: 'stats', id: this.#id, request, stats })
  }
}

/** To see what browsers that cannot hand channels over are like. */
const keepsChannels = () => (globalThis as { hawserKeepsChannels?: boolean }).hawserKeepsChannels === true

const nativeServer = ({ url, username, credential }: IceServer): RTCIceServer => ({
  urls: url,
  ...(username ? { username } : {}),
  ...(credential ? { credential } : {}),
})
